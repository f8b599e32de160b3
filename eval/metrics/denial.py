"""Whether a text means what it says at a place: not denied, not one of several. Pure.

"Not January 13", "January 13 or 14" and "some say January 13, others January 14" all hold the
words that would be right; a reader would still not have the answer. The rules look at the words
around the place, within its sentence, and leave alone what the question itself denies.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from eval.metrics.wording import Word, alike, words

Place = tuple[int, int]
"""The first word and the one behind the last, as indexes of the text's words."""

NOT = frozenset(
    {"not", "never", "cannot", "dont", "didnt", "doesnt", "isnt", "wasnt", "werent", "arent"}
    | {"hasnt", "havent", "hadnt", "wont", "wouldnt", "couldnt", "cant", "shouldnt", "aint"}
)
"""What denies the verb it stands at, as words are compared."""
NONE = frozenset({"no", "none", "nobody", "nothing", "neither", "nor", "without", "nowhere"})
"""What denies the noun it stands at."""

_STOPS = frozenset(
    {"but", "until", "till", "only", "because", "since", "when", "while", "who", "whom", "whose"}
    | {"which", "that", "where", "after", "before", "as", "if", "unless", "though", "although"}
    | {"said", "says", "say", "told", "and", "then", "so", "just", "merely", "than", "far", "long"}
    | {"least", "less", "fewer", "later", "earlier"}
)
"""Words over which a denial doesn't reach."""
_REACH = 4
_EXCLUDING = (
    *("rather than", "instead of", "other than", "except for", "contrary to", "opposed to"),
    *("apart from", "except", "unlike", "no", "nor", "neither", "without"),
)
_LIGHT = frozenset({"by", "on", "in", "at", "to", "from", "with", "of", "for", "even", "any"})
_DOUBTS = frozenset({"possibly", "perhaps", "maybe"})
_DENIALS = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)(?! (?:entry|access|permission|bail|leave|visas?|treatment))"
    r"|disput(?:es?|ed)|ruled out|rul(?:es?|ing) out|(?:wrongly|falsely|mistakenly|incorrectly)"
    r"|(?:reject|dismiss|refut)\w* (?:claims?|reports?|suggestions?|ideas?|charges?|allegations?)"
    r"|(?:not|isnt|wasnt) true|untrue|false)\b(?: \w+){0,8}$"
)
_DENIAL_ENDS = frozenset({"but", "because", "while", "whereas", "instead"})
_AUXILIARIES = frozenset(
    {"did", "does", "do", "has", "have", "had", "is", "was", "were", "are", "will", "would"}
    | {"could", "can", "should"}
)
_BEING = frozenset({"is", "was", "are", "were", "isnt", "wasnt", "arent", "werent"})
_FALSE = frozenset({"wrong", "false", "incorrect", "untrue", "mistaken", "denied"})
_TRUE = frozenset(
    {"true", "right", "correct", "case", "one", "answer", "reason", "date", "blame", "cause"}
    | {"responsible", "involved"}
)
_BETWEEN = frozenset({"yet", "ever", "actually", "be", "been", "to"})
_NO_CHOICE = frozenset(
    {"so", "more", "less", "fewer", "later", "earlier", "not", "else", "otherwise", "rather"}
    | {"thereabouts", "longer", "after", "before"}
)
_SIDES = re.compile(
    r"\b(?:some|one|most|two|several)(?: \w+)? (?:reports?|articles?|sources?|outlets?|papers?"
    r"|accounts?|stories|says?|names?|gives?|puts?|speaks?|claims?|mentions?)\b"
    r".*\b(?:others?|another)\b"
)
_PLANNED = re.compile(
    r"\b(?:(?:was|were|had) (?:been |once |first )?(?:to|due|planned|meant|scheduled|supposed|set"
    r"|expected)|originally|initially|planned for|scheduled for)\b"
)
_GIVEN_UP = frozenset({"but", "instead", "yet", "however"})
_WINNING = ("win", "won", "winner", "champion", "beat", "victory")
_BEAT = re.compile(
    r"\b(?:beat|defeated|overtook|outran|outpaced|ousted|edged|ahead of|victory over|win over)"
    r"(?: (?!and\b)\w+){0,2}$"
)
_EMPTY = frozenset(
    {"who", "what", "when", "where", "why", "how", "which", "whose", "whom", "did", "do", "does"}
    | {"is", "was", "were", "are", "be", "been", "has", "have", "had", "will", "would", "can"}
    | {"could", "should", "may", "of", "in", "on", "at", "by", "to", "from", "for", "with", "and"}
    | {"or", "it", "its", "he", "his", "she", "her", "they", "their", "them", "this", "that"}
    | {"there", "as", "many", "much", "long", "any", "not", "no", "into", "than", "s"}
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A place in its sentence, and the question that was asked."""

    before: Sequence[Word]
    phrase: Sequence[Word]
    after: Sequence[Word]
    question: tuple[str, ...]

    @property
    def open_behind(self) -> bool:
        """Whether no mark parts the phrase from what follows."""
        return not self.phrase[-1].mark


def content(text: str) -> tuple[str, ...]:
    """Give the words of a question that say what it is about."""
    return tuple(word for word in words(text) if word not in _EMPTY)


def denial(said: Sequence[Word], place: Place, *, question: str) -> str | None:
    """Give why the text denies what stands at a place, None where it doesn't."""
    scene = _scene(said, place, question=question)
    found = _reported_denial(scene)
    if not found and not NOT.union(NONE).intersection(scene.question):
        found = _negation(scene) or _exclusion(scene) or _negated_behind(scene)
    return f"only to deny it ({found})" if found else None


def choice(
    said: Sequence[Word],
    place: Place,
    *,
    question: str,
    rivals: Collection[int] | None = None,
    own: Collection[int] = (),
) -> str | None:
    """Give why the text leaves open whether it means what stands at a place, None where not.

    `rivals` are the indexes of words that can stand for another answer, where that is known; else
    any word can, but beside a name only another name. `own` are those of the same answer.
    """
    scene = _scene(said, place, question=question)
    text = " ".join(word.text for word in said)
    allowed = (set(range(len(said))) if rivals is None else set(rivals)) - set(own)
    if _offered(said, place, scene, allowed, named=rivals is None):
        return "as one of several possibilities"
    if sum(word.text in _DOUBTS for word in (*scene.before, *scene.phrase, *scene.after)) > 1:
        return "as one of several possibilities"
    if _SIDES.search(text):
        return "as what some say and others don't"
    if _given_up(scene):
        return "as a plan that was given up"
    return "as the one who was beaten" if _beaten(scene) else None


def _scene(said: Sequence[Word], place: Place, *, question: str) -> Scene:
    first, last = place
    begin = next((i for i in range(first, 0, -1) if said[i - 1].ends_sentence), 0)
    ends = (i for i in range(last - 1, len(said)) if said[i].ends_sentence)
    end = next(ends, len(said) - 1) + 1
    return Scene(said[begin:first], said[first:last], said[last:end], words(question))


def _negation(scene: Scene) -> str | None:
    """Find "not" and its like before the phrase, near, with nothing between that shields it."""
    for distance, word in enumerate(reversed(scene.before)):
        if distance > _REACH or _parts(word):
            return None
        if word.text in NOT:
            return word.written
        if word.text in _STOPS:
            earlier = scene.before[-distance - 2 : -distance - 1]
            because_of = word.text == "because" and earlier and earlier[0].text in NOT
            return f"{earlier[0].written} because" if because_of else None
    return None


def _parts(word: Word) -> bool:
    return any(each in ",;:()[]—–" for each in word.mark)


def _exclusion(scene: Scene) -> str | None:
    """Find "rather than", "instead of", "no" and their like right before the phrase."""
    before = list(scene.before)
    while before and (before[-1].text in _LIGHT - {"of", "to", "from", "for"}):
        before.pop()
    for _ in range(3):
        said = " ".join(word.text for word in before)
        for excluding in _EXCLUDING:
            if f" {said}".endswith(f" {excluding}") and not before[-1].mark:
                return excluding
        if not before or not (before[-1].text in _LIGHT or before[-1].written[0].isupper()):
            return None
        before.pop()
    return None


def _reported_denial(scene: Scene) -> str | None:
    """Find "denied that", "ruled out" and their like before the phrase, in its clause."""
    clause: list[str] = []
    for word in reversed(scene.before):
        if word.text in _DENIAL_ENDS or any(each in ";:—–" for each in word.mark):
            break
        if word.text == "and" and len(clause) > 1:  # another verb, not a second thing denied
            break
        clause.append(word.text)
    found = _DENIALS.search(" ".join(reversed(clause)))
    if not found:
        return None
    verb = found[0].split()[0]
    return None if any(alike(verb, asked) for asked in scene.question) else verb


def _negated_behind(scene: Scene) -> str | None:
    """Find "… did not open it" behind the phrase, where that is what the question is about."""
    after = [word.text for word in scene.after]
    if not after or not scene.open_behind:
        return None
    if after[0] in _AUXILIARIES and after[1:2] and after[1] in _FALSE:
        return after[1]
    steps = 1 if after[0] in NOT else 2 if after[0] in _AUXILIARIES and after[1:2] == ["not"] else 0
    if not steps:
        return None
    verbs = [word for word in after[steps:] if word not in _BETWEEN]
    if not verbs:  # the verb left out is the question's own, unless another clause went before
        return None if scene.before else " ".join(after[:steps])
    if verbs[0] in _TRUE and after[0] in _BEING:
        return " ".join(after[:steps])
    asked = any(alike(verbs[0], word) for word in scene.question)
    return " ".join(after[:steps]) if asked else None


def _offered(
    said: Sequence[Word], place: Place, scene: Scene, allowed: Collection[int], *, named: bool
) -> bool:
    """Tell whether "or" stands between the phrase and another that could be the answer."""
    either = any(word.text == "either" for word in scene.before[-3:])
    if either and any(word.text == "or" for word in scene.after):
        return True
    first, last = place
    name = named and any(word.written[0].isupper() for word in scene.phrase) and bool(scene.before)

    # What the question names is what it asks about, not one of two answers: "the moat, or Leat".
    asked_for = any(word.text in scene.question for word in scene.phrase)

    def rival(index: int) -> bool:
        if not asked_for and said[index].text in scene.question:
            return False
        return index in allowed and (not name or not said[index].written[0].islower())

    if scene.after and scene.after[0].text == "or" and scene.phrase[-1].mark in {"", ",", "]"}:
        index = last + 1
        while index < len(said) and said[index].text in _LIGHT | _DOUBTS:
            index += 1
        if index < len(said) and said[index].text not in _NO_CHOICE and rival(index):
            return True
    index = first - 1
    while index > 0 and (said[index].text in _LIGHT | _DOUBTS or said[index].written[0].isupper()):
        index -= 1
    return len(scene.before) > 1 and index > 0 and said[index].text == "or" and rival(index - 1)


def _beaten(scene: Scene) -> bool:
    """Tell whether the phrase names who lost, where the question is who won."""
    asked = any(alike(word, each) for word in scene.question for each in _WINNING)
    return asked and bool(_BEAT.search(" ".join(word.text for word in scene.before)))


def _given_up(scene: Scene) -> bool:
    """Tell whether the phrase is what was planned, and another follows behind a "but"."""
    asked = set(scene.question)
    if _PLANNED.search(" ".join(scene.question)) or ({"was", "were"} & asked and "to" in asked):
        return False
    planned = _PLANNED.search(" ".join(word.text for word in scene.before))
    return bool(planned) and bool(_GIVEN_UP & {word.text for word in scene.after[:3]})
