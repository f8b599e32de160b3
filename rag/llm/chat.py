"""What all chat backends need: a prompt as messages, how to draw, and what is too long."""

import re
from typing import Final

from rag.errors import ModelError
from rag.protocols import Prompt

# Servers tokenise the filled-in chat template as a whole, so a control token that stands in an
# article (`<|im_end|>`, `<end_of_turn>`, `</s>`, `[INST]`) would end the reader's turn and let the
# article speak as the system.
_CONTROL = re.compile(r"<(?=[|｜/]?[\w|｜]{1,40}>)|\[(?=/?[A-Z_]{3,40}\])")

TEMPLATE: Final = 128
"""Tokens to keep free for what a chat template puts around two messages: 10 to 80, as models go."""


def chat_messages(prompt: Prompt) -> list[dict[str, str]]:
    """Give the system and the user message; control tokens in the user's part are broken up."""
    return [
        {"role": "system", "content": prompt.system},
        {"role": "user", "content": _CONTROL.sub(r"\g<0> ", prompt.user)},
    ]


def sampling(prompt: Prompt, *, temperature: float, seed: int) -> dict[str, float]:
    """Give how a reply is drawn: as the prompt says, and where it doesn't, as given here."""
    return {
        "temperature": temperature if prompt.temperature is None else prompt.temperature,
        "seed": seed if prompt.seed is None else prompt.seed,
    }


def prompt_too_long(*, context: int) -> ModelError:
    """Give the error for a prompt that doesn't fit into `context` tokens."""
    return ModelError(
        f"The prompt is longer than the model's context of {context} tokens.",
        mend="Raise model.context, or lower retrieval.evidence.",
    )
