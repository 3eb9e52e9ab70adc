"""Which stop looks at which address of the portal: a page that is new needs a stop, or it is not a page."""

from urllib.parse import urlsplit

from werkzeug.routing import Map, Rule

from tests.browser.further import gathered
from tests.grounds.url_map import COMMITTED

# what GET answers there is read by programs, or shown as it stands
NOT_PAGES = {
    *("health.healthz", "health.readyz", "programme.event_ics", "programme.feed", "static", "mailbox.source"),
    *gathered("NOT_PAGES"),
}
PAGES = {
    "programme.conferences": "conferences",
    "programme.index": "programme",
    "programme.event": "event",
    "organizer.find": "find",
    "organizer.propose": "form",
    "organizer.received": "received",
    "organizer.page": "proposal submitted",
    "organizer.amend": "amend",
    "organizer.hand_over": "hand over",
    "organizer.offer": "offer",
    "organizer.withdraw": "withdraw",
    "organizer.confirm": "confirm",
    "organizer.take_over": "take over",
    "mailbox.letters": "mailbox",
    "mailbox.letter": "mailbox letter",
    "mailbox.html": "letter to an organizer",
    "office.sign_in": "sign in",
    "office.use_sign_in": "sign in by link",
    "office.decide": "decide",
    "office.undo": "decided and undo",
    "office.conferences": "office conferences",
    "office.inbox": "inbox",
    "office.extensions": "office extensions",
    "office.letters": "office letters",
    "office.programme": "office programme",
    "office.proposal": "office proposal 001",
    **gathered("PAGES"),
}


def _rules() -> list[Rule]:
    lines = (line.split("  ") for line in COMMITTED.read_text("utf-8").splitlines())
    return [Rule(path, endpoint=endpoint, methods=methods.split(",")) for path, methods, endpoint in lines]


def endpoints() -> set[str]:
    """All that can be fetched, by the committed list of addresses."""
    return {str(rule.endpoint) for rule in _rules() if "GET" in (rule.methods or ())}


def endpoint_at(url: str) -> str:
    """What answers at an address that a browser shows."""
    return str(Map(_rules()).bind("localhost").match(urlsplit(url).path, method="GET")[0])
