"""What an Assistant tells of a question, and whether it was the model's name that was wrong."""

from collections.abc import Iterator

from rag.errors import ModelUnavailable
from rag.schema import Question, as_json
from rag.serving.answers import Told
from rag.serving.problems import Problem
from rag.serving.services import Services


def events_of(services: Services, question: Question) -> Iterator[Told]:
    """Yield the events; that a model isn't there is told as OpenAI tells it, with status 404.

    Where its backend doesn't answer at all, or has it still to be installed, the error stays.
    """
    try:
        yield from services.assistant.ask(question)
    except ModelUnavailable as error:
        if not _is_unknown(services, question):
            raise
        yield Problem(
            type="urn:dateline:model-not-found",
            title="No such model",
            status=404,
            detail=error.problem,
            mend=error.mend,
        )


def _is_unknown(services: Services, question: Question) -> bool:
    if question.backend is None or question.model is None:
        return False
    listing = as_json(services.list_models())
    known = {(each["backend"], each["name"]) for each in listing["models"]}
    silent = {each["backend"] for each in listing["silent"]}
    return question.backend not in silent and (question.backend, question.model) not in known
