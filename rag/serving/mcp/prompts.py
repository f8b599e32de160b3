"""Prompts: what readers may have an agent do with the tools, picked by name in its menu."""

from collections.abc import Mapping
from dataclasses import dataclass

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    GetPromptResult,
    ListPromptsResult,
    Prompt,
    PromptArgument,
    PromptMessage,
    TextContent,
)

from rag.answering.assistant import MAX_QUESTION

_NAME_SHOWN = 80
"""Characters shown of a name, which the sender may have made up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A prompt: `text` says it, with the one argument's name in braces where its value belongs."""

    name: str
    title: str
    description: str
    argument: str
    meaning: str
    text: str


_FORMS = (
    _Form(
        name="ask_the_articles",
        title="Ask the articles",
        description="Answer a question from the articles alone, with their words beside it.",
        argument="question",
        meaning="what you want to know",
        text="Answer this from the news articles alone:\n\n{question}\n\n"
        "Call `ask` with the question as it stands. Give its text with its markers, then each "
        "source with outlet, date and quote. Where reports differ, show every position. Where it "
        "says that the articles don't say, tell me so, and add nothing that you know yourself.",
    ),
    _Form(
        name="compare_reports",
        title="Compare reports",
        description="Set side by side what the outlets report on a topic.",
        argument="topic",
        meaning="an event, a person, a place or a figure",
        text="Compare what the news articles report on this:\n\n{topic}\n\n"
        "Call `search` with the topic, and once more for each outlet that it finds (`outlets`); "
        "`read_article` shows the words around a sentence. Then make a table: outlet, date, what "
        "it says, and a quote in its exact words. Beneath it, say where the reports agree, where "
        "they differ, and which came later. Say nothing that none of them says.",
    ),
)


def list_prompts() -> ListPromptsResult:
    """Give what the prompts are called and take."""
    return ListPromptsResult(prompts=[_told(form) for form in _FORMS])


def make_prompt(name: str, arguments: Mapping[str, str]) -> GetPromptResult:
    """Give a prompt with its argument; an unknown one is a protocol's error (MCPError)."""
    form = next((each for each in _FORMS if each.name == name), None)
    if form is None:
        raise MCPError(INVALID_PARAMS, f"There is no prompt {name[:_NAME_SHOWN]!r}.")
    value = arguments.get(form.argument, "").strip()
    if not 0 < len(value) <= MAX_QUESTION or len(arguments) > 1:
        raise MCPError(
            INVALID_PARAMS,
            f"The prompt {name} takes {form.argument} (1 to {MAX_QUESTION} characters) alone.",
        )
    text = form.text.format(**{form.argument: value})
    message = PromptMessage(role="user", content=TextContent(type="text", text=text))
    return GetPromptResult(description=form.description, messages=[message])


def _told(form: _Form) -> Prompt:
    argument = PromptArgument(name=form.argument, description=form.meaning, required=True)
    return Prompt(
        name=form.name, title=form.title, description=form.description, arguments=[argument]
    )
