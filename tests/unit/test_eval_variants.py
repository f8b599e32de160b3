import io
import json
import os
import re
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from eval_task import Adding, sums
from rich.console import Console

from eval.matrix import Variant, crashed_before, plan_variants, run_variant, write_reports
from eval.reports.scatter import Point, draw_scatter
from eval.reports.variants import VariantResult, build_variants, render_markdown, render_page
from eval.runs.run import run_task
from eval.statistics import estimate_mean
from rag.errors import ModelError, RunError, SettingsError

HOSTILE = "<b>\u202e|x|\x1b[31m"


def result(name: str, quality: float, seconds: float, **fields: Any) -> VariantResult:
    def estimate(value: float) -> dict[str, Any]:
        return {"value": value, "low": value - 0.1, "high": value + 0.1, "n": 20}

    names = ("answer_accuracy", "refusal_f1", "citation_precision")
    values = {
        "model": "quotes",
        "cases": 20,
        "metrics": {each: estimate(quality) for each in names} | {"seconds_p50": estimate(seconds)},
        "peak_memory_mb": 900.0,
    }
    return VariantResult(name=name, **(values | fields))


RESULTS = (
    result("slow", 0.7, 12.5, peak_memory_mb=3600.0),
    VariantResult(name=HOSTILE, error=f"No such model {HOSTILE}."),
    result("fast", 0.5, 0.25),
)


def circles(svg: str) -> dict[str, tuple[float, float, float]]:
    points = [each for each in ElementTree.fromstring(svg) if each.tag == "circle"]
    return {
        str(each[0].text).partition(" ")[0]: tuple(
            float(each.attrib[of]) for of in ("cx", "cy", "r")
        )  # type: ignore[misc]
        for each in points
    }


def test_a_point_lies_by_seconds_and_quality_and_its_area_is_memory() -> None:
    svg = draw_scatter(
        [
            Point(name="slow", seconds=10, quality=0.75, memory=400),
            Point(name="fast", seconds=1, quality=0.25, memory=100),
            Point(name="middle", seconds=10**0.5, quality=0.5),
        ],
        quality="answer_accuracy",
        title="Quality",
    )
    slow, fast, middle = (circles(svg)[name] for name in ("slow", "fast", "middle:"))
    assert middle[0] == pytest.approx((slow[0] + fast[0]) / 2, abs=0.2)
    assert middle[1] == pytest.approx((slow[1] + fast[1]) / 2, abs=0.2)
    assert fast[0] < slow[0]
    assert slow[1] < fast[1]
    assert slow[2] == 2 * fast[2]
    texts = [each.text for each in ElementTree.fromstring(svg)]
    assert "slow (400 MB)" in texts
    assert "Quality" in texts


def test_labels_of_points_at_one_place_stand_apart_and_within() -> None:
    points = [Point(name=f"variant {each}", seconds=1.9, quality=1) for each in range(6)]
    svg = ElementTree.fromstring(draw_scatter(points, quality="q", title="t"))
    labels = [each for each in svg if each.attrib.get("class") == "label"]
    places = {(float(each.attrib["x"]), float(each.attrib["y"])) for each in labels}
    assert len(places) == 6
    for x, y in places:
        assert 0 < x < 640 - 6 * len("variant 1")
        assert y > 10
        others = places - {(x, y)}
        assert all(abs(y - below) > 10 or abs(x - beside) > 50 for beside, below in others)


def test_the_best_comes_first_and_a_failure_is_a_row_with_its_error() -> None:
    printed = io.StringIO()
    Console(width=80, file=printed).print(build_variants(RESULTS))
    told = printed.getvalue()
    assert told.index("slow") < told.index("fast") < told.index("failed")
    assert "0.700" in told
    assert "0.600 to 0.800" in told
    assert "12.50" in told
    assert "3,600" in told
    assert "No such model" in told
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_markdown_holds_the_same_and_stays_a_table() -> None:
    lines = render_markdown(RESULTS).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 5
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1
    assert "<b>" not in "\n".join(lines)


def test_the_page_needs_nothing_beside_it_and_runs_nothing() -> None:
    page = render_page(RESULTS)
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<b>|(?:src|href)=\"(?!data:)", page)
    assert page.count("<circle") == 2
    assert f"No such model {HOSTILE}." in unescape(page)
    assert "3 variants on 20 cases, 1 failed." in page
    assert "<circle" not in render_page(RESULTS[1:2])


def config(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    return path


def test_variants_share_an_index_where_it_is_made_alike(tmp_path: Path) -> None:
    one = config(tmp_path, "one.toml", '[model]\nbackend = "extractive"\n')
    two = config(tmp_path, "two.toml", "[retrieval]\nevidence = 4\n")
    other = config(tmp_path, "other.toml", "[index]\npassage_tokens = 64\n")
    first, second, third = plan_variants([one, two, other], out=tmp_path / "out")
    assert [each.name for each in (first, second, third)] == ["one", "two", "other"]
    assert first.index == second.index != third.index
    assert {each.out.parent for each in (first, second, third)} == {tmp_path / "out"}


@pytest.mark.parametrize("names", [("a.toml", "b/a.toml"), (".hidden.toml",)])
def test_a_variant_without_a_name_of_its_own_is_refused(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    with pytest.raises(RunError, match="can't be named"):
        plan_variants([tmp_path / name for name in names], out=tmp_path)


def leave_a_run(variant: Variant, *, process: int) -> None:
    """What a variant's process does, without a corpus or a model."""
    assert os.getpid() != process
    run_task(Adding(cases=sums(4, wrong=1)), out=variant.out, manifest={})


def refuse(variant: Variant) -> None:
    raise SettingsError(f"{variant.name} is refused.", mend="Mend it.")


def break_down(variant: Variant) -> None:
    raise ZeroDivisionError(f"{variant.name}\nbreaks")


def die(variant: Variant) -> None:
    os._exit(9)


def variant(folder: Path, name: str) -> Variant:
    return Variant(name=name, config=folder / "c.toml", out=folder / name, index=folder / "index")


def test_a_variant_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    run = run_variant(variant(tmp_path, "one"), leave_a_run, process=os.getpid())
    assert run.error is None
    assert run.cases == 4
    assert run.value("right_sum") == pytest.approx(0.75)
    assert run.metrics["right_sum"]["n"] == estimate_mean([1, 1, 1, 0]).n
    assert run.value("seconds_p50") is not None
    assert run.peak_memory_mb is not None


def test_a_run_that_only_crashed_is_known(tmp_path: Path) -> None:
    one = variant(tmp_path, "one")
    assert not crashed_before(one)
    cases = sums(2)
    failing = {each.id: ModelError("No model.", mend="Install it.") for each in cases}
    run_task(Adding(cases=cases, failing=dict(list(failing.items())[:1])), out=one.out, manifest={})
    assert not crashed_before(one)
    run_task(Adding(cases=cases, failing=failing), out=one.out, manifest={}, overwrite=True)
    assert crashed_before(one)


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (refuse, "one is refused. Mend it."),
        (break_down, "ZeroDivisionError: one breaks"),
        (die, "its process was ended from outside"),
    ],
)
def test_what_fails_there_is_told_here(tmp_path: Path, work: Any, said: str) -> None:
    run = run_variant(variant(tmp_path, "one"), work)
    assert run.error is not None
    assert said in run.error
    assert run.metrics == {}


def test_the_reports_are_written_beside_the_runs(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_reports(RESULTS, out=out)
    assert [each["name"] for each in json.loads((out / "matrix.json").read_text("utf-8"))] == [
        "slow",
        HOSTILE,
        "fast",
    ]
    assert (out / "matrix.md").read_text("utf-8") == render_markdown(RESULTS)
    assert (out / "matrix.html").read_text("utf-8") == render_page(RESULTS)
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="can't be written"):
        write_reports(RESULTS, out=tmp_path / "file")
