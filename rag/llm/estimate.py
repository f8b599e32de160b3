"""How many tokens a text has at most and at least, where the model's tokenizer can't be asked."""

import math
import re

_PIECES = re.compile(r" ?[A-Za-z]+|[^\S\n]+|.", re.DOTALL)


def most_tokens(text: str) -> int:
    """Give an upper estimate.

    A token is taken to be four letters of a word, one digit, one sign, one stretch of blanks (but
    for the single one before a word), or one byte of anything else. Real tokenizers need a quarter
    fewer for English.
    """
    return sum(_most(piece) for piece in _PIECES.findall(text))


def fewest_tokens(text: str) -> int:
    """Give a number of tokens that tokenizers don't go below.

    A word is at least one token, and so are eight bytes of letters and digits, which counts in
    scripts without blanks.
    """
    letters = "".join(character for character in text if character.isalnum())
    return max(len(text.split()), len(letters.encode("utf-8", "replace")) // 8)


def _most(piece: str) -> int:
    if not piece.isascii():
        return len(piece.encode("utf-8", "replace"))
    return max(1, math.ceil(len(piece.strip()) / 4))
