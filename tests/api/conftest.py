"""A client of the live service."""

from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="session")
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site) as made:
        yield made
