"""The questions that the page begins with, asked of the sample articles with no model."""

from datetime import date
from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.assemble import Models, build_assistant, build_library
from rag.index.library import Library
from rag.schema import Question
from rag.settings import Settings
from ui.examples import article_questions, example_questions

AS_OF = date(2026, 2, 20)

GERMAN = {
    "bridge.txt": """\
Hafenbrücke in Kieswerder bleibt gesperrt

Kieswerder Bote
4. März 2026

Die Hafenbrücke in Kieswerder bleibt bis zum Sommer gesperrt. Das teilte die Stadt am Mittwoch mit.
Bürgermeisterin Elke Brandt sagte, die Risse im zweiten Pfeiler seien größer als bekannt.
""",
    "whale.txt": """\
Buckelwal vor Norderhaff gesichtet

Norderhaff Kurier
6. März 2026

Vor der Küste von Norderhaff haben Fischer am Donnerstag einen Buckelwal gesehen. Das Tier ist etwa
zwölf Meter lang. Die Meeresbiologin Anja Roth warnte davor, sich ihm mit Booten zu nähern.
""",
    "quoted.txt": """\
„Wir bleiben“, sagt der Pächter vom Mühlhof

Kieswerder Bote
5. März 2026

Der Pächter vom Mühlhof will trotz der Kündigung bleiben. Das Gericht entscheidet im Mai.
""",
}
JAPANESE = {
    "bridge.txt": """\
青葉橋、来年四月に再開へ

みどり新聞
2026年3月4日

みどり市は四日、老朽化で閉鎖している青葉橋を来年四月に再開すると発表した。
修理費は三億円で、市長の森田花子氏は「安全を第一に進める」と述べた。
""",
    "whale.txt": """\
北浜沖でクジラ見つかる

北浜日報
2026年3月6日

北浜町の沖で五日、漁師がクジラ一頭を見つけた。体長は約十二メートル。
町は船で近づかないよう呼びかけている。
""",
}


@pytest.fixture(scope="module")
def assistant(sample_settings: Settings, sample_library: Library) -> Assistant:
    models = Models(sample_settings)
    return build_assistant(sample_settings, library=sample_library, models=models)


def test_a_few_are_shown_of_several_kinds_the_same_every_time(sample_library: Library) -> None:
    shown = example_questions(sample_library)
    assert len(shown) == 4
    assert shown == example_questions(sample_library)
    assert len({each.split()[0] for each in shown}) >= 3


def test_whatever_may_be_shown_is_answered_from_the_article_it_was_drawn_from(
    assistant: Assistant, sample_library: Library
) -> None:
    asked = [
        (each.text, article.article_id)
        for article in sample_library.articles()
        for each in article_questions(article, library=sample_library)
    ]
    assert len(asked) >= 8
    for text, article_id in asked:
        answer = assistant.answer(Question(text=text, as_of=AS_OF))
        assert answer.status != "not_found", text
        cited = {each.article_id for each in answer.citations}
        assert article_id in cited, text


@pytest.mark.parametrize(
    ("articles", "shown"),
    [
        (
            GERMAN,
            ("“Buckelwal vor Norderhaff gesichtet”", "“Hafenbrücke in Kieswerder bleibt gesperrt”"),
        ),
        (JAPANESE, ("“北浜沖でクジラ見つかる”", "“青葉橋、来年四月に再開へ”")),
    ],
    ids=["German", "Japanese"],
)
def test_of_other_languages_headlines_are_asked_for_as_they_stand(
    articles: dict[str, str],
    shown: tuple[str, ...],
    sample_settings: Settings,
    tmp_path: Path,
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for name, text in articles.items():
        (papers / name).write_text(text, "utf-8")
    library = build_library(sample_settings, index=tmp_path / "index")
    library.ingest([papers])
    assert example_questions(library) == shown
    models = Models(sample_settings)
    assistant = build_assistant(sample_settings, library=library, models=models)
    for text in shown:
        answer = assistant.answer(Question(text=text, as_of=AS_OF))
        assert answer.status == "answered", text
        titles = {library.article(each.article_id).title for each in answer.citations}
        assert titles == {text.strip("“”")}
