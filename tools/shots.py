"""Pictures of every page, for looking at; and what can be told of a page without looking.

    python -m tools.shots [OUT] [--dark] [--only NAME ...]    (or `make shots`; OUT is screenshots/ unless said)

Makes an instance of its own with the sample, serves it, and opens every page that the address plan names for each
kind of person who may open it, with the sample's objects as arguments, 1440 and 390 pixels wide. Fails if a page
fails, scrolls sideways on a phone, says an error to the console, or is marked up wrongly (`tools/outline.js`).
CMRT_BLANK=FILE is the RMI's blank, which our own CMRT is written into; without it that one's pages are left out.
"""

import argparse
import gzip
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIRequestContext, Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (1440, 390)
HEIGHT = 900
NOWHERE = "/no/such/page"
MOST_KB = 150
OUTLINE = (ROOT / "tools" / "outline.js").read_text(encoding="utf-8")
GRAVE = {"serious", "critical"}
# Style sheets are not fetched again: the pages' security policy would complain of it.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"resultTypes": ["violations"], "runOnly": RULES, "preload": False}
# Colours on their way from light to dark are neither.
STILL = "document.getAnimations().forEach(one => { try { one.finish() } catch { one.cancel() } })"
# What the page loads, through the style sheets' own imports, as addresses.
LOADS = """() => [...new Set(performance.getEntriesByType('resource').map(one => one.name)
    .filter(name => /[.](css|js)([?]|$)/.test(name)))]"""


@dataclass
class Shot:
    """One page for one person, and what was found of it."""

    name: str
    person: str
    url: str
    status: int = 0
    kilobytes: float = 0
    sideways: int = 0
    wrong: list[str] = field(default_factory=list)

    def bad(self) -> bool:
        return self.status >= 500 or self.sideways > 0 or bool(self.wrong)

    def line(self) -> str:
        told = [f"sideways by {self.sideways} px at {WIDTHS[-1]}"] * bool(self.sideways) + self.wrong
        heavy = "!" if self.kilobytes > MOST_KB else " "
        return f"{self.status} {self.kilobytes:6.1f} kB{heavy} {self.person:<13} {self.name:<40} {'; '.join(told)}"


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("out", nargs="?", type=Path, default=ROOT / "screenshots")
    asked.add_argument("--dark", action="store_true", help="each page in dark mode too")
    asked.add_argument("--only", nargs="+", default=[""], help="pages whose name begins so: review: admin:smelters")
    told = asked.parse_args()
    if not shutil.which(CHROMIUM):
        sys.exit(f"{CHROMIUM} is not there. Say in CHROMIUM where a Chromium is.")
    told.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cmr-shots-") as folder:
        os.environ.update({"CMR_DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/cmr.sqlite3", "REDIS_URL": ""})
        os.environ["DJANGO_SETTINGS_MODULE"] = "cmr.settings"
        subprocess.run([sys.executable, "manage.py", "demo"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        plan, sessions = _plan(told.only)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            site = f"http://127.0.0.1:{free.getsockname()[1]}"
        serve = ["gunicorn", "cmr.wsgi", "--bind", site.removeprefix("http://"), "--workers", "1", "--threads", "4"]
        serve += ["--no-control-socket", "--log-level", "error"]
        with (
            (told.out / "server.log").open("w") as log,
            subprocess.Popen([sys.executable, "-m", *serve], cwd=ROOT, stdout=log, stderr=log) as server,
        ):
            try:
                _wait_for(f"{site}/health")
                shots = list(_shots(site, plan, sessions, told.out, told.dark))
            finally:
                server.terminate()
    bad = [shot for shot in shots if shot.bad()]
    heavy = [shot for shot in shots if shot.kilobytes > MOST_KB]
    print(f"\n{len(shots)} pages in {told.out}; {len(heavy)} above {MOST_KB} kB; {len(bad)} with something wrong:")
    for shot in bad:
        print(shot.line())
    return 1 if bad else 0


def _plan(only: list[str]) -> tuple[list[Shot], dict[str, Any]]:
    """Each page to be opened, and each person's session as a cookie. Django is loaded after the instance is made."""
    import django

    django.setup()
    from django.conf import settings

    from tools.shots_plan import furnish, people, plan, session_for

    furnish()
    cookie = settings.SESSION_COOKIE_NAME
    sessions = {str(user.role): {"name": cookie, "value": session_for(user)} for user in people()}
    found = [*plan(), *(("404", person, NOWHERE) for person in sessions)]
    return [Shot(*one) for one in found if one[0].startswith(tuple(only))], sessions


def _wait_for(url: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310
            return
        except OSError:
            time.sleep(0.5)
    sys.exit(f"{url} does not answer.")


def _shots(site: str, plan: list[Shot], sessions: dict[str, Any], out: Path, dark: bool) -> Iterator[Shot]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for person in dict.fromkeys(shot.person for shot in plan):
            page, sizes = _page_of(browser, site, sessions.get(person)), dict[str, int]()
            for shot in plan:
                if shot.person == person and _is_page(page.context.request, site + shot.url):
                    _take(page, shot, site, out, dark, sizes)
                    print(shot.line(), flush=True)
                    yield shot
            page.context.close()
        browser.close()


def _page_of(browser: Browser, site: str, session: dict[str, str] | None) -> Page:
    context = browser.new_context(reduced_motion="reduce")
    if session:
        context.add_cookies([{"url": site, **session}])  # type: ignore[typeddict-item]
    return context.new_page()


def _is_page(request: APIRequestContext, url: str) -> bool:
    """What forms are sent to, what gives a file or a part of a page, and what this person may not open, is no page."""
    if url.endswith(NOWHERE):
        return True
    answer = request.get(url, max_redirects=0)
    if "attachment" in answer.headers.get("content-disposition", ""):
        return False
    html = answer.headers.get("content-type", "").startswith("text/html")
    return html and (answer.status < 300 or answer.status >= 500) and "<html" in answer.text()


def _take(page: Page, shot: Shot, site: str, out: Path, dark: bool, sizes: dict[str, int]) -> None:
    complaints: list[str] = []

    def hear(said: Any) -> None:
        # That the page is a 404 is what was asked for.
        if said.type == "error" and not shot.url.endswith(NOWHERE):
            complaints.append(f"console: {said.text}")

    page.on("console", hear)
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    page.emulate_media(color_scheme="light")
    answer = page.goto(site + shot.url, wait_until="load")
    page.wait_for_load_state("networkidle")
    shot.status = answer.status if answer else 0
    loaded = [page.url, *page.evaluate(LOADS)]
    shot.kilobytes = sum(_size(page.context.request, url, sizes) for url in loaded) / 1000
    shot.wrong += page.evaluate(OUTLINE)
    named = shot.name.replace(":", "-")
    for width in WIDTHS:
        if width != WIDTHS[0]:  # as it opens there, not as it is squeezed
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme="light")
            page.reload(wait_until="networkidle")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(STILL)
            said = len(complaints)
            shot.wrong += [f"{told} ({width} px, {scheme})" for told in _against_axe(page)]
            del complaints[said:]  # axe sets styles while it measures
            suffix = "-dark" * (scheme == "dark")
            if dark or not suffix:
                page.screenshot(path=out / f"{named}-{width}-{shot.person}{suffix}.png", full_page=True)
    shot.sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.remove_listener("console", hear)
    shot.wrong += complaints


def _against_axe(page: Page) -> Iterator[str]:
    """What axe-core finds serious, and where it is first."""
    for found in Axe().run(page, options=AXE).response["violations"]:
        if found["impact"] in GRAVE:
            first = found["nodes"][0]
            why = (first["any"] or first["all"] or first["none"])[0]["message"]
            yield f"{found['id']}, {len(found['nodes'])} times: {first['html'][:100]} {why[:160]}"


def _size(request: APIRequestContext, url: str, sizes: dict[str, int]) -> int:
    """As a server with compression sends it: pages as they are, style sheets and scripts compressed."""
    if url not in sizes:
        body = request.get(url).body()
        sizes[url] = len(gzip.compress(body)) if url.partition("?")[0].endswith((".css", ".js")) else len(body)
    return sizes[url]


if __name__ == "__main__":
    sys.exit(main())
