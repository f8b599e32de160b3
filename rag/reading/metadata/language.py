"""The language that an article's words are in."""

import re
from functools import lru_cache
from typing import Any

_SAMPLE = 800
_FEWEST_BYTES = 60
_FEWEST_WORDS = 20
_SURE = 0.9

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset({"the", "of", "and", "to", "that", "with", "was", "said", "by", "from", "has"})
_SHARE, _DIFFERENT = 0.12, 3


def language_of(prose: str) -> str | None:
    """Give the language code of `prose`, as the model names it; None where it isn't sure.

    Its first words decide. English is told by its small words, so that the model is loaded only
    where another language may be at hand.
    """
    sample = prose[:_SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    small = [word for word in words if word in _ENGLISH]
    if len(words) >= _FEWEST_WORDS and len(small) >= _SHARE * len(words) and "the" in small:
        return "en" if len(set(small)) >= _DIFFERENT else _modelled(sample)
    return _modelled(sample)


def _modelled(sample: str) -> str | None:
    # Bytes, because a character of Japanese tells as much as a word of English.
    if len(" ".join(_WORD.findall(sample)).encode()) < _FEWEST_BYTES:
        return None
    code, confidence = _identifier().classify(sample)
    return str(code) if confidence >= _SURE else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
