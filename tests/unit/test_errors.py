"""Errors: every one says what is wrong and how to mend it."""

from collections.abc import Iterator

import pytest

from rag import errors
from rag.errors import DatelineError, ModelError, ModelUnavailable


def _all(kind: type[DatelineError] = DatelineError) -> Iterator[type[DatelineError]]:
    yield kind
    for each in kind.__subclasses__():
        if each.__module__ == errors.__name__:
            yield from _all(each)


@pytest.mark.parametrize("kind", list(_all()))
def test_the_message_holds_problem_and_mend(kind: type[DatelineError]) -> None:
    error = kind("The kettle is cold.", mend="Light the stove.")
    assert (error.problem, error.mend) == ("The kettle is cold.", "Light the stove.")
    assert str(error) == "The kettle is cold. Light the stove."


def test_no_error_is_made_without_a_mend() -> None:
    with pytest.raises(TypeError):
        DatelineError("The kettle is cold.")  # type: ignore[call-arg]


def test_an_unavailable_model_is_a_failed_model() -> None:
    assert issubclass(ModelUnavailable, ModelError)


def test_the_drawing_shows_every_error() -> None:
    drawing = (errors.__doc__ or "").split()
    assert [kind.__name__ for kind in _all() if kind.__name__ not in drawing] == []
