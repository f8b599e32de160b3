"""Articles as resources: `dateline://articles/{article_id}`, listed page by page."""

from urllib.parse import unquote

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from rag.index.browsing import Browser, Wanted
from rag.index.library import Library
from rag.schema import Article
from rag.serving.mcp.telling import ARTICLE_URI, article_uri, tell_article

_TEXT = "text/plain"
_LONGEST_URI = 300


class Articles:
    """The articles of a library as resources. Its functions block."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._browser = Browser(library)

    def listed(self, cursor: str | None) -> ListResourcesResult:
        """Give 25 articles, the newest first, and the cursor of the next; raises StoreError.

        A cursor that nobody was given is a protocol's error (MCPError).
        """
        if not self._library.exists:
            return ListResourcesResult(resources=[])
        page = _page(cursor)
        listed = self._browser.listed(Wanted(page=page))
        if listed.page != page:
            raise _unknown_cursor()
        following = str(page + 1) if page < listed.pages else None
        return ListResourcesResult(
            resources=[_resource(each) for each in listed.articles], next_cursor=following
        )

    def templates(self) -> ListResourceTemplatesResult:
        """Give the form of the articles' names."""
        template = ResourceTemplate(
            uri_template=f"{ARTICLE_URI}{{article_id}}",
            name="article",
            title="An article",
            description="An article's title, origin and text.",
            mime_type=_TEXT,
        )
        return ListResourceTemplatesResult(resource_templates=[template])

    def read(self, uri: str) -> ReadResourceResult:
        """Give an article's title and origin above its text; raises ArticleNotFound, StoreError.

        The name of anything but an article is a protocol's error (MCPError).
        """
        if not uri.startswith(ARTICLE_URI):
            raise MCPError(
                INVALID_PARAMS, f"Articles are named {ARTICLE_URI}…", {"uri": uri[:_LONGEST_URI]}
            )
        article = self._library.article(unquote(uri.removeprefix(ARTICLE_URI)))
        contents = TextResourceContents(uri=uri, mime_type=_TEXT, text=tell_article(article))
        return ReadResourceResult(contents=[contents])


def _resource(article: Article) -> Resource:
    day = article.reference_date
    return Resource(
        uri=article_uri(article.article_id),
        name=article.file,
        title=article.title,
        description=f"{article.outlet or 'unknown outlet'}, {day or 'undated'}",
        mime_type=_TEXT,
    )


def _page(cursor: str | None) -> int:
    if cursor is None:
        return 1
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 8):
        raise _unknown_cursor()
    return int(cursor)


def _unknown_cursor() -> MCPError:
    return MCPError(INVALID_PARAMS, "There is no such cursor; list from the beginning.")
