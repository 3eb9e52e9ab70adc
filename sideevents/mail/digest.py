"""The office's daily letter: what is new, what waits, what went wrong; a list a section, cut after twenty lines."""

from collections.abc import Iterable
from datetime import date, datetime

from flask_babel import gettext, ngettext

from sideevents.describing import instant_text, last_minute_text, wish_text
from sideevents.mail import links
from sideevents.mail.letter import Letter, in_language_of_office, write
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem
from sideevents.store.digest import Crowd, Digest, Entry
from sideevents.store.words import Words
from sideevents.wording import sentence

LONGEST = 20
TITLE_CHARACTERS = 48  # one line of a letter, with the days that it waits

Section = tuple[str, list[str]]


@in_language_of_office
def digest(facts: Digest, *, day: date, conference: Conference, words: Words, now: datetime) -> Letter:
    """The digest of a local day, with a plain link to the inbox."""
    return write(
        "digest",
        recipient=conference.office_email,
        reply_to=conference.office_email,
        conference=conference,
        words=words,
        on=day,
        waiting=len(facts.waiting),
        new=len(facts.new),
        sections=[(heading, _cut(lines)) for heading, lines in _sections(facts, conference, now=now) if lines],
        inbox_url=links.absolute(f"/office/{conference.slug}/"),
    )


def _sections(facts: Digest, conference: Conference, *, now: datetime) -> list[Section]:
    since = instant_text(facts.since, conference)
    late = [entry.reference for entry in facts.waiting if entry.late]
    waiting = [_waiting_text(entry, conference, now=now) for entry in facts.waiting]
    return [
        (gettext("Letters that failed"), [_letter_text(*letter) for letter in facts.failed]),
        (gettext("Places that no longer stand"), [_conflict_text(*each, conference) for each in facts.conflicts]),
        (gettext("New since %(instant)s", instant=since), [_title_text(entry) for entry in facts.new]),
        (gettext("Waiting for your decision, oldest first"), waiting),
        (gettext("Received after the deadline, and waiting"), [_references_text(late)] if late else []),
        (gettext("Offers that are open"), [_offer_text(entry, conference) for entry in facts.offers]),
        (gettext("More first wishes than free rooms"), [_crowd_text(crowd) for crowd in facts.crowds]),
        (gettext("Beware"), [_caution_text(*each) for each in facts.cautions]),
        (gettext("Letters that you hold back"), [_letter_text(*letter) for letter in facts.held]),
        (gettext("Replies since %(instant)s", instant=since), [_reply_text(*each) for each in facts.replies]),
    ]


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - LONGEST
    return [*lines[:LONGEST], gettext("and %(count)s more", count=more)] if more > 0 else lines


def _title_text(entry: Entry) -> str:
    return f"{entry.reference}: {_short(entry.title)}"


def _short(title: str) -> str:
    """The title, cut after a word where words have blanks between them."""
    if len(title) <= TITLE_CHARACTERS:
        return title
    cut = title[: TITLE_CHARACTERS - 1]
    words, _, _ = cut.rpartition(" ")
    return f"{(words if len(words) > TITLE_CHARACTERS // 2 else cut).rstrip()}…"


def _waiting_text(entry: Entry, conference: Conference, *, now: datetime) -> str:
    days = (now.astimezone(conference.zone).date() - entry.at.astimezone(conference.zone).date()).days
    since = ngettext("%(num)s day", "%(num)s days", days) if days else gettext("since today")
    marks = [since, gettext("new text")] if entry.new_text else [since]
    return f"{_title_text(entry)} ({', '.join(marks)})"


def _offer_text(entry: Entry, conference: Conference) -> str:
    until = last_minute_text(entry.at, conference)
    return gettext("%(proposal)s, until %(until)s", proposal=_title_text(entry), until=until)


def _conflict_text(reference: str, wall: Problem, conference: Conference) -> str:
    return f"{reference}: {sentence(wall, conference)}"


def _crowd_text(crowd: Crowd) -> str:
    return gettext(
        "%(window)s: first wishes %(wishes)s, rooms free %(free)s",
        window=wish_text(crowd.window),
        wishes=crowd.wishes,
        free=crowd.free,
    )


def _caution_text(code: str, references: Iterable[str]) -> str:
    told = _references_text(references)
    if code == "one-per-lead":
        return gettext("Same lead organizer as another proposal: %(references)s", references=told)
    return gettext("Wishes changed after the deadline: %(references)s", references=told)


def _references_text(references: Iterable[str]) -> str:
    return ", ".join(_cut(list(references)))


def _letter_text(subject: str, recipient: str) -> str:
    return gettext("%(subject)s (to %(recipient)s)", subject=subject, recipient=recipient)


def _reply_text(reference: str, sender: str) -> str:
    return gettext("%(reference)s, from %(sender)s", reference=reference, sender=sender)
