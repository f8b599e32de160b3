"""What kind of request a path asks for: its route's template, since paths themselves may tell ids.

The templates are those of the OpenAPI document, and a few that it leaves out.
"""

import re
from collections.abc import Mapping
from functools import cached_property

from fastapi import FastAPI

PAGE = "page"
"""Stands for all that belongs to the page, whose paths are Gradio's."""

UNKNOWN = "unknown"
"""Stands for paths of the API's part that lead nowhere; their number knows no bounds."""

_UNDESCRIBED = ("/openapi.json", "/mcp")
_API = re.compile(r"/(?:v1|mcp)(?:/.*)?|/(?:health|ready|metrics|openapi\.json)", re.DOTALL)


def is_page(path: str) -> bool:
    """Tell whether a path belongs to the page rather than to the API."""
    return not _API.fullmatch(path)


class Routes:
    """The routes of an app, known once the first request comes."""

    def __init__(self, app: FastAPI) -> None:
        """Name the app, which need not be complete yet."""
        self._app = app

    def template(self, path: str) -> str:
        """Give the template of a path, such as /v1/articles/{article_id}, or one of the others."""
        if path in self._templates:
            return path
        for template, pattern in self._templates.items():
            if pattern.fullmatch(path):
                return template
        return PAGE if is_page(path) else UNKNOWN

    @cached_property
    def _templates(self) -> Mapping[str, re.Pattern[str]]:
        return {each: _pattern(each) for each in (*self._app.openapi()["paths"], *_UNDESCRIBED)}


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", template)
    return re.compile("[^/]+".join(map(re.escape, parts)))
