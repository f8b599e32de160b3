"""Words that typesetting has cut in two at a line's end, mended."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SOFT = "\u00ad"
_HYPHENS = ("-", "\u2010", _SOFT)
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_CUT = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[-\u2010\u00ad]$")
_LONGEST_WORD = 60
_HANGING = {"and", "or", "to"}
"""What follows a hyphen that stands for a word to come ("two- and three-storey")."""
_OFTEN = 0.04
"""Share of lines that end in a hyphen: where a program cuts words it is higher than this, where
only compounds are broken at their own hyphen it is lower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typesetting:
    """How a document was set: the words that stand whole in it, and whether it cuts words."""

    whole: frozenset[str]
    cuts: bool

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Typesetting":
        """Learn from all lines of a document."""
        cut = sum(_cut_word(line) is not None for line in lines)
        return cls(whole=frozenset(_whole_words(lines)), cuts=cut > _OFTEN * len(lines))

    def joined(self, lines: Sequence[str]) -> str:
        """Join the lines of one paragraph, which hold at least one sign each."""
        pieces = [lines[0]]
        for line in lines[1:]:
            pieces[-1:] = self._joint(pieces[-1], line)
        return "".join(pieces)

    def _joint(self, above: str, line: str) -> tuple[str, str]:
        """Give a line and the one below as they follow each other in running text."""
        if above.endswith(_HYPHENS) and above[-2:-1].isalnum() and line[0].isalnum():
            return self._mended(above, line)
        if len(above) == 1 and above.isupper() and line[0].islower():
            return above, self._after_initial(above, line)
        return above, f" {line}"

    def _mended(self, above: str, line: str) -> tuple[str, str]:
        head, tail = _cut_word(above), _WORD.match(line)
        if above.endswith(_SOFT):
            return above[:-1], line
        if head is None or tail is None or not line[0].islower():
            return above, line
        if tail[0] in _HANGING:
            return above, f" {line}"
        compound = f"{head}-{tail[0]}".lower()
        plain = f"{head}{tail[0]}".lower()
        if compound in self.whole or (plain not in self.whole and not self.cuts):
            return above, line
        return above[:-1], line

    def _after_initial(self, letter: str, line: str) -> str:
        """Give what follows a paragraph's large first letter; "A" and "I" may be words."""
        word = _WORD.match(line)
        alone = letter in "AI" and word is not None and word[0].lower() in self.whole
        return f" {line}" if alone else line


def bare(text: str) -> str:
    """Take soft hyphens out of a text whose lines are joined."""
    return text.replace(_SOFT, "")


def _cut_word(line: str) -> str | None:
    """Give the first half of the word that a line breaks off at a hyphen; None where it doesn't."""
    match = _CUT.search(line[-_LONGEST_WORD:])
    return match[1] if match else None


def _whole_words(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        words = _WORD.findall(line)
        # The last word may be the first half of one that was cut, and the first the second half.
        yield from (word.lower().replace("\u2010", "-") for word in words[1:-1])
