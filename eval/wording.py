"""Whether a text says a phrase, whatever its case, accents, dashes and punctuation. Pure.

The rules follow SQuAD's evaluation script (lower case, no punctuation, no articles, single spaces)
with four changes that news needs: dashes part words as spaces do, a possessive 's is no part of a
name, a comma between thousands is no part of a number, and a decimal point is. They are apart from
the words that retrieval compares by: a yardstick must not move with what it measures.
"""

import re
import unicodedata

_MARKER = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
_APOSTROPHE = re.compile("[\u2018\u2019\u02bc`]")
_POSSESSIVE = re.compile(r"'s\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})


def words(text: str) -> tuple[str, ...]:
    """Give the words of a text as they are compared; citation markers such as [2] are none."""
    plain = unicodedata.normalize("NFKD", _MARKER.sub(" ", text)).casefold()
    plain = "".join(each for each in plain if unicodedata.category(each) != "Mn")
    plain = _POSSESSIVE.sub("", _APOSTROPHE.sub("'", plain)).replace("'", "")
    plain = _THOUSANDS.sub("", plain)
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), plain)
    return tuple(word for word in _WORD.findall(plain) if word not in _ARTICLES)


def says(text: str, phrase: str) -> bool:
    """Tell whether the phrase's words stand in the text, whole, in order and unbroken.

    A phrase without any word is never said.
    """
    wanted = " ".join(words(phrase))
    return bool(wanted) and f" {wanted} " in f" {' '.join(words(text))} "
