"""The page's own text; what its script makes of it, a browser tests."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from run_factory import (
    HOSTILE,
    make_answer,
    make_case,
    make_change,
    make_comparison,
    make_flip,
    make_piece,
    make_row,
    make_score,
    write_run,
)

from eval.comparing.baseline import read_baseline, write_baseline
from eval.reports.page import render


class Reader(HTMLParser):
    """Gathers an HTML page's tags, and the text of its style and scripts."""

    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.texts = {"style": [], "script": []}
        self.words = []
        self.inside = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        self.texts.get(self.inside, self.words).append(data)


def details(page):
    return json.loads(Reader(page).texts["script"][0])


def rows_of(page):
    return [told for tag, told in Reader(page).tags if tag == "tbody" and "data-number" in told]


@pytest.fixture
def run(tmp_path):
    rows = [make_row("one"), make_row("two", right=False), make_row("three", kind="date")]
    return write_run(tmp_path / "run", rows)


def test_only_the_pages_own_style_and_script_are_let_run(run):
    page = Reader(render(run))
    policy = next(each["content"] for _, each in page.tags if each.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for kind, text in (("style", page.texts["style"][0]), ("script", page.texts["script"][1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_the_page_asks_for_nothing_beside_it(run):
    page = render(run, base=run, comparison=make_comparison(make_change("a", 0.1)))
    addressed = {
        value
        for _, attributes in Reader(page).tags
        for name, value in attributes.items()
        if name in ("href", "src", "action", "style") or name.startswith("on")
    }
    assert addressed == {"data:,"}
    assert not re.search(r"@import|url\(|https?://", page)


def test_hostile_words_make_no_element_and_end_no_script(tmp_path):
    row = make_row(
        HOSTILE,
        kind=HOSTILE,
        right=False,
        case=make_case(HOSTILE, question=HOSTILE, sources=[HOSTILE], answers=[HOSTILE]),
        answer=make_answer(HOSTILE, sentences=[]),
        reason=HOSTILE,
        scores=[make_score(HOSTILE, 0.5, HOSTILE)],
    )
    run = write_run(tmp_path / "run", [row], task=HOSTILE, settings={HOSTILE: HOSTILE})
    harmless = write_run(tmp_path / "harmless", [make_row("one", right=False)], task="x")
    told = {"flips": (make_flip(HOSTILE, question=HOSTILE),), "problems": (HOSTILE,)}
    comparison = make_comparison(make_change(HOSTILE, 0.1), base=HOSTILE, **told)
    hostile = render(run, base=run, comparison=comparison)
    plain = render(harmless, base=harmless, comparison=comparison)
    assert "<script>window" not in hostile
    assert "<img" not in hostile
    for tag in ("script", "bdi", "tbody", "p"):
        count = [sum(name == tag for name, _ in Reader(page).tags) for page in (hostile, plain)]
        assert count[0] - count[1] in (0, 1 if tag == "bdi" else 0)
    assert details(hostile)[0]["question"] == HOSTILE


def test_the_head_tells_what_came_of_the_run_and_what_shaped_it(run):
    words = " ".join("".join(Reader(render(run)).words).split())
    for told in ("2 of 3 cases right.", "lutz.jsonl", "abababababab, with changes", "512 MB"):
        assert told in words
    assert "What changed" not in words
    assert "Settings" in words
    assert "retrieval.passages12" in words


def test_metrics_and_kinds_have_their_figures(run):
    page = render(run)
    words = " ".join("".join(Reader(page).words).split())
    assert "answer_accuracy 0.667 0.567 to 0.767" in words
    assert "seconds_p50 2.35" in words
    assert "entity 1 of 2" in words
    assert "date 1 of 1" in words
    assert page.count('class="strip"') == 1 + 2, "one metric has a plot, and both kinds"


def test_a_comparison_has_its_changes_and_the_setups_difference(run, tmp_path):
    base = write_run(tmp_path / "base", [make_row("one")], settings={"retrieval": {"passages": 1}})
    comparison = make_comparison(
        make_change("answer_accuracy", -0.05, failure="fell by 0.05"),
        make_change("recall@4", None),
        flips=(make_flip("two"),),
        altered=("other",),
    )
    page = render(run, base=base, comparison=comparison)
    words = " ".join("".join(Reader(page).words).split())
    for told in (
        "The gate stops this: 1 objection.",
        "answer_accuracy fell by 0.05",
        "0.800 0.750 −0.050 −0.080 to −0.020",
        "worse stopped",
        "Altered, so not compared: 1",
        "What differs in the setup: 2",
        "Flipped: 1 lost, 0 gained.",
    ):
        assert told in words
    assert 'class="loss"' in page
    assert [(each["data-name"], each["data-flip"]) for each in rows_of(page)] == [
        ("two", "lost"),
        ("one", ""),
        ("three", ""),
    ]


def test_a_case_carries_all_that_came_of_it(run):
    told = details(render(run))[1]
    assert told["question"] == "Who opened the bridge at Lutz?"
    assert told["as_of"] == "2026-03-09"
    assert told["history"] == [["user", "Is there a bridge at Lutz?"]]
    gold = dict(told["gold"])
    assert gold["Any of"] == ["Ferrer", "the mayor"]
    assert gold["Must not say"] == ["Okoye"]
    assert gold["Words that carry it"] == ["“Ferrer opened\n the bridge” (bridge)"]
    (side,) = told["sides"]
    assert (side["result"], side["status"]) == ("right", "answered")
    assert side["answer"] == [
        ["Ferrer opened it. [1]", False],
        [" ", False],
        ["It rained.", True],
    ]
    assert [each["gold"] for each in side["evidence"]["shown"]] == [True, False]
    assert side["citations"][0]["text"][1] == ["Ferrer opened the bridge", True]
    assert side["citations"][0]["about"] == "Bridge opened, Lutz Times, 2026-03-04"
    assert dict(side["facts"])["Tokens"] == "321 of 4,096 in the prompt"
    assert told["scores"][1] == {
        "name": "mrr@10",
        "values": ["0.500"],
        "moved": False,
        "explanation": "Said so.",
        "before": "",
    }


def test_beside_a_run_the_bases_record_stands_with_what_moved(run, tmp_path):
    rows = [
        make_row("one", right=False, scores=[make_score("answer_accuracy", 0.0, "It said not.")]),
        make_row("two", right=False),
    ]
    told = details(render(run, base=write_run(tmp_path / "base", rows)))
    case = next(each for each in told if each["sides"][0]["result"] == "right")
    assert case["sides"][1]["result"] == "wrong"
    assert case["sides"][1]["answer"]
    score = case["scores"][0]
    assert (score["values"], score["moved"]) == (["1.000", "0.000"], True)
    assert score["before"] == "It said not."


def test_of_a_baseline_file_only_scores_are_shown(run, tmp_path):
    write_baseline(tmp_path / "kept.json", run)
    told = details(render(run, base=read_baseline(tmp_path / "kept.json")))
    assert [each["complete"] for each in told[0]["sides"]] == [True, False]
    assert told[1]["scores"][0]["values"] == ["1.000", "1.000"]


def test_a_baseline_file_can_be_shown_itself(run, tmp_path):
    write_baseline(tmp_path / "kept.json", run)
    page = render(read_baseline(tmp_path / "kept.json"))
    assert [each["data-seconds"] for each in rows_of(page)] == ["", "", ""]
    assert "2 of 3 cases right." in page


def test_passages_and_findings_of_a_benchmark_are_shown(tmp_path):
    passage = {"article_id": "d7", "start": 0, "end": 9, "text": "A passage"}
    mention = {"text": "Tuesday", "start": 3, "value": "2026-03-03", "start_date": None}
    rows = [
        make_row(
            "claim",
            answer=None,
            case=make_case("claim", sources=["d7"], evidence=[]),
            passages=[{"passage": passage, "rank": 1, "score": 0.5}],
        ),
        make_row(
            "text",
            right=None,
            answer=None,
            found=[mention],
            case={"id": "text", "kind": "wsj", "text": "On Tuesday.", "mentions": [mention]},
        ),
    ]
    page = render(write_run(tmp_path / "run", rows))
    text, claim = details(page)
    assert claim["sides"][0]["passages"]["shown"] == [
        {
            "rank": 1,
            "article": "article d7",
            "about": "score 0.500",
            "gold": True,
            "text": [["A passage", False]],
        }
    ]
    assert text["question"] == "On Tuesday."
    assert text["gold"] == [["Mentions", ["Tuesday (start 3, value 2026-03-03)"]]]
    assert text["sides"][0]["found"] == ["Tuesday (start 3, value 2026-03-03)"]
    assert "On Tuesday." in "".join(Reader(page).words)


def test_gold_answers_of_every_sort_are_put_into_words(tmp_path):
    case = make_case(
        "one",
        number={"value": 12.5, "unit": "km"},
        date="2026-03-03",
        items=[["Lutz", "the town"], ["Nebelsbad"]],
        positions=[{"answers": ["two", "2"], "sources": ["a", "b"]}],
        odd={"deep": [1, None]},
    )
    told = dict(
        details(render(write_run(tmp_path / "run", [make_row("one", case=case)])))[0]["gold"]
    )
    assert told["Number"] == ["12.5 km"]
    assert told["Date"] == ["2026-03-03"]
    assert told["Each of"] == ["Lutz / the town", "Nebelsbad"]
    assert told["Every side"] == ["two / 2 (a, b)"]
    assert told["Odd"] == ['{"deep": [1, null]}']


def test_of_a_big_run_flipped_and_wrong_cases_come_first_and_the_rest_is_counted(tmp_path):
    rows = [make_row(f"case-{number}", right=number % 10 != 7) for number in range(2_345)]
    run = write_run(tmp_path / "run", rows)
    page = render(run, comparison=make_comparison(flips=(make_flip("case-2000"),)))
    listed, opened = rows_of(page), details(page)
    assert (len(listed), len(opened)) == (2_000, 300)
    assert [each["data-name"] for each in listed[:3]] == ["case-2000", "case-7", "case-17"]
    assert "The list holds 2,000 of 2,345 records: those that flipped first" in page
    assert "300 of them open: those that flipped first" in page
    assert len(page) < 3_000_000


def test_long_texts_and_many_pieces_are_cut_and_the_page_stays_small(tmp_path):
    long = "word " * 500
    pieces = [make_piece(f"a{rank}", long, rank) for rank in range(1, 20)]
    rows = [
        make_row(f"{number}", reason=long, answer=make_answer(evidence=pieces))
        for number in range(310)
    ]
    page = render(write_run(tmp_path / "run", rows))
    told = details(page)
    shown = told[0]["sides"][0]["evidence"]
    assert (len(shown["shown"]), shown["left_out"]) == (12, 7)
    assert shown["shown"][0]["text"][0][0].endswith("more characters)")
    assert 100 < len(told) < 300
    assert f"{len(told)} of them open" in page
    assert len(page.encode()) < 8_000_000


def test_repeats_are_told_apart(tmp_path):
    rows = [make_row("one"), make_row("one", repeat=1, right=False)]
    base = write_run(tmp_path / "base", rows)
    page = render(write_run(tmp_path / "run", rows), base=base)
    assert [each["data-name"] for each in rows_of(page)] == ["one (2)", "one"]
    assert [each["result"] for each in details(page)[0]["sides"]] == ["wrong", "wrong"]
