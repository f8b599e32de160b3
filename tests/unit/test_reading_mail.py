"""Mails: what header and forwarded header tell, which words are the article's, broken mails."""

from datetime import UTC, date, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from document_factory import PARAGRAPHS, TITLE, damaged, mail
from hypothesis import given, settings

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.mail.messages import read_mail, read_mhtml
from rag.reading.making import make_article
from rag.settings import ReadingSettings

TEXT = "\n\n".join(PARAGRAPHS)
PAGE = (
    "<html><head><title>Ferry | Skelling Courier</title><style>p {color: red}</style></head><body>"
    + "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
    + "</body></html>"
)


def read_all(content: bytes) -> list[Draft | ReadingError]:
    return [*read_mail(content, name="a.eml", settings=ReadingSettings())]


def read(content: bytes | EmailMessage) -> Draft:
    (draft,) = read_all(content if isinstance(content, bytes) else bytes(content))
    assert isinstance(draft, Draft)
    return draft


def told(draft: Draft) -> dict[str, str]:
    return {each.field: each.value for each in draft.findings if each.where == "mail header"}


def evidence(draft: Draft) -> str:
    """The text without its asides."""
    kept, end = "", 0
    for start, next_end in (*draft.asides, (len(draft.text), len(draft.text))):
        kept, end = kept + draft.text[end:start], next_end
    return kept.strip()


def test_an_article() -> None:
    draft = read(mail())
    assert draft.text == TEXT
    article = make_article(draft, file="a.eml")
    assert (article.title, article.outlet) == (TITLE, "Skelling Courier")
    assert article.published == date(2026, 1, 14)
    assert article.published_at == datetime(2026, 1, 14, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert {article.provenance[name] for name in ("title", "outlet", "published")} == {
        "mail header"
    }


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("Tomas Rehn <t.rehn@mail.example>", {"author": "Tomas Rehn"}),
        ("Rehn, Tomas <t.rehn@mail.example>", {"author": "Tomas Rehn"}),
        ('"Skelling Courier" <news@mail.example>', {"outlet": "Skelling Courier"}),
        ("Ferry Letter <hello@ferryletter.example>", {"outlet": "Ferry Letter"}),
        (
            "Tomas Rehn at the Skelling Courier <news@mail.example>",
            {"author": "Tomas Rehn", "outlet": "Skelling Courier"},
        ),
        ("Skelling Courier - Sport <news@mail.example>", {"outlet": "Skelling Courier"}),
        ("=?iso-8859-1?q?J=F8rn_Lie?= <j@mail.example>", {"author": "Jørn Lie"}),
        ("noreply@mail.example", {}),
    ],
)
def test_senders(sender: str, expected: dict[str, str]) -> None:
    content = f"From: {sender}\nSubject: \n\n{TEXT}".encode()
    assert told(read(content)) == expected


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (b"Re: Fwd: [2] Ferry stays", "[2] Ferry stays"),
        (b"AW: WG: Ferry stays", "Ferry stays"),
        (b"=?utf-8?b?RsOkaHJl?= =?utf-8?q?_bleibt?=", "Fähre bleibt"),
        ("Fähre bleibt".encode(), "Fähre bleibt"),
        ("Fähre bleibt".encode("cp1252"), "Fähre bleibt"),
        (b"Ferry\r\n stays", "Ferry stays"),
    ],
)
def test_subjects(subject: bytes, title: str) -> None:
    assert told(read(b"Subject: " + subject + b"\n\n" + TEXT.encode()))["title"] == title


@pytest.mark.parametrize(
    ("charset", "encoding", "content"),
    [
        ("iso-8859-1", "quoted-printable", b"The caf=E9 said =93yes=94."),
        ("utf-8", "base64", b"VGhlIGNhZsOpIHNhaWQg4oCceWVz4oCdLg=="),
        ("windows-1252", "8bit", b"The caf\xe9 said \x93yes\x94."),
        ("us-ascii", "8bit", "The café said “yes”.".encode()),
        ("no-such-charset", "8bit", "The café said “yes”.".encode()),
        ("punycode", "8bit", "The café said “yes”.".encode()),
    ],
)
def test_charsets(charset: str, encoding: str, content: bytes) -> None:
    header = f"Subject: a\nContent-Type: text/plain; charset={charset}\n"
    header += f"Content-Transfer-Encoding: {encoding}\n\n"
    assert read(header.encode() + content).text == "The café said “yes”."


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("", "The ferry will go on\nsailing, the board says\nso.\n\nEnd of it.", None),
        (
            "; format=flowed",
            "The ferry will go on \nsailing.\n From here.\n",
            "sailing.\nFrom here.",
        ),
        (
            "; format=flowed; delsp=yes",
            "The fer \n ry will go on.",
            "The ferry will go on.",
        ),
        ("", "- one\n- two\n- three and much more\n", "- one\n- two\n- three and much more"),
    ],
)
def test_wrapped_lines_are_joined(kind: str, body: str, expected: str | None) -> None:
    text = read(f"Subject: a\nContent-Type: text/plain{kind}\n\n{body}".encode()).text
    if expected is None:
        expected = "The ferry will go on sailing, the board says so.\n\nEnd of it."
    assert text.endswith(expected)


def test_the_fuller_part_is_the_text() -> None:
    assert read(mail(page=PAGE)).text == TEXT
    assert read(mail("See it at https://courier.example/1", page=PAGE)).text == TEXT
    assert read(mail("", page=PAGE)).text == TEXT


def test_a_page_s_own_charset_does_not_count() -> None:
    page = '<meta charset="iso-8859-1">' + "".join(f"<p>Fähre: {words}</p>" for words in PARAGRAPHS)
    assert "Fähre" in read(mail("", page=page)).text


def test_attachments_are_left_out() -> None:
    message = mail()
    message.add_attachment("Another text.", filename="other.txt")
    assert read(message).text == TEXT


GMAIL = (
    "---------- Forwarded message ---------\nFrom: Skelling Courier <news@courier.example>\n"
    "Date: Tue, Jan 13, 2026 at 6:05 PM\nSubject: Ferry stays\nTo: <reader@mail.example>\n\n\n"
)
APPLE = (
    "> Begin forwarded message:\n> \n> From: Skelling Courier <news@courier.example>\n"
    "> Subject: Ferry stays\n> Date: January 13, 2026 at 18:05:00\n> To: reader@mail.example\n> \n"
)
OUTLOOK = (
    "________________________________\nVon: Skelling Courier [mailto:news@courier.example]\n"
    "Gesendet: 13. Januar 2026 18:05\nAn: Leser\nBetreff: Ferry\n stays\nCc: niemand\n\n"
)


@pytest.mark.parametrize("header", [GMAIL, APPLE, OUTLOOK])
def test_a_forwarded_article_has_its_own_header(header: str) -> None:
    below = TEXT.replace("\n", "\n> ") if header == APPLE else TEXT
    below = f"> {below}" if header == APPLE else below
    text = f"Have you seen this?\n\n{header}{below}"
    content = mail(text, subject="Fwd: Ferry", from_="Ada Moe <a@b.example>")
    draft = read(content)
    assert told(draft) == {
        "title": "Ferry stays",
        "published": "2026-01-13T18:05:00",
        "outlet": "Skelling Courier",
    }
    assert evidence(draft) == TEXT


def test_a_report_that_quotes_a_mail_is_not_forwarded() -> None:
    quoted = f"{TEXT}\n\n{TEXT}\n\nFrom: the board\nDate: 2 January 2020\nSubject: Money\n\n{TEXT}"
    assert told(read(mail(quoted)))["published"] == "2026-01-14T09:30:00+01:00"


def test_forwarded_with_no_header_of_its_own() -> None:
    assert told(read(mail(subject="Fwd: Ferry stays"))) == {"title": "Ferry stays"}


def test_a_mail_attached_to_another() -> None:
    cover = mail("See below.")
    cover.add_attachment(mail(subject="Ferry stays", date="Tue, 13 Jan 2026 18:05:00 +0000"))
    draft = read(cover)
    assert (draft.text, draft.part) == (TEXT, "message 2")
    assert told(draft)["title"] == "Ferry stays"
    assert told(draft)["published"] == datetime(2026, 1, 13, 18, 5, tzinfo=UTC).isoformat()


def test_each_mail_of_several_is_an_article() -> None:
    cover = mail()
    cover.add_attachment(mail(PARAGRAPHS[0]))
    cover.add_attachment(mail(""))
    first, second, third = read_all(bytes(cover))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.part, second.part) == ("message 1", "message 2")
    assert isinstance(third, ReadingError)


@pytest.mark.parametrize(
    "around",
    [
        "{}\n\n-- \nTomas Rehn\nSkelling Courier",
        "{}\n\nOn Monday, Ada Moe wrote:\n> Will the ferry stay?\n> I hope so.",
        "View this email in your browser\n\n{}",
        "{}\n\nYou are receiving this because you like ferries.\nUnsubscribe\nQuay 1",
        "https://courier.example/logo\n\n{}\n\n[image: a ferry]",
    ],
)
def test_what_stands_around_an_article(around: str) -> None:
    draft = read(mail(around.format(TEXT)))
    assert evidence(draft) == TEXT
    assert len(draft.text) > len(TEXT)


def test_a_saved_page() -> None:
    page = mail(
        "",
        page=PAGE,
        from_="<Saved by Blink>",
        snapshot_content_location="https://courier.example/1",
    )
    (draft,) = read_mhtml(bytes(page), name="a.mhtml", settings=ReadingSettings())
    assert draft.text == TEXT
    found = {each.field: each.value for each in draft.findings}
    assert found["url"] == "https://courier.example/1"
    assert "published" not in found
    with pytest.raises(ReadingError, match="no web page"):
        [*read_mhtml(bytes(mail()), name="a.mhtml", settings=ReadingSettings())]


PARTS = b"Subject: a\n" + b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
    for number in range(101)
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"Only some words.\n\nAnd more of them.", "no mail"),
        (bytes(range(256)) * 20, "no mail"),
        (b"Subject: a\n" + b"Content-Type: message/rfc822\n\n" * 2000, "nested too deep"),
        (PARTS, "more parts and lines"),
        (PARTS[:3000] + b"a\n" * 400_000, "more parts and lines"),
    ],
)
def test_what_is_no_mail(content: bytes, problem: str) -> None:
    with pytest.raises(ReadingError, match=problem):
        read_all(content)


def test_a_mail_without_words() -> None:
    (error,) = read_all(b"Subject: a\n\n\n")
    assert isinstance(error, ReadingError)
    assert "no text" in error.problem


@pytest.mark.parametrize("name", [b"Content-Type", b"From", b"Subject", b"Date"])
@pytest.mark.parametrize("value", [b"a=b; ", b"a b <c@d>, ", b"(", b"=?utf-8?q?a?= ", b"\xff"])
def test_endless_headers(name: bytes, value: bytes) -> None:
    content = b"MIME-Version: 1.0\n" + name + b": " + value * 50_000 + b"\n\n" + TEXT.encode()
    try:
        assert read(content).text == TEXT
    except ReadingError as error:
        assert "nested too deep" in error.problem  # noqa: PT017 - either will do


WHOLE = bytes(mail(GMAIL + TEXT, page=PAGE))


@settings(max_examples=60, deadline=None)
@given(content=damaged(WHOLE))
def test_truncated_and_changed_files(content: bytes) -> None:
    try:
        drafts = [each for each in read_all(content) if isinstance(each, Draft)]
    except ReadingError:
        return
    for draft in drafts:
        assert "\0" not in draft.text
        spans = [0, *(place for span in draft.asides for place in span), len(draft.text)]
        assert spans == sorted(spans)
