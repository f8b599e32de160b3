"""The order of all tests."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put those of the browser last: Playwright leaves an event loop running in this thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
