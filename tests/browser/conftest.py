"""A real browser against the real server, worker thread and all; nothing beyond this machine is asked."""

import os
import re
import shutil

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created
from playwright.sync_api import Browser, Page, expect, sync_playwright

from suppliers.services import queue

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# A busy machine answers late; what is wrong stays wrong that long too.
expect.set_options(timeout=20_000)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items):
    if not shutil.which(CHROMIUM):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"{CHROMIUM} is not there"))


@pytest.fixture(scope="session")
def browser():
    # Playwright runs an event loop in this thread; Django would refuse to touch the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def unlocked(transactional_db):
    """SQLite in memory locks whole tables for readers, which the same database in a file does not: read without."""

    def read_without_locks(connection, **_):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA read_uncommitted = 1")

    read_without_locks(connection)
    connection_created.connect(read_without_locks)
    yield
    connection_created.disconnect(read_without_locks)


@pytest.fixture
def site(live_server, settings, transactional_db, unlocked):
    """The site with its claim loop in a thread, as with no broker configured."""
    settings.WORKER_THREAD, settings.REDIS_URL = True, ""
    cache.clear()  # how often an address may ask for a code is counted there
    queue.thread_start()
    yield live_server.url
    queue.thread_stop()


@pytest.fixture
def page_for(browser: Browser, site):
    """A page of a person of their own: `page_for("alice@alder.example")`, signed in by an e-mailed code."""
    contexts = []

    def open_page(email: str, **options) -> Page:
        context = browser.new_context(base_url=site, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (page.complaints.append("dialog"), dialog.dismiss()))
        sign_in(page, email)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code from the e-mail").fill(code_for(email))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def code_for(email: str) -> str:
    letter = [sent for sent in mail.outbox if sent.to == [email]][-1]
    return re.search(r"^\s+([A-Z0-9-]{6,})$", letter.body, re.MULTILINE)[1]
