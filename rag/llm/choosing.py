"""How sure a model is of one word rather than another, by its likeliest first tokens."""

import math
from collections.abc import Iterable


def weighed(likely: Iterable[tuple[str, float]], *, choices: tuple[str, str]) -> float | None:
    """Give the probability, 0..1, of the first choice where only the two are possible.

    `likely` are tokens with the logarithms of their probabilities; a token counts for a choice in
    whatever case and with whatever blanks it is written. None where neither is among them.
    """
    # No logarithm of a probability is above 0; what a server says may be.
    weights = [(token.strip().casefold(), math.exp(min(0.0, log))) for token, log in likely]
    first, second = (
        sum(weight for token, weight in weights if token == choice.casefold()) for choice in choices
    )
    return first / (first + second) if first + second else None
