"""Citations as OpenAI writes them: annotations of the reply's text, a URL each."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from rag.schema import Answer, Article, Citation
from rag.serving.openai.replies import Reply

_WEB = re.compile(r"https?://[^\s\"<>\\^`{|}\x00-\x1f\x7f]+", re.IGNORECASE)


def annotations(reply: Reply, *, answer: Answer, address: str) -> list[dict[str, Any]]:
    """Give an annotation for each citation of each sentence.

    `start_index` and `end_index` are the sentence's place in the reply's text, in code points. The
    URL is the article's own where it states one, else its place on this server, whose `address`
    ends with a slash.
    """
    cited = {each.marker: each for each in answer.citations}
    articles = {each.article_id: each.article for each in answer.evidence}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": sentence.start,
                "end_index": sentence.end,
                "title": _title(cited[marker]),
                "url": _url(cited[marker], articles=articles, address=address),
            },
        }
        for sentence in reply.sentences
        for marker in sentence.citations
    ]


def _title(citation: Citation) -> str:
    return citation.title or citation.outlet or citation.article_id


def _url(citation: Citation, *, articles: Mapping[str, Article], address: str) -> str:
    """Give an article's URL; one that is no web address would be for nobody to follow."""
    article = articles.get(citation.article_id)
    if article and article.url and _WEB.fullmatch(article.url):
        return article.url
    return f"{address}v1/articles/{quote(citation.article_id, safe='')}"
