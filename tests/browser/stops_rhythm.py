"""Stops at the office's digest."""

from tests.browser.stops import EMPTY, SLUG, Stop, at

PAGES = {"office.rhythm": "office digest"}
SIGNED_IN: dict[str, Stop] = {
    "office digest": at(f"/office/{SLUG}/rhythm"),
    "office digest with nothing to tell": at(f"/office{EMPTY}rhythm"),
}
