from pathlib import Path

import pytest

from eval.comparing.guards import DEFAULT_GUARDS, check_names, read_guards
from eval.metrics.suites import ANSWERS, EVIDENCE
from rag.errors import SettingsError

SAMPLE = Path(__file__).parents[2] / "configs" / "gate.toml"


def written(tmp_path, content):
    path = tmp_path / "guards.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_guards_are_read_with_their_margins(tmp_path):
    path = written(tmp_path, '[guards]\n"recall@4" = { margin = 0.5 }\nother = { margin = 0 }')
    assert read_guards(path) == {"recall@4": 0.5, "other": 0.0}


def test_the_file_to_start_from_holds_the_defaults():
    assert read_guards(SAMPLE) == DEFAULT_GUARDS


def test_what_a_run_of_cases_is_judged_by_is_guarded():
    scored = {each.name for each in (*ANSWERS, *EVIDENCE)}
    # Told in another metric already: as wording, or as the other half of F1.
    assert scored - DEFAULT_GUARDS.keys() <= {"exact_match", "token_f1", "refusal_precision"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "no guards under"),
        ("guards = 3", "no guards under"),
        ("[guards]", "no guards under"),
        ("[guards", "not TOML"),
        (b"\xff\xfe", "not TOML"),
        ("[guards]\nmrr = { margin = 0.1 }\n[gate.quick]\nmrr = { at_least = 1 }", "holds 'gate'"),
        ("[guards]\nmrr = 0.5", "guard of mrr"),
        ("[guards]\nmrr = {}", "guard of mrr"),
        ("[guards]\nmrr = { margni = 0.5 }", "guard of mrr"),
        ("[guards]\nmrr = { margin = 0.5, at_least = 1 }", "guard of mrr"),
        ("[guards]\nmrr = { margin = nan }", "guard of mrr"),
        ("[guards]\nmrr = { margin = -0.1 }", "guard of mrr"),
        ("[guards]\nmrr = { margin = 2 }", "guard of mrr"),
        ("[guards]\nmrr = { margin = true }", "guard of mrr"),
        ("[guards]\nmrr = { margin = '0.5' }", "guard of mrr"),
    ],
)
def test_guards_that_do_not_fit_are_named(tmp_path, content, problem):
    path = written(tmp_path, content)
    with pytest.raises(SettingsError, match=problem) as caught:
        read_guards(path)
    assert str(path) in caught.value.problem


def test_a_missing_file_of_guards_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match="can't be read"):
        read_guards(tmp_path / "absent.toml")


def test_a_guard_of_no_metric_is_an_error():
    check_names({"mrr@10": 0.1, "own": 0.1}, known={"own"}, path=Path("guards.toml"))
    with pytest.raises(SettingsError, match=r"guards.toml guards 'answer_acuracy'"):
        check_names({"answer_acuracy": 0.1}, known={"own"}, path=Path("guards.toml"))
