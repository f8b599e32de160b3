"""Text that a library gives -> text that can be stored: without what no file of words holds."""

import re

_LIGATURES = {
    **{0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"},
    **{0xFB05: "st", 0xFB06: "st"},
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def storable(text: str) -> str:
    """Give `text` with lines ended by `\\n`, without control characters and lone surrogates."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return _SURROGATES.sub("\ufffd", text)


def typed(line: str) -> str:
    """Give a printed line as it would be typed: ligatures apart, blanks single, on one line.

    Soft hyphens stay: only whoever joins lines knows whether a word goes on.
    """
    return " ".join(storable(line).translate(_LIGATURES).split())
