"""The tools: what each is called, takes and gives. None of them changes anything."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from mcp_types import CallToolResult, ToolAnnotations
from mcp_types import Tool as ToolForm
from pydantic import BaseModel

from rag.schema import Answer, Article, Found
from rag.serving.bodies import AskBody, SearchBody
from rag.serving.mcp.arguments import ListArguments, ReadArguments, TimelineArguments
from rag.serving.mcp.schemas import schema_of
from rag.serving.mcp.work import Call, LabelPage, Timeline, Work

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool: its arguments' form, its result's, and the function from one to the other."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: type
    run: Callable[[Any, Call], Awaitable[CallToolResult]]

    def form(self) -> ToolForm:
        """Give what agents are told of it."""
        return ToolForm(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=schema_of(self.takes),
            output_schema=schema_of(self.gives),
            annotations=_READS,
        )


def make_tools(work: Work) -> tuple[Tool, ...]:
    """Give the tools of one process."""
    return (
        Tool(
            name="ask",
            title="Ask the articles",
            description="Answer a question from the news articles. Every sentence cites exact "
            "words of an article, relative days are given as dates, reports that disagree stand "
            "side by side, and where the articles don't say, the answer says so.",
            takes=AskBody,
            gives=Answer,
            run=work.ask,
        ),
        Tool(
            name="search",
            title="Search the articles",
            description="Give the sentences of the articles that bear on a question, best first. "
            "No language model is asked; quicker than `ask`.",
            takes=SearchBody,
            gives=Found,
            run=work.search,
        ),
        Tool(
            name="read_article",
            title="Read an article",
            description="Give one article with its text, which all `start` and `end` index, and "
            "where its title, outlet and date were found.",
            takes=ReadArguments,
            gives=Article,
            run=work.read_article,
        ),
        Tool(
            name="list_articles",
            title="List the articles",
            description="List the articles, or those that hold some words, of an outlet or a time.",
            takes=ListArguments,
            gives=LabelPage,
            run=work.list_articles,
        ),
        Tool(
            name="timeline",
            title="Timeline of the articles",
            description="Give what the articles say happened or will happen on some days, in the "
            "order of the calendar; days such as “last Tuesday” count as the dates they mean.",
            takes=TimelineArguments,
            gives=Timeline,
            run=work.timeline,
        ),
    )
