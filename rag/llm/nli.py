"""A second judge of claims, where there is one: an NLI cross-encoder on disk.

It may only veto. The rules of `rag.answering` decide first; what they pass must be entailed too.
"""

import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from rag.retrieval.cross_encoders import (
    as_they_are,
    check_folder,
    configuration,
    load_cross_encoder,
)

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_ENTAILED = 0.5
"""Probability of entailment from which a claim is."""

_CONTRADICTED = 0.25
"""Probability of contradiction from which a claim isn't, however likely entailment is."""

_MEND = "Set model.nli to a folder with an NLI cross-encoder of sentence-transformers, or to none."


class EntailmentModel:
    """Reads a premise beside a claim; loads itself at first use.

    Which of its scores means what is read from the model's own configuration (`id2label`). Raises
    SettingsError where the folder holds no such model. Safe from several threads, which take turns.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.expanduser()
        if not self._folder.is_dir():
            raise SettingsError(f"There is no NLI model in {folder}.", mend=_MEND)
        check_folder(self._folder, role="NLI model", mend=_MEND)
        self._entailment, self._contradiction = _places(self._folder)
        self._turn = threading.Lock()
        self._made: CrossEncoder | None = None

    def entails(self, premise: str, claim: str) -> bool:
        """Tell whether a claim follows from a premise, and doesn't rather contradict it."""
        chances = self.probabilities(premise, claim)
        contradicted = 0.0 if self._contradiction is None else chances[self._contradiction]
        return chances[self._entailment] >= _ENTAILED and contradicted < _CONTRADICTED

    def probabilities(self, premise: str, claim: str) -> tuple[float, ...]:
        """Give the probability of each label, in the model's own order; they add up to 1."""
        with self._turn:
            if self._made is None:
                self._made = load_cross_encoder(self._folder, mend=_MEND)
            (scores,) = self._made.predict(
                [(premise, claim)], show_progress_bar=False, activation_fn=as_they_are
            )
        return _softmax([float(score) for score in scores])


def _places(folder: Path) -> tuple[int, int | None]:
    """Give the places of entailment and contradiction; a model of two labels has no latter."""
    labels = configuration(folder, mend=_MEND).get("id2label")
    named = labels.items() if isinstance(labels, dict) else ()
    places = {f"{name}".lower()[:6]: int(place) for place, name in named if f"{place}".isdigit()}
    if "entail" not in places:
        raise SettingsError(
            f"{folder} names no label 'entailment' in its configuration.", mend=_MEND
        )
    return places["entail"], places.get("contra")


def _softmax(scores: Sequence[float]) -> tuple[float, ...]:
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    return tuple(power / sum(powers) for power in powers)
