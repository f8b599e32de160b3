"""Exact match and token F1 by the rules of SQuAD's evaluation script. Pure.

The rules of versions 1.1 and 2.0 (Rajpurkar and others, 2016 and 2018), which agree wherever there
is an answer: lower case, ASCII punctuation removed, then the articles a, an and the, then white
space folded. The best of the accepted answers counts. From 2.0 comes the rule for questions
without an answer: accepted answers of which nothing is left count for none, and then only an empty
prediction is right.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


def normalised(text: str) -> str:
    """Give the text as the script compares it; punctuation beyond ASCII stays."""
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(prediction: str, accepted: Sequence[str]) -> float:
    """Give 1 if the prediction is one of the accepted answers, else 0."""
    said = normalised(prediction)
    return float(any(said == each for each in _golds(accepted)))


def token_f1(prediction: str, accepted: Sequence[str]) -> float:
    """Give the best F1, 0..1, of the prediction's tokens and an accepted answer's, as bags."""
    said = normalised(prediction).split()
    return max(_f1(said, each.split()) for each in _golds(accepted))


def _golds(accepted: Sequence[str]) -> list[str]:
    return [gold for each in accepted if (gold := normalised(each))] or [""]


def _f1(said: Sequence[str], gold: Sequence[str]) -> float:
    if not said or not gold:
        return float(said == gold)
    shared = sum((Counter(said) & Counter(gold)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(said), shared / len(gold)
    return 2 * precision * recall / (precision + recall)
