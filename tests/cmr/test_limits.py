"""Who guesses at links is slowed down, and nobody else is."""

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture
def guess(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()

    def ask(number: int, address: str) -> int:
        return Client().get(f"/link/guess{number}", headers={"X-Forwarded-For": address}).status_code

    return ask


def test_w1_it_answers_so_many_wrong_links_a_minute_and_then_no_more(guess):
    said = [guess(number, "198.51.100.7") for number in range(23)]
    assert said == [410] * 20 + [429] * 3
    assert guess(99, "198.51.100.8") == 410
