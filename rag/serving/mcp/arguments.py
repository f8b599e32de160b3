"""What agents may send with a call, beside what `rag.serving.bodies` has for every program."""

from pydantic import Field

from rag.index.browsing import Wanted
from rag.serving.bodies import ArticlesQuery, Body, Name, TimelineQuery


class ListArguments(ArticlesQuery):
    """Which articles to list; without any of these all of them, the newest first."""

    per_page: int = Field(25, ge=1, le=100)

    def wanted(self) -> Wanted:
        """Give what to look for."""
        return Wanted(**dict(self))


class ReadArguments(Body):
    """Which article to read."""

    article_id: Name = Field(description="as `search`, `list_articles` and citations give it")


class TimelineArguments(TimelineQuery):
    """Which days to tell of, and from which articles."""

    limit: int = Field(50, ge=1, le=200, description="sentences, of the most exact days")
