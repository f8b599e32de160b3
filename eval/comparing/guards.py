"""Which metrics the gate guards, and how far each may fall. Pure but for reading the file.

A guard's margin is a loss, in the metric's own 0..1, that is not accepted even where the statistics
can't tell it from chance. A file of one's own says all that is guarded:

    [guards]
    answer_accuracy = { margin = 0.02 }
    "recall@4" = { margin = 0.01 }
    quote_exact = { margin = 0 }
"""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rag.errors import SettingsError

Guards = Mapping[str, float]
"""The margin of each guarded metric, by name."""

DEFAULT_GUARDS: Guards = MappingProxyType(
    {
        "answer_accuracy": 0.02,
        "date_accuracy": 0.02,
        "number_accuracy": 0.02,
        "list_coverage": 0.02,
        "conflict_coverage": 0.02,
        "false_premise": 0.02,
        "refusal_f1": 0.02,
        "refusal_recall": 0.02,
        "false_refusal_rate": 0.02,
        "citation_precision": 0.02,
        "citation_recall": 0.02,
        "evidence_precision": 0.02,
        "evidence_recall": 0.02,
        "quote_exact": 0.0,
        "recall@4": 0.01,
        "recall@10": 0.01,
        "evidence_recall@4": 0.02,
        "mrr@10": 0.01,
        "ndcg@10": 0.01,
        "accuracy": 0.02,
        "null_refusal_recall": 0.02,
        "balanced_accuracy": 0.02,
        "evidence_f1": 0.02,
        "strict_em": 0.02,
        "span_f1": 0.01,
        "value_f1": 0.01,
        "date_value_f1": 0.01,
    }
)
"""What is guarded where no file says otherwise; configs/gate.toml holds the same, to start from."""

_MEND = "Compare it with configs/gate.toml."


def read_guards(path: Path) -> Guards:
    """Read the guards of a TOML file. Raises SettingsError, which names file and metric."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The guards {path} can't be read ({error.strerror or error}).",
            mend="Check the path of --guards.",
        ) from error
    except ValueError as error:  # neither UTF-8 nor TOML
        raise SettingsError(f"The guards {path} are not TOML ({error}).", mend=_MEND) from error
    table = document.pop("guards", None)
    if document:
        raise SettingsError(
            f"{path} holds {next(iter(document))!r}, which is none of the gate's.",
            mend="Put every guard into one table, [guards].",
        )
    if not isinstance(table, dict) or not table:
        raise SettingsError(f"{path} has no guards under [guards].", mend=_MEND)
    return {name: _margin(name, guard, path=path) for name, guard in table.items()}


def check_names(guards: Guards, *, known: Collection[str], path: Path) -> None:
    """Raise SettingsError at a guard of a metric that there isn't: it would guard nothing."""
    for name in guards:
        if name not in known and name not in DEFAULT_GUARDS:
            raise SettingsError(
                f"{path} guards {name!r}, which is no metric.",
                mend="Check its spelling against the metrics of `dateline eval compare`.",
            )


def _margin(name: str, guard: Any, *, path: Path) -> float:
    match guard:
        case {"margin": int() | float() as margin, **others} if not others:
            if not isinstance(margin, bool) and 0 <= margin <= 1:
                return float(margin)
    raise SettingsError(
        f"{path}, the guard of {name} can't be used: {guard!r}.",
        mend="Write { margin = NUMBER }, from 0 (no loss at all) to 1.",
    )
