"""The figures of the page's tables."""

from dataclasses import replace

from run_factory import make_row, make_score, write_run

from eval.reports.tables import metric_rows


def test_a_baseline_shows_the_means_of_its_scores(tmp_path):
    values = [1.0, 1.0, 0.0, 0.5, None]
    rows = [
        make_row(f"case-{number}", scores=[make_score("answer_accuracy", value)])
        for number, value in enumerate(values)
    ]
    run = write_run(tmp_path / "run", rows)
    (row,) = [
        each
        for each in metric_rows(run, replace(run, summary=None))
        if each.name == "answer_accuracy"
    ]
    assert row.base == "0.625"
