"""The parts of one letter as pages show them: text, HTML in a frame where nothing may run, calendar part, source."""

import base64
import hashlib
import re
from dataclasses import fields

from flask import Response, make_response
from flask_babel import gettext as _
from icalendar import Calendar

from sideevents.describing import slot_text
from sideevents.mail.message import Parcel, calendar_method, message
from sideevents.rules.conference import Conference
from sideevents.rules.window import Stretch
from sideevents.store.letter import LetterRow
from sideevents.web.protection import CONTENT_SECURITY_POLICY

# the letter's own look stands inside it; nothing in it may run, load or send
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
PAGE_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def with_letter(page: str, html: str) -> Response:
    """A page that holds a letter's HTML in a frame: of all styles inside a page, that letter's alone is let in."""
    answer = make_response(page)
    found = _STYLE.search(html)
    if found:
        digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode("ascii")
        policy = PAGE_POLICY.replace("style-src 'self'", f"style-src 'self' 'sha256-{digest}'")
        answer.headers["Content-Security-Policy"] = policy
    return answer


def pieces(text: str, *, public_url: str) -> list[tuple[str, bool]]:
    """The text cut into (piece, whether it is an address of the portal); what people wrote is never one."""
    address = re.compile(rf"(?m)^({re.escape(public_url)}/\S*)$")
    cut = address.split(text)
    return [(piece, n % 2 == 1) for n, piece in enumerate(cut) if piece]


def source_text(row: LetterRow) -> str:
    """The message as it leaves (RFC 5322); why there can be none, where there can be none."""
    parcel = Parcel(**{each.name: getattr(row, each.name) for each in fields(Parcel)})
    try:
        return message(parcel).as_bytes().decode("utf-8", "replace")
    except (ValueError, LookupError) as error:
        return _("The letter cannot be written as a message: %(error)s", error=error)


def calendar_note(calendar: str) -> str:
    """What a letter's calendar part does, in a sentence; "" without one."""
    if not calendar:
        return ""
    if calendar_method(calendar) == "CANCEL":
        return _("A cancellation goes along: the organizer's calendar takes the side event out.")
    return _("An invitation goes along: the organizer's calendar takes the side event in, or brings it up to date.")


def calendar_facts(calendar: str, conference: Conference | None) -> list[tuple[str, str]]:
    """What a calendar program reads in the part; nothing without one."""
    if not calendar:
        return []
    facts = [(_("What it does"), calendar_note(calendar)), (_("Method"), calendar_method(calendar))]
    for event in Calendar.from_ical(calendar).walk("VEVENT"):
        facts += [
            (_("Title"), str(event.get("summary", ""))),
            (_("When"), slot_text(Stretch(event.decoded("dtstart"), event.decoded("dtend")), conference)),
            (_("Where"), str(event.get("location", ""))),
            (_("State"), str(event.get("status", ""))),
            (_("Sequence"), str(event.get("sequence", ""))),
            (_("Identity"), str(event.get("uid", ""))),
        ]
    return facts
