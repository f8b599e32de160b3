import re
from dataclasses import replace

import pytest
from answer_factory import make_answer, make_article, make_citation, make_evidence

from ui.drawing.cards import evidence_cards
from ui.render import render_answer


def verdicts(html: str) -> list[str]:
    return re.findall(r'<span class="((?:not-)?verified)"', html)


def test_words_are_verified_where_the_article_has_them_exactly() -> None:
    right, wrong = make_evidence(make_article("a"), make_article("b"))
    wrong = replace(wrong, text="The mayor closed the bridge on Tuesday.")
    assert verdicts(evidence_cards((right, wrong))) == ["verified", "not-verified"]


@pytest.mark.parametrize("kept", [True, False])
def test_words_whose_article_is_not_at_hand_were_verified_then(kept: bool) -> None:
    article = make_article("a")
    evidence = [replace(each, article=replace(article, text="")) for each in make_evidence(article)]
    citation = make_citation(article, article.text)
    html = render_answer(
        make_answer("Yes. [1]", citations=[citation], evidence=tuple(evidence[: int(kept)]))
    )
    assert verdicts(html) == ["verified"]
    assert "when the question was answered" in html


def test_marker_and_card_of_a_citation_know_each_other() -> None:
    article = make_article("a")
    html = render_answer(
        make_answer("Yes. [7]", citations=[make_citation(article, "bridge", marker=7)])
    )
    (button,) = re.findall(r'<button type="button" class="marker"[^>]*>', html)
    (card,) = re.findall(r'<li class="card"[^>]*>', html)
    span = 'data-article="id-a" data-start="21" data-end="27" data-marker="7"'
    assert span in button
    assert span in card
