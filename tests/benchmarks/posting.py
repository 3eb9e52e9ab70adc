"""The two posts that are measured: a proposal sent in, and an approval with its check for conflicts."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.benchmarks.load import Send
from tests.benchmarks.seeding import DAYS, SMALL, Waiting
from tests.grounds.markup import CSRF_FIELD, read_html

PROPOSE = f"/{SMALL}/propose"
ABSTRACT = " ".join(["Practitioners compare how people can report crimes without fear of removal."] * 12)


@dataclass(frozen=True)
class Browser:
    """What a browser keeps of a page: its cookie and the token of its forms."""

    cookie: str
    token: str

    @classmethod
    def at(cls, port: int, path: str) -> "Browser":
        """A browser that has opened a page with a form."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        page, cookie = answer.read().decode(), answer.headers.get("Set-Cookie", "").partition(";")[0]
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        root, _ = read_html(page)
        return cls(cookie, next(node.get("value") for node in root.all("input") if node.get("name") == CSRF_FIELD))

    def posting(self, path: str, fields: dict[str, str]) -> Send:
        """A POST that must be answered with 303."""
        body = urlencode({**fields, CSRF_FIELD: self.token})
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}

        def send(connection: http.client.HTTPConnection) -> None:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            page = answer.read()
            if answer.status != 303:
                raise RuntimeError(f"{path} answered {answer.status}: {page.decode(errors='replace')[:2000]}")

        return send


def proposal(number: int) -> dict[str, str]:
    """What is typed into the form; no two are alike."""
    return {
        "title": f"Safe reporting for trafficked persons, part {number}",
        "abstract": ABSTRACT,
        "theme": "smuggling",
        "lead_organisation": f"Harbour Rights Network {number}",
        "organisation_type": "ngo-ecosoc",
        "contact_name": "A. Contact",
        "contact_email": f"ada{number}@harbour.example.org",
        "preference_1": f"{min(DAYS.values())}/lunch",
        "expected_attendance": "30",
        "format": "in-person",
        "languages": "en",
        "accept_rules": "y",
        "submission_key": f"benchmark-proposal-{number}",
        "step": "submit",
    }


def submissions(port: int, *, first: int, count: int) -> Iterator[Send]:
    """Proposals sent in one after the other."""
    browser = Browser.at(port, PROPOSE)
    return (browser.posting(PROPOSE, proposal(number)) for number in range(first, first + count))


def approvals(port: int, waiting: list[Waiting]) -> Iterator[Send]:
    """Decisions by the link of the mail, each on a proposal and a place of its own."""
    browser = Browser.at(port, waiting[0].path)
    seen = {"revision": "1", "decisions": "0", "step": "decide"}
    typed = {"action": "approve", "initials": "MK", "note": "See you there."}
    return (browser.posting(each.path, {**typed, **seen, "place": each.place}) for each in waiting)
