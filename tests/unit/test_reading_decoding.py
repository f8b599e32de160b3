"""Bytes to text: which encodings are told, which bytes are refused."""

import pytest

from rag.errors import ReadingError
from rag.reading.formats.decoding import decode

ENGLISH = "The café on the pier paid £3,000 for “a new roof”, its owner said.\n"
POLISH = (
    "Burmistrz ogłosił, że most zostanie zamknięty do końca października.\n"
    "Mieszkańcy są niezadowoleni.\n"
)
RUSSIAN = "Мэр города объявил во вторник, что мост будет закрыт до конца октября.\n"
JAPANESE = "市長は火曜日、橋の開通式に出席した。住民は歓迎している。工事は三年かかった。\n"
KOREAN = "시장은 화요일 다리 개통식에 참석했다. 주민들은 환영했다. 공사는 삼 년 걸렸다.\n"
CHINESE = "市长星期二宣布大桥将关闭至十月底。居民对此表示不满。工程历时三年。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (JAPANESE, "utf-16"),
        (ENGLISH, "cp1252"),
        ("He paid £5 to José.", "cp1252"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (JAPANESE, "cp932"),
        (KOREAN, "cp949"),
        (CHINESE, "gb18030"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), name="a.txt") == text


def test_big_endian_utf_16() -> None:
    assert decode(b"\xfe\xff" + ENGLISH.encode("utf-16-be"), name="a.txt") == ENGLISH


def test_far_bytes_tell_the_encoding_of_a_long_text() -> None:
    text = "Plain words, line after line.\n" * 10_000 + ENGLISH
    assert decode(text.encode("cp1252"), name="a.txt") == text


def test_only_line_ends_change() -> None:
    content = "one\r\ntwo\rthree\n\u00a0four\u2028 \x0c\t e\u0301 \x1b end  ".encode() + b" " * 90
    assert decode(content, name="a.txt") == content.decode().replace("\r\n", "\n").replace(
        "\r", "\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"words and \x00 more words",
        bytes(range(1, 256)),
        bytes(range(128, 256)) * 20,
        b"\x1b\x07\x02\x1a" * 50,
        "words".encode("utf-32"),
        "words".encode("utf-16-le"),
        b"\xff\xfe\x00\xd8\x00\xd8",
    ],
)
def test_binary_data_are_refused(content: bytes) -> None:
    with pytest.raises(ReadingError, match=r"^a\.bin is no readable text: .*\. Save it as .*\.$"):
        decode(content, name="a.bin")


@pytest.mark.parametrize("broken", [b"\xc3", b"\xff", b"\x93"])
def test_one_broken_character_does_not_change_the_others(broken: bytes) -> None:
    words = "Żółć i jaźń: tłumy w Łodzi, zażółć gęślą. " * 3
    assert decode(words.encode() + broken, name="a.txt") == f"{words}\ufffd"
