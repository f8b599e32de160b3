"""The articles: listed, read, removed."""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from rag.index.browsing import Browser, Wanted
from rag.schema import Article, as_json
from rag.serving.bodies import ArticlesQuery
from rag.serving.native.documenting import answered, problems
from rag.serving.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Articles without their texts, how many there are in all, and where the next of them are."""

    articles: tuple[Article, ...]
    found: int
    page: int
    pages: int
    next: str | None


def article_routes(services: Services) -> APIRouter:
    """Give what reads and removes articles."""
    router = APIRouter()
    library, browser = services.library, Browser(services.library)
    unknown = problems({404: "The index holds no article of that id."})

    @router.get(
        "/articles",
        response_model=ArticlePage,
        responses={200: answered("ArticlePage", "A page of the articles, without their texts")},
    )
    def list_articles(query: Annotated[ArticlesQuery, Query()]) -> Response:
        """List the articles, newest first where no other order is asked for, a page at a time."""
        listed = browser.listed(Wanted(**dict(query)))
        page = ArticlePage(
            articles=listed.articles,
            found=listed.found,
            page=listed.page,
            pages=listed.pages,
            next=_after(query, page=listed.page) if listed.page < listed.pages else None,
        )
        return JSONResponse(as_json(page) | {"articles": [_label(each) for each in page.articles]})

    @router.get(
        "/articles/{article_id}",
        response_model=Article,
        responses={200: answered("Article", "The article"), **unknown},
    )
    def read_article(article_id: str) -> Response:
        """Give one article with its text, which all offsets index."""
        return JSONResponse(as_json(library.article(article_id)))

    @router.delete(
        "/articles/{article_id}",
        response_model=Article,
        responses={200: answered("ArticleListed", "The article that was removed"), **unknown},
    )
    def remove_article(article_id: str) -> Response:
        """Remove an article, and its file where that was uploaded and holds no other article."""
        return JSONResponse(_label(library.remove(article_id)))

    return router


def _label(article: Article) -> dict[str, Any]:
    described: dict[str, Any] = as_json(replace(article, text=""))
    del described["text"]
    return described


def _after(query: ArticlesQuery, *, page: int) -> str:
    """Give the path of the page after this one."""
    asked = query.model_dump(mode="json", exclude_defaults=True, exclude={"page"})
    return f"/v1/articles?{urlencode(asked | {'page': page + 1})}"
