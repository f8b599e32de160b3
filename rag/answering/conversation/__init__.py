"""Follow-ups as questions that stand alone: by rules, or by a model whose line is checked."""

from rag.answering.conversation.checking import checked_rewriting
from rag.answering.conversation.standing import joined, stand_alone

__all__ = ["checked_rewriting", "joined", "stand_alone"]
