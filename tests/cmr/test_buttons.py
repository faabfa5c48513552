"""What a page offers a person is what the person may do: no button and no link leads to a page that does not exist."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse

from cmr.access import may_change, may_open
from tests.cmr.test_access_table import EXPECTED, TEAM, URLS, things

__all__ = ["things"]

TEAM_PAGES = [(name, arguments) for name, arguments in URLS if EXPECTED.get(name) == TEAM]


class Offers(HTMLParser):
    """Where the links of a page lead, and where those of its forms that can be sent."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links, self.forms, self._form = set(), set(), None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.add(given["href"])
        if tag == "form":
            self._form = given.get("action", "") if given.get("method") == "post" else None
        if tag == "button" and self._form is not None:
            self.forms.add(self._form)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


def named(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("who", ["legal", "admin_user", "reviewer", "executive"])
def test_it_offers_nobody_what_is_not_theirs(who, things, client_for, request):
    person = request.getfixturevalue(who)
    client, looked_at = client_for(person), 0
    for name, arguments in TEAM_PAGES:
        url = reverse(name, kwargs={key: things.get(key, "1") for key in arguments})
        answer = client.get(url)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        looked_at += 1
        offers = Offers(answer.content.decode())
        for address in offers.links:
            assert may_open(person, named(address)) or address.startswith("/static/"), (name, address)
        for action in offers.forms:
            assert may_change(person, named(action or url)), (name, action)
    assert looked_at > 30
