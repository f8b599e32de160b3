"""Whether the evidence answers the question: measured, judged, and the reason told."""

from rag.answering.refusal.closeness import Closeness, CloseReader, ReadClosely
from rag.answering.refusal.judging import Verdict, judge
from rag.answering.refusal.lacks import missed_names

__all__ = ["CloseReader", "Closeness", "ReadClosely", "Verdict", "judge", "missed_names"]
