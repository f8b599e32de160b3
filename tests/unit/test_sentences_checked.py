import re

import pytest
from answer_factory import make_answer

from rag.schema import Checks, Status
from ui.drawing.checking import checks_line
from ui.render import render_answer


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        (Checks(kept=1), "1 sentence checked: 1 stands"),
        (Checks(kept=2, dropped=1), "3 sentences checked: 2 stand, 1 left out"),
        (
            Checks(recited=1, replaced=2),
            "3 sentences checked: 1 with other quotes, 2 replaced by a quote",
        ),
    ],
)
def test_what_became_of_the_models_sentences_is_one_line(checks: Checks, said: str) -> None:
    assert re.findall("<summary>(.*?)</summary>", checks_line(checks)) == [said]


@pytest.mark.parametrize("status", ["answered", "conflicting", "not_found"])
def test_it_stands_under_every_answer_that_a_model_wrote_for(status: Status) -> None:
    assert "2 left out" in render_answer(make_answer(status=status, checks=Checks(dropped=2)))
    assert "checked" not in render_answer(make_answer(status=status))
