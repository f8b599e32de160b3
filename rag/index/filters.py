"""What narrows a search to some of the articles, and how the catalogue's SQL says so."""

import json
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an article must satisfy: outlets in lower case, ids, inclusive dates of publication."""

    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.outlets or self.articles or self.since or self.until)


EVERYTHING = Filters()


def where(filters: Filters) -> tuple[str, list[str]]:
    """Give the condition on a row of articles, named `a`, and the values for its marks."""
    clauses, values = ["1"], list[str]()
    if filters.outlets:
        clauses.append(f"lower(a.outlet) IN ({', '.join('?' * len(filters.outlets))})")
        values += filters.outlets
    if filters.articles:
        # One value however many ids there are: SQLite limits the marks of a statement.
        clauses.append("a.article_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.articles))
    for limit, sign in ((filters.since, ">="), (filters.until, "<=")):
        if limit:
            clauses.append(f"coalesce(a.published, a.inferred) {sign} ?")
            values.append(limit.isoformat())
    return " AND ".join(clauses), values
