"""What agents may send with a call, beside what `rag.serving.bodies` has for every program."""

from pydantic import Field

from rag.index.browsing import Wanted
from rag.index.filters import Filters
from rag.serving.bodies import ArticlesQuery, Body, Day, Name, Period

_MAX_NAMES = 50


class ListArguments(ArticlesQuery):
    """Which articles to list; without any of these all of them, the newest first."""

    per_page: int = Field(25, ge=1, le=100)

    def wanted(self) -> Wanted:
        """Give what to look for."""
        return Wanted(**dict(self))


class ReadArguments(Body):
    """Which article to read."""

    article_id: Name = Field(description="as `search`, `list_articles` and citations give it")


class TimelineArguments(Period):
    """Which days to tell of, and from which articles."""

    first: Day | None = Field(None, description="of the days that are told of")
    last: Day | None = Field(None, description="of the days that are told of")
    outlets: list[Name] = Field([], max_length=_MAX_NAMES, description="any of these")
    authors: list[Name] = Field([], max_length=_MAX_NAMES, description="any of these")
    articles: list[Name] = Field([], max_length=_MAX_NAMES, description="ids: nothing but these")
    limit: int = Field(50, ge=1, le=200, description="sentences, of the most exact days")

    def filters(self) -> Filters:
        """Give what narrows the timeline to some of the articles."""
        return Filters(
            outlets=tuple(self.outlets),
            authors=tuple(self.authors),
            articles=tuple(self.articles),
            since=self.since,
            until=self.until,
        )
