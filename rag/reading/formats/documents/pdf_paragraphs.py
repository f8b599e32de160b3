"""Printed lines -> paragraphs, as the writer had them before they were set."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.reading.formats.documents.pdf_lines import PrintedLine
from rag.reading.formats.documents.pdf_words import Typesetting, bare

_USUAL_LEADING = 1.25
"""Distance of lines where too few of a size stand to tell, as a multiple of the letters' size."""
_WIDER = 1.25
"""A paragraph begins where the distance is wider by this factor than is usual."""
_SAME_SIZE = 0.08
_ENDED = re.compile(r"[.!?:;。！？…][\"'”’»)\]]*$")
_ITEM = re.compile(r"[•▪‣●◦■–]\s")
_NEIGHBOURS = 3
_LOOKED_BACK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph on one line; `page` is that of its first line, `size` that of its letters."""

    text: str
    page: int
    size: float


def paragraphs_of(lines: Sequence[PrintedLine]) -> list[Paragraph]:
    """Join the lines of a document, without its running lines, into paragraphs.

    A sentence that runs on over the end of a column or page, or past a caption between, stays
    whole. Words that were cut at a line's end are mended.
    """
    layout = _Layout.of(lines)
    words = Typesetting.of([line.text for line in lines])
    blocks: list[list[PrintedLine]] = []
    for index, line in enumerate(lines):
        block = _block_before(blocks, lines=lines, index=index, layout=layout)
        if block is None:
            blocks.append([line])
        else:
            block.append(line)
    return [
        Paragraph(
            text=bare(words.joined([line.text for line in block])),
            page=block[0].page,
            size=block[0].size,
        )
        for block in blocks
    ]


def body_size(lines: Sequence[PrintedLine]) -> float:
    """Give the size that most letters have; 0 where there are none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    body: float
    leadings: dict[float, float]

    @classmethod
    def of(cls, lines: Sequence[PrintedLine]) -> "_Layout":
        """Measure how far apart the lines of a paragraph usually stand, by the letters' size.

        It is the smallest distance that comes often: between paragraphs it is wider.
        """
        found: defaultdict[float, Counter[float]] = defaultdict(Counter)
        for line, below in pairwise(lines):
            distance = line.y - below.y
            if _alike(line, below) and line.page == below.page and 0 < distance < 3 * line.size:
                found[line.size][round(distance * 2) / 2] += 1
        leadings = {
            size: min(each for each, count in counts.items() if 5 * count >= counts.total())
            for size, counts in found.items()
            if counts.total() >= 5 and max(counts.values()) * 5 >= counts.total()
        }
        return cls(body=body_size(lines), leadings=leadings)

    def is_apart(self, line: PrintedLine, below: PrintedLine) -> bool:
        usual = self.leadings.get(line.size, _USUAL_LEADING * line.size)
        return line.y - below.y > _WIDER * usual + 0.5


def _block_before(
    blocks: list[list[PrintedLine]], *, lines: Sequence[PrintedLine], index: int, layout: _Layout
) -> list[PrintedLine] | None:
    """Give the paragraph that a line goes on with; None where it begins one."""
    if not blocks:
        return None
    line, above = lines[index], lines[index - 1]
    if _is_initial(above, line):
        return blocks[-1]
    if _alike(above, line) and line.page == above.page and line.y < above.y:
        begins = layout.is_apart(above, line) or _begins(lines, index=index, layout=layout)
        return None if begins else blocks[-1]
    return _interrupted(blocks, line=line)


def _interrupted(blocks: list[list[PrintedLine]], *, line: PrintedLine) -> list[PrintedLine] | None:
    """Give the last paragraph of a line's kind if a column's end or a caption broke it off."""
    recent = [block for block in blocks[-_LOOKED_BACK:] if _alike(block[-1], line)]
    if not recent or _ENDED.search(recent[-1][-1].text):
        return None
    is_last = recent[-1] is blocks[-1]
    goes_on = line.text[0].islower() or (is_last and _is_long(recent[-1]))
    return recent[-1] if goes_on else None


def _is_long(block: Sequence[PrintedLine]) -> bool:
    """Tell whether a paragraph's last line is about as long as those above: no heading."""
    return len(block) > 1 and len(block[-1].text) > 0.7 * max(len(line.text) for line in block)


def _begins(lines: Sequence[PrintedLine], *, index: int, layout: _Layout) -> bool:
    """Tell by the words and the indent whether a line right below its like begins a paragraph."""
    line, above = lines[index], lines[index - 1]
    if _ITEM.match(line.text) or _has_room(lines, index=index):
        return True
    return abs(line.size - layout.body) < 0.1 and _is_indented(lines, index=index, above=above)


def _has_room(lines: Sequence[PrintedLine], *, index: int) -> bool:
    """Tell whether the line above ended although this one's first word would have fit there."""
    line, above = lines[index].text, lines[index - 1].text
    if line[0].islower():
        return False
    near = lines[max(index - _NEIGHBOURS, 0) : index + _NEIGHBOURS + 1]
    widest = max(len(each.text) for each in near if _alike(each, lines[index]))
    needed = len(above) + 1 + len(line.split(maxsplit=1)[0])
    limit = 0.85 if _ENDED.search(above) else 0.5
    return needed <= limit * widest


def _is_indented(lines: Sequence[PrintedLine], *, index: int, above: PrintedLine) -> bool:
    """Tell whether a line stands in: below a sentence's end from any line near it, else from both
    the one above and the one below, as in a list all lines of an item but the first stand in.
    """
    line, below = lines[index], lines[index + 1 : index + 2]
    if _ENDED.search(above.text):
        near = lines[max(index - _NEIGHBOURS, 0) : index + _NEIGHBOURS + 1]
        return any(_stands_in(line, each) for each in near)
    return bool(below) and _stands_in(line, above) and _stands_in(line, below[0])


def _stands_in(line: PrintedLine, other: PrintedLine) -> bool:
    """Tell whether a line is indented compared with another of its column."""
    in_column = line.page == other.page and _alike(line, other)
    return in_column and 0.6 * line.size < line.x - other.x < 6 * line.size


def _is_initial(above: PrintedLine, line: PrintedLine) -> bool:
    """Tell whether a line is the rest of a paragraph that opens with one large letter."""
    return (
        len(above.text) == 1
        and above.text.isupper()
        and line.text[0].islower()
        and above.size > 1.5 * line.size
    )


def _alike(line: PrintedLine, other: PrintedLine) -> bool:
    return abs(line.size - other.size) <= _SAME_SIZE * max(line.size, other.size)
