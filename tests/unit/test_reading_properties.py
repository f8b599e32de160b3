"""Whatever a file holds: an article whose offsets hold, or a ReadingError; never anything else."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ReadingError
from rag.reading import boilerplate, read_articles
from rag.reading.metadata import examine, find_metadata
from rag.settings import ReadingSettings

PIECES = st.sampled_from(
    [
        *(
            "---\n",
            "title: ",
            "date: ",
            "&a [*a]",
            "!!python/name:x",
            "Published: ",
            "By ",
            "© 2025 ",
        ),
        *(
            "09 Jan. 2026",
            "2026-02-31",
            "99/99/9999",
            "PORT ELLIS, Feb. 30 (",
            ") — ",
            "null",
            "| ",
        ),
        *(
            "Sources:\n",
            "# ",
            "JANE ROE",
            ", Harbour Post",
            "Example.com",
            "\n",
            "\r\n",
            "\u2028",
            ".",
        ),
        *(
            "The council met and decided to repair the old pier before winter.",
            "\x00",
            "\u202e",
            "0",
        ),
    ]
)
LIKELY_TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=300) | LIKELY_TEXTS.map(lambda text: text.encode()))
def test_any_file(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "any.txt"
    file.write_bytes(content)
    (article,) = read_articles(file, settings=ReadingSettings())
    if isinstance(article, ReadingError):
        return
    assert "\r" not in article.text
    known = {name for name, where in article.provenance.items() if where != "unknown"}
    assert known == {name for name in article.provenance if getattr(article, name) is not None}
    assert [*read_articles(file, settings=ReadingSettings())] == [article]


@settings(max_examples=100, deadline=None)
@given(text=LIKELY_TEXTS | st.text(st.characters(), max_size=200))
def test_spans_lie_in_the_text_and_apart(text: str) -> None:
    ends = [0]
    for start, end in boilerplate(text):
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)


@settings(max_examples=100, deadline=None)
@given(text=LIKELY_TEXTS, name=st.text(max_size=30))
def test_metadata_are_plain_lines(text: str, name: str) -> None:
    known = find_metadata(examine(text), file=name, latest=date(2030, 1, 1))
    for value in (known.title, known.outlet, known.author):
        assert value is None or (value.strip() and len(value.splitlines()) == 1)
    assert known.published is None or known.published <= date(2030, 1, 1)
