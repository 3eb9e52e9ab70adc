"""A real Chromium for tests, and what to ask of every page it shows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.grounds import provide

FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Chromium without a window; RuntimeError if there is none."""
    path = provide.chromium()
    if path is None:
        raise RuntimeError("There is no Chromium. Type: make test, or set CHROMIUM to the path of one.")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person's browser: its own cookies, its size, perhaps no script. ``complaints`` holds its console."""

    def __init__(self, browser: Browser, *, base_url: str, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=base_url, **{**DESKTOP, "locale": "en-GB", **options}
        )
        self.context.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        """One more tab."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"error on {page.url}: {error}"))
        page.on("console", lambda said: self._listen(page, kind=said.type, text=said.text))
        return page

    def _listen(self, page: Page, *, kind: str, text: str) -> None:
        # a refused form answers 4xx, which Chromium reports as an error though the page is as it should be
        if kind in ("error", "warning") and "the server responded with a status of 4" not in text:
            self.complaints.append(f"{kind} on {page.url}: {text}")

    def close(self) -> None:
        """End this person's visit; AssertionError if a page had an error or broke its own security policy."""
        self.context.close()
        assert not self.complaints, "\n".join(self.complaints)


def axe_findings(page: Page) -> list[str]:
    """What axe objects to on the page as it stands, one line a place; empty where all is well."""
    # only what is wrong is written down: the lists of all that is right take longer than the search
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {', '.join(map(str, node['target']))}"
        for rule in found
        for node in rule["nodes"]
    ]


def sideways_scroll(page: Page) -> int:
    """By how many pixels the page is wider than the window; 0 is right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
