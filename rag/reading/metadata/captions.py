"""Photo credits, captions that only name what is seen, and second copies of a caption or paragraph.

The first copy of a caption that is a full sentence is reporting like any other and stays.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence

from rag.reading.metadata.marks import Line, Mark, Span
from rag.reading.metadata.names import is_outlet
from rag.reading.metadata.tables import any_of

_LONGEST_CREDIT = 120
_LONGEST_CAPTION = 700
_SHORTEST_COPY = 60
_SHORTEST_CAPTION = 30
_SHORTEST_SIGN = 5
_FEWEST_WORDS = 6

_STOCK = any_of(
    r"""
    Getty(?: Images)?|Shutterstock|iStock(?:photo)?|Alamy|AP Photo|EPA(?:-EFE)?|Reuters|REUTERS
    AFP|AP|YONHAP|Yonhap|Xinhua|Kyodo(?: News)?|TASS|dpa|PA(?: Media| Wire)?|ANSA|Bloomberg
    Unsplash|Pexels|Pixabay|Wikimedia(?: Commons)?|IMAGO|Imago|Zuma|ZUMA|Newscom|NurPhoto|Anadolu
    USA TODAY Sports|Rex|Corbis
    """
)
_NAME = r"[^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){0,4}"
_BYLINED = rf"(?:(?:{_NAME}) ?[/|] ?){{1,4}}{_STOCK}(?: via {_STOCK})?|{_STOCK} ?/ ?{_NAME}"
_PICTURE = "(?:photo(?:graph)?|picture|image|illustration|graphic|video|foto|bild|screenshot)"
_KIND = "(?:file|stock|handout|top|main|cover|lead|featured?|header)"
_LABEL = any_of(
    rf"""
    (?i:(?:{_KIND} )?{_PICTURE}s?(?: credit| source| courtesy)?(?: of| via)?)
    (?i:photos? provided|(?:photo |crédit |mandatory )?(?:credits?|photo)|courtesy(?: of)?)
    사진|写真
    """
)
_WHOLE = re.compile(
    r"[\[(<【]?\s*"
    + any_of(
        rf"""
        {_LABEL}\s*(?:(?i:by|von|par|por)\b|[:：/=©|])\s*\S.*|{_BYLINED}|{_STOCK} via {_STOCK}
        (?i:{_PICTURE} (?:source|credit), \S.*)
        (?i:(?:file|stock) (?:photo|image)|(?:embed from )?getty images|handout)
        (?i:(?:photo|image) courtesy.*|(?:prev |next )?(?:image|photo|slide) \d+ of \d+.*)
        """
    )
    + r"\s*[\])>】]?\.?"
)
_IMAGE_TEXT = re.compile(
    r"(?:image source,\s.{2,80}?\s)?(?:image|photo|picture)\s*(?:caption|description)\s*[,:]\s*",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?i:(?:file )?(?:photo|picture|image|video|caption|foto|bild)\s*[:：]\s*|FILE\s*[-–—]\s*)"
)
_BRACKETS = re.compile(r"(?P<open>[\[(])(?P<inside>[^\[\]()]{2,80})[\])]\.?$")
_INSIDE = re.compile(
    any_of(
        rf"""
        (?i:(?:{_KIND} )?{_PICTURE}s?(?: by\b|:|/|,| courtesy\b).*)
        (?i:(?:{_PICTURE} )?(?:credits?|courtesy|source)(?: of\b|:| by\b).*|courtesy(?-i: [A-Z]).*)
        (?i:(?:[\w ]+ )?(?:file|stock|handout) (?:photo|image|picture)|handout|{_PICTURE} of .+:.+)
        {_BYLINED}|Getty Images|.*\bvia ?{_STOCK}
        """
    )
)
_UNBRACKETED = re.compile(
    rf"(?:(?<=[.!?”\"])\s+(?:{_BYLINED}|Getty Images|(?i:photo(?:graph)?s?(?: by|:) )\S.{{1,60}})"
    rf"|\s(?:Photograph|Photo|Picture|Image|Credit|Foto): ?[^\W\d_a-z][^.:;]{{1,60}})$"
)
_BYLINE = re.compile(r"(?:by|von|par|por)\s", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|can|said|[a-z]{2,}ed|[a-z]{3,}s)\b"
)
_MOST_CAPTIONS = 30
_WORD = re.compile(r"\w+")


def caption_marks(lines: Sequence[Line]) -> Iterator[Mark]:
    """Yield a mark for each credit, bare caption and second copy among an article's lines."""
    seen: set[str] = set()
    recent: deque[str] = deque(maxlen=_MOST_CAPTIONS)
    for line in lines:
        credit = None if len(line.text) > _LONGEST_CAPTION else _credit(line)
        told = _told(line, credit=credit)
        if _is_copy(
            told, is_prose=line.is_prose, is_credited=credit is not None, of=(seen, recent)
        ):
            yield Mark(start=line.start, end=line.end)
            continue
        seen.add(told)
        recent.append(told if len(told) <= _LONGEST_CAPTION else "")
        if credit:
            start, end = credit
            yield Mark(start=line.start + start, end=line.start + end)


def is_credited(line: Line) -> bool:
    """Tell whether a line ends with a photo credit, or is one."""
    return len(line.text) <= _LONGEST_CAPTION and _credit(line) is not None


def _told(line: Line, *, credit: Span | None) -> str:
    """Give what a line tells, without its credit, its label and the manner of its writing."""
    text = line.text
    if len(text) <= _LONGEST_CAPTION:
        label = _LABELLED.match(text) or _IMAGE_TEXT.match(text)
        text = text[label.end() if label else 0 : (credit and credit[0]) or None]
    return " ".join(text.casefold().split())


def _is_copy(
    told: str, *, is_prose: bool, is_credited: bool, of: tuple[set[str], deque[str]]
) -> bool:
    """Tell whether a line adds nothing to those before it.

    A line that is no sentence may well stand twice in a list, unless the two are neighbours.
    """
    seen, recent = of
    if len(told) >= _SHORTEST_CAPTION and recent and told == recent[-1]:
        return True
    if len(told) >= _SHORTEST_COPY and (is_prose or is_credited) and told in seen:
        return True
    words = _WORD.findall(told) if is_credited else []
    if len(words) < _FEWEST_WORDS:
        return False
    return any(_adds_nothing(words, to=_WORD.findall(before)) for before in recent)


def _adds_nothing(words: list[str], *, to: list[str]) -> bool:
    """Tell whether a caption's words all stand in another one that is hardly longer."""
    return len(words) >= 0.8 * len(to) and set(words) <= set(to)


def _credit(line: Line) -> Span | None:
    """Give the span, within the line, of a credit and of what it makes a bare caption; else None.

    A caption that is a sentence of reporting loses only its credit and label.
    """
    text = line.text
    if _BYLINE.match(text):
        return None
    label = _IMAGE_TEXT.match(text) or _LABELLED.match(text)
    told = label is not None and _is_sentence(text[label.end() :])
    if len(text) <= _LONGEST_CREDIT and not told and (label or _WHOLE.fullmatch(text)):
        return 0, len(text)
    start = _trailing(text)
    if start is not None:
        return (start, len(text)) if _is_sentence(text[:start]) else (0, len(text))
    return (0, label.end()) if label and told else None


def _trailing(text: str) -> int | None:
    """Give the place where a credit at the end of a line begins; None where there is none."""
    begin = max(len(text) - 110, 0)
    match = _BRACKETS.search(text, begin)
    if match:
        inside = match["inside"].strip()
        square = match["open"] == "[" and inside.isupper() and len(inside) >= _SHORTEST_SIGN
        # "(AP)" alone on a line may sign the report.
        signs = match.start() > 0 and is_outlet(inside)
        return match.start() if square or signs or _INSIDE.fullmatch(inside) else None
    match = _UNBRACKETED.search(text, begin)
    return match.start() if match else None


def _is_sentence(words: str) -> bool:
    """Tell whether a caption says more than what is to be seen; in doubt it does."""
    count = len(words.split())
    closed = words.rstrip(" \"'”’)]").endswith((".", "!", "?", "。"))
    return count >= 9 or (count >= 4 and (closed or _VERB.search(words) is not None))
