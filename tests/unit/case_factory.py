"""Cases about one bridge, a kind each."""

from datetime import date

from eval.cases import CaseNumber, CasePosition, EvalCase

NAMED = EvalCase(
    id="named",
    question="Who opened the bridge?",
    kind="entity",
    answers=("Mayor Ada Ferrer", "Ferrer"),
    sources=("bridge",),
)
DATED = EvalCase(
    id="dated",
    question="When was the bridge opened?",
    kind="date",
    answers=("March 4",),
    sources=("bridge",),
    date=date(2025, 3, 4),
)
CONFLICT = EvalCase(
    id="conflict",
    question="How long is the bridge?",
    kind="conflict",
    positions=(
        CasePosition(answers=("80 metres", "80 m"), sources=("bridge",)),
        CasePosition(answers=("90 metres",), sources=("river",)),
    ),
    sources=("bridge", "river"),
)
COUNTED = EvalCase(
    id="counted",
    question="How long is the bridge?",
    kind="number",
    number=CaseNumber(value=640, unit="metres"),
    sources=("bridge",),
)
