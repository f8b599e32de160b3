"""The second judge of claims, on a real cross-encoder small enough to be written by hand."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from answer_factory import make_article, make_sentence
from entailment_model import save_entailment_model

from rag.answering.verifying import verified
from rag.answering.witnesses import Asking
from rag.errors import SettingsError
from rag.llm.nli import EntailmentModel
from rag.retrieval.question import read_question
from rag.schema import Checks, Question

SANK = "the ferry sank off skerrow on monday"
WORDS = [
    *SANK.split(),
    "burned",
    "library",
    "in",
    "june",
    "a",
    "opened",
    *["according", "to", "reports"],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_entailment_model(tmp_path_factory.mktemp("nli") / "overlap", words=WORDS)


@pytest.fixture(scope="module")
def judge(folder: Path) -> EntailmentModel:
    return EntailmentModel(folder)


def test_what_the_premise_says_is_entailed(judge: EntailmentModel) -> None:
    assert judge.entails(SANK, "the ferry sank")
    assert not judge.entails(SANK, "a library opened in june")


def test_probabilities_add_up_to_one(judge: EntailmentModel) -> None:
    assert sum(judge.probabilities(SANK, "the ferry burned")) == pytest.approx(1)


@pytest.mark.parametrize(
    "labels",
    [
        ("contradiction", "entailment", "neutral"),
        ("ENTAILMENT", "NEUTRAL", "CONTRADICTION"),
        ("not_entailment", "entailment"),
    ],
)
def test_the_order_of_the_labels_is_the_models_own(tmp_path: Path, labels: tuple[str, ...]) -> None:
    judge = EntailmentModel(save_entailment_model(tmp_path, words=WORDS, labels=labels))
    assert judge.entails(SANK, "the ferry sank")
    assert not judge.entails(SANK, "a library opened in june")


def test_what_may_be_contradicted_is_vetoed(tmp_path: Path) -> None:
    labels = "entailment", "contradiction"
    save_entailment_model(tmp_path, words=WORDS, labels=labels, doubt=5.2)
    judge = EntailmentModel(tmp_path)
    entailed, contradicted = judge.probabilities(SANK, "the ferry sank")
    assert entailed > 0.5 > contradicted > 0.25
    assert not judge.entails(SANK, "the ferry sank")


def _asking(judge: EntailmentModel | None) -> Asking:
    question = Question(text="What sank?", as_of=date(2025, 3, 10))
    return Asking(
        reading=read_question(question),
        as_of=question.as_of,
        entails=judge.entails if judge else None,
    )


def test_it_vetoes_what_the_rules_pass_and_passes_nothing_that_they_refuse(
    judge: EntailmentModel,
) -> None:
    report = make_sentence(make_article("a", "The ferry sank off Skerrow on Monday."))
    kept, lost = "The ferry sank off Skerrow.", "The ferry sank off Skerrow on Tuesday."
    for text, expected in ((kept, Checks(kept=1)), (lost, Checks(replaced=1))):
        assert verified(text, evidence=[report], asking=_asking(judge)).checks == expected
    other = "According to the reports the ferry sank."
    assert verified(other, evidence=[report], asking=_asking(None)).checks == Checks(kept=1)
    assert verified(other, evidence=[report], asking=_asking(judge)).checks == Checks(replaced=1)


def _nothing(folder: Path) -> None:
    shutil.rmtree(folder)


def _no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _nameless_labels(folder: Path) -> None:
    configuration = json.loads((folder / "config.json").read_text("utf-8"))
    configuration["id2label"] = {"0": "LABEL_0", "1": "LABEL_1"}
    (folder / "config.json").write_text(json.dumps(configuration), "utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_nothing, "There is no NLI model in "),
        (_no_weights, "No NLI model weights"),
        (_nameless_labels, "names no label 'entailment'"),
    ],
)
def test_a_folder_without_an_nli_model_is_refused_at_once(
    folder: Path, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    given = shutil.copytree(folder, tmp_path / "given")
    damage(given)
    with pytest.raises(SettingsError, match=message) as refused:
        EntailmentModel(given)
    assert "model.nli" in refused.value.mend
