"""Reports that give different values for the thing asked, and how they come to differ. Pure."""

from rag.answering.conflicts.finding import disagreement
from rag.answering.conflicts.sides import Disagreement, Side

__all__ = ["Disagreement", "Side", "disagreement"]
