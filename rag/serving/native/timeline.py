"""The timeline: what the articles say happened, or will happen, on which days."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from rag.index.happenings import Calendar, Happening, Tally
from rag.schema import as_json
from rag.serving.bodies import TimelineQuery
from rag.serving.native.documenting import answered
from rag.serving.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Sentences by the days they tell of, in the order of the calendar.

    `sentences` counts all of them, where there are more than are given; `tallies` say how many
    tell of which period; `undated` counts the articles whose relative dates can't be resolved.
    """

    happenings: tuple[Happening, ...]
    sentences: int
    tallies: tuple[Tally, ...]
    undated: int


def timeline_routes(services: Services) -> APIRouter:
    """Give /timeline."""
    router = APIRouter()
    calendar = Calendar(services.library)

    @router.get(
        "/timeline",
        response_model=Timeline,
        responses={200: answered("Timeline", "What is told of these days")},
    )
    def read_timeline(query: Annotated[TimelineQuery, Query()]) -> Response:
        """Tell what the articles say of the days from `first` to `last`.

        `since` and `until` narrow the articles by their publication instead. Where there is more
        than the limit, the most exact periods are given.
        """
        filters = query.filters()
        tallies = tuple(
            each for each in calendar.tallies(filters=filters) if _touches(each, query=query)
        )
        told = Timeline(
            happenings=calendar.happenings(
                filters=filters, since=query.first, until=query.last, limit=query.limit
            ),
            sentences=sum(each.sentences for each in tallies),
            tallies=tallies,
            undated=calendar.undated(filters=filters),
        )
        return JSONResponse(as_json(told))

    return router


def _touches(tally: Tally, *, query: TimelineQuery) -> bool:
    if query.first and tally.end_date < query.first:
        return False
    return not (query.last and tally.start_date > query.last)
