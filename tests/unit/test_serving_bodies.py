"""Bodies that are made to cost much are refused at their first fault."""

from typing import Any

import pytest
from pydantic import ValidationError

from rag.serving.bodies import ArticlesBody, AskBody, FeedbackBody

_MANY = {f"m{number}": 1 for number in range(50_000)}
_FORMS = (AskBody, ArticlesBody, FeedbackBody)


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        *((form, _MANY) for form in _FORMS),
        (AskBody, {"question": "x", "history": [{}] * 50_000}),
        (AskBody, {"question": "x", "history": [_MANY] * 50}),
        (AskBody, {"question": "x", "outlets": [1] * 50_000}),
        (ArticlesBody, {"articles": [{}] * 50_000}),
        (ArticlesBody, {"articles": [_MANY] * 50}),
    ],
)
def test_few_faults_are_told(form: Any, sent: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        form.model_validate(sent)
    assert refused.value.error_count() <= 51


def test_a_name_that_is_not_known_is_told_shortened() -> None:
    with pytest.raises(ValidationError) as refused:
        AskBody.model_validate({"question": "x", "y" * 10_000: 1})
    (fault,) = refused.value.errors()
    assert fault["msg"] == f"{'y' * 80} is not known"
