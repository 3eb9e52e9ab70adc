"""Codes of the rules in words: problems, cautions, states and verbs, in the reader's language. Imports rules alone."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time

from flask_babel import gettext, lazy_gettext

from sideevents.describing import (
    ask_facts,
    change_texts,
    day_text,
    deadline_text,
    field_label,
    instant_text,
    is_listed,
    last_minute_text,
    place_text,
    room_text,
    slot_text,
    value_text,
)
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem
from sideevents.rules.window import Stretch
from sideevents.sentences import FIELDS, SENTENCES

__all__ = [
    "action_done",
    "action_text",
    "ask_facts",
    "change_texts",
    "day_text",
    "deadline_text",
    "delivery_text",
    "field_label",
    "instant_text",
    "last_minute_text",
    "kind_text",
    "place_text",
    "placeholders",
    "room_text",
    "sentence",
    "sentences",
    "slot_text",
    "status_text",
    "value_text",
    "what_next",
    "why_text",
]

STATUSES = {
    "unconfirmed": lazy_gettext("address not confirmed"),
    "submitted": lazy_gettext("submitted"),
    "approved": lazy_gettext("approved"),
    "offered": lazy_gettext("offered"),
    "returned": lazy_gettext("returned for changes"),
    "waitlisted": lazy_gettext("on the waiting list"),
    "declined": lazy_gettext("declined"),
    "merged": lazy_gettext("merged"),
    "withdrawn": lazy_gettext("withdrawn"),
    "cancelled": lazy_gettext("cancelled"),
    "expired": lazy_gettext("expired"),
}
# verb -> (what one does, what was done)
ACTIONS = {
    "confirm": (lazy_gettext("confirm address"), lazy_gettext("address confirmed")),
    "expire": (lazy_gettext("expire"), lazy_gettext("expired")),
    "approve": (lazy_gettext("approve"), lazy_gettext("approved")),
    "return": (lazy_gettext("return for changes"), lazy_gettext("returned for changes")),
    "decline": (lazy_gettext("decline"), lazy_gettext("declined")),
    "offer": (lazy_gettext("offer a slot"), lazy_gettext("slot offered")),
    "waitlist": (lazy_gettext("put on the waiting list"), lazy_gettext("put on the waiting list")),
    "move": (lazy_gettext("move"), lazy_gettext("moved")),
    "cancel": (lazy_gettext("cancel"), lazy_gettext("cancelled")),
    "merge": (lazy_gettext("merge"), lazy_gettext("merged")),
    "undo": (lazy_gettext("take the last decision back"), lazy_gettext("last decision taken back")),
    "amend": (lazy_gettext("change"), lazy_gettext("changed")),
    "resubmit": (lazy_gettext("send in again"), lazy_gettext("sent in again")),
    "withdraw": (lazy_gettext("withdraw"), lazy_gettext("withdrawn")),
    "hand-over": (lazy_gettext("hand over"), lazy_gettext("handed over to another contact")),
    "accept": (lazy_gettext("accept the offer"), lazy_gettext("offer accepted")),
    "refuse": (lazy_gettext("refuse the offer"), lazy_gettext("offer refused")),
    "release": (lazy_gettext("release the offer"), lazy_gettext("offer not answered in time, slot released")),
}
KINDS = {"firm": lazy_gettext("firm"), "held": lazy_gettext("held by an offer")}
# why a change of the conference file would break a booking
WHYS = {
    "outside-windows": lazy_gettext("its slot would lie in no window"),
    "during-plenary": lazy_gettext("the plenary would meet then"),
    "room-gone": lazy_gettext("its room would be gone"),
    "room-closed": lazy_gettext("its room would be closed then"),
    "parts-changed": lazy_gettext("its room would be made of other rooms"),
}
DELIVERIES = {
    "queued": lazy_gettext("waiting"),
    "sending": lazy_gettext("being sent"),
    "sent": lazy_gettext("sent"),
    "failed": lazy_gettext("failed"),
    "held": lazy_gettext("held"),
    "dropped": lazy_gettext("dropped"),
}
NEXT = {
    "unconfirmed": lazy_gettext(
        "Confirm your address with the link in our letter. Only then does the conference office receive the proposal."
    ),
    "submitted": lazy_gettext(
        "The conference office reads your proposal and writes to you with each step, by %(decisions_by)s at the latest."
        " You need do nothing until then."
    ),
    "approved": lazy_gettext(
        "Your side event is in the programme. If it must change, amend the text here; if it cannot take place, withdraw"
        " it, so that the room is free for others."
    ),
    "approved-unlisted": lazy_gettext(
        "Your side event is approved; the programme lists it from %(listed_from)s. If it must change, amend the text"
        " here; if it cannot take place, withdraw it, so that the room is free for others."
    ),
    "offered": lazy_gettext(
        "The conference office holds a slot for you until %(until)s. Accept or refuse it here before then."
    ),
    "returned": lazy_gettext(
        "The conference office asks for changes. Change the text and send it in again; the office then decides on it."
    ),
    "waitlisted": lazy_gettext(
        "Your proposal is on the waiting list. The conference office writes to you when a slot becomes free."
    ),
    "declined": lazy_gettext("Your proposal was declined. If you have a question, write to the conference office."),
    "merged": lazy_gettext("Your proposal was merged with another one, which goes on for both."),
    "withdrawn": lazy_gettext("You withdrew this proposal. A new one needs the form again."),
    "cancelled": lazy_gettext("The side event was cancelled. If you have a question, write to the conference office."),
    "expired": lazy_gettext("The address was not confirmed within 48 hours. Start again with the text you sent."),
}
PENDING_TEXT = lazy_gettext("The conference office reads your new text. Until it decides, the approved one counts.")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def sentence(problem: Problem, conference: Conference | None = None) -> str:
    """What a problem or caution tells people, and what to do next; times in the zone of ``conference``, else UTC."""
    facts = _spoken(problem.facts, conference)
    for variant in _variants(problem):
        if placeholders(variant) <= facts.keys():
            return variant % facts
    return gettext("This was refused (%(code)s).", code=problem.code)


def sentences(problems: Iterable[Problem], conference: Conference | None = None) -> list[str]:
    """The sentence of each problem."""
    return [sentence(problem, conference) for problem in problems]


def placeholders(text: str) -> set[str]:
    """Names of the facts that a sentence needs."""
    return set(_PLACEHOLDER.findall(text))


def _variants(problem: Problem) -> list[str]:
    known = SENTENCES.get(problem.code, ())
    special = FIELDS.get((problem.code, problem.about))
    every = known if isinstance(known, tuple) else (known,)
    return [str(variant) for variant in ((special, *every) if special is not None else every)]


def _spoken(facts: Mapping[str, object], conference: Conference | None) -> dict[str, str]:
    spoken = {name: _fact(name, value, conference) for name, value in facts.items()}
    if "action" in facts:
        spoken["done"] = action_done(str(facts["action"]))
    # a fact that says nothing is none: the sentence without it is said
    return {name: words for name, words in spoken.items() if words}


def _fact(name: str, value: object, conference: Conference | None) -> str:
    if name in _NAMED:
        return _NAMED[name](str(value))
    if isinstance(value, datetime):
        return _instant(name, value, conference)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Stretch):
        return slot_text(value, conference)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value))
    return str(value)


def _instant(name: str, value: datetime, conference: Conference | None) -> str:
    # ends are exclusive: people read the minute before a midnight
    speak = last_minute_text if name in ("deadline", "until") else instant_text
    return speak(value, conference)


def status_text(status: str) -> str:
    """The state of a proposal, small letters, as it stands after "is now:" or on a badge."""
    return str(STATUSES.get(status, status))


def action_text(action: str) -> str:
    """A verb as one does it: ``return for changes``."""
    return str(ACTIONS[action][0]) if action in ACTIONS else action


def action_done(action: str) -> str:
    """A verb when it is done: ``returned for changes``."""
    return str(ACTIONS[action][1]) if action in ACTIONS else action


def kind_text(kind: str) -> str:
    """Whether a booking is firm or held."""
    return str(KINDS.get(kind, kind))


def delivery_text(state: str) -> str:
    """Where a letter is."""
    return str(DELIVERIES.get(state, state))


def why_text(why: str) -> str:
    """Why a booking would break."""
    return str(WHYS.get(why, why))


_NAMED: dict[str, Callable[[str], str]] = {
    "status": status_text,
    "action": action_text,
    "kind": kind_text,
    "why": why_text,
}


def what_next(
    status: str,
    *,
    conference: Conference,
    now: datetime | None = None,
    until: datetime | None = None,
    pending_text: bool = False,
) -> str:
    """What happens next, for the organizer; ``until`` is the accept-by instant of an offer. Without ``now`` the words
    are true before the programme is published and after."""
    if pending_text:
        return str(PENDING_TEXT)
    opens = conference.programme_from
    facts = {
        "decisions_by": day_text(conference.decisions_by),
        "until": last_minute_text(until, conference) if until else gettext("its accept-by time"),
        "listed_from": instant_text(opens, conference) if opens else "",
    }
    unlisted = status == "approved" and opens is not None and not (now and is_listed(conference, now=now))
    return str(NEXT["approved-unlisted" if unlisted else status]) % facts
