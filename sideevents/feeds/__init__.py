"""A programme snapshot in, bytes out: one file a format, no query inside."""

from collections.abc import Callable

from sideevents.feeds.calendar import programme_calendar
from sideevents.feeds.json_feed import programme_json

# format -> (programme, public_url=) -> bytes
EXPORTS: dict[str, Callable[..., bytes]] = {"ics": programme_calendar, "json": programme_json}
