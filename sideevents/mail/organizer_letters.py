"""Letters to organizers, one function each; every one returns a letter and sends nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from sideevents.describing import listed_from_text
from sideevents.mail import links as addresses
from sideevents.mail.letter import About, Letter, in_language_of_form, to_organizer, write
from sideevents.rules.conference import Conference
from sideevents.rules.deadline import changes_close, confirmation_closes
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import Action, Status
from sideevents.store.decision import DecisionRow
from sideevents.store.placing import Standing
from sideevents.store.proposal import ProposalRow, latest_asks
from sideevents.wording import action_done, status_text, what_next


@in_language_of_form
def confirm_address(about: About, *, url: str, until: datetime) -> Letter:
    """To an address that nobody has proven: no word of the form, not even the title."""
    conference = about.conference
    return write(
        "confirm-address",
        recipient=about.recipient,
        reply_to=conference.office_email,
        conference=conference,
        url=url,
        until=until,
    )


@in_language_of_form
def received(about: About, *, page_url: str) -> Letter:
    """The numbered receipt, with all that was sent."""
    closes = changes_close(about.conference, slot=None)
    return to_organizer(about, "received", page_url=page_url, closes=closes)


@in_language_of_form
def returned(about: About, *, note: str, page_url: str, closes: datetime, of_text: bool = False) -> Letter:
    """The office asks for changes, until ``closes``; ``of_text``: the new text of a side event that stays approved."""
    return to_organizer(about, "returned", note=note, page_url=page_url, closes=closes, of_text=of_text)


@in_language_of_form
def offered(about: About, *, room: str, slot: Stretch, accept_by: datetime, note: str, page_url: str) -> Letter:
    """A slot is held until ``accept_by``."""
    return to_organizer(about, "offered", room=room, slot=slot, accept_by=accept_by, note=note, page_url=page_url)


@in_language_of_form
def waitlisted(about: About, *, note: str, page_url: str) -> Letter:
    """No slot now, perhaps later."""
    return to_organizer(about, "waitlisted", note=note, page_url=page_url)


@in_language_of_form
def approved(
    about: About,
    *,
    room: str,
    slot: Stretch | None,
    note: str,
    page_url: str,
    now: datetime,
    of_text: bool = False,
    accepted: bool = False,
) -> Letter:
    """A slot for sure: by decision, by an ``accepted`` offer; or ``of_text``: the new text counts from now on."""
    return to_organizer(
        about,
        "approved",
        room=room,
        slot=slot,
        note=note,
        page_url=page_url,
        **_listing(about, now=now),
        of_text=of_text,
        accepted=accepted,
    )


@in_language_of_form
def declined(about: About, *, note: str, page_url: str, of_text: bool = False) -> Letter:
    """No, and why; ``of_text``: to the new text of a side event that stays approved."""
    return to_organizer(about, "declined", note=note, page_url=page_url, of_text=of_text)


@in_language_of_form
def moved(
    about: About,
    *,
    room: str,
    slot: Stretch,
    before_room: str,
    before_slot: Stretch | None,
    note: str,
    page_url: str,
    now: datetime,
) -> Letter:
    """Another time or room, with the one before."""
    return to_organizer(
        about,
        "moved",
        room=room,
        slot=slot,
        before_room=before_room,
        before_slot=before_slot,
        note=note,
        page_url=page_url,
        **_listing(about, now=now),
    )


def _listing(about: About, *, now: datetime) -> dict[str, str]:
    """Where the public finds the side event, and from when on if not yet."""
    listed_from = listed_from_text(about.conference, now=now)
    return {"listed_from": listed_from, "event_url": about.event_url, "ics_url": f"{about.event_url}.ics"}


@in_language_of_form
def cancelled(about: About, *, room: str, slot: Stretch | None, note: str, page_url: str) -> Letter:
    """The side event does not take place, and why."""
    return to_organizer(about, "cancelled", room=room, slot=slot, note=note, page_url=page_url)


@in_language_of_form
def withdrawn(about: About, *, page_url: str) -> Letter:
    """The organizer's own withdrawal, confirmed."""
    return to_organizer(about, "withdrawn", page_url=page_url)


@in_language_of_form
def undone(about: About, *, action: str, status: str, note: str, page_url: str) -> Letter:
    """The office has taken ``action`` back; the proposal is in ``status`` now."""
    return to_organizer(
        about,
        "undone",
        action=action,
        status=status,
        note=note,
        page_url=page_url,
        next=what_next(status, conference=about.conference),
        action_done=action_done,
        status_text=status_text,
    )


@in_language_of_form
def offer_lapsed(about: About, *, room: str, slot: Stretch | None, page_url: str) -> Letter:
    """Nobody answered the offer in time."""
    return to_organizer(about, "offer-lapsed", room=room, slot=slot, page_url=page_url)


@dataclass(frozen=True)
class ProposalLink:
    """One line of the letter with links; the title stands there only if the address is proven."""

    url: str
    label: str
    acting: bool = False


def proposal_links(proposals: Iterable[ProposalRow], *, conference: Conference) -> list[ProposalLink]:
    """The page of each proposal. The latest one whose address waits for its confirmation gets that link instead: one
    only, because a letter holds one acting link."""
    rows = sorted(proposals, key=lambda row: row.id)
    asks = latest_asks(row for row in rows if row.reference)
    waiting = [row.id for row in rows if row.state is Status.UNCONFIRMED]
    found = []
    for row in rows:
        if waiting and row.id == waiting[-1]:
            url = addresses.confirm_url(row.id, until=confirmation_closes(row.submitted_at))
            found.append(ProposalLink(url, gettext("Confirm the address of a proposal"), acting=True))
            continue
        url = addresses.page_url(row.id, epoch=row.contact_epoch, conference=conference)
        label = f"{row.reference}: {asks[row.id].title}" if row.id in asks else gettext("A proposal, not confirmed")
        found.append(ProposalLink(url, label))
    return found


def links(recipient: str, *, conference: Conference, items: Iterable[ProposalLink]) -> Letter:
    """The links of all proposals of an address, mailed again."""
    return write(
        "links",
        recipient=recipient,
        reply_to=conference.office_email,
        conference=conference,
        entries=list(items),
        taken_over=False,
    )


def extension(recipient: str, *, conference: Conference, url: str, until: datetime, reason: str) -> Letter:
    """A signed exception from the deadline, for one proposal."""
    return write(
        "extension",
        recipient=recipient,
        reply_to=conference.office_email,
        conference=conference,
        url=url,
        until=until,
        reason=reason,
    )


def decided(about: About, row: DecisionRow, *, of_text: bool) -> Letter:
    """The letter of an office's decision; KeyError for a verb that has a letter of its own."""
    case = _Case(about, row.note, Standing.from_json(row.before), Standing.from_json(row.after), of_text, row.at)
    return _DECIDED[Action(row.action)](case)


@dataclass(frozen=True)
class _Case:
    about: About
    note: str
    before: Standing
    after: Standing
    of_text: bool
    at: datetime

    @property
    def page_url(self) -> str:
        return self.about.page_url


def _returned(case: _Case) -> Letter:
    closes = changes_close(case.about.conference, slot=case.before.slot)
    return returned(case.about, note=case.note, page_url=case.page_url, closes=closes, of_text=case.of_text)


def _offered(case: _Case) -> Letter:
    room, slot, accept_by = case.after.room, case.after.slot, case.after.held_until
    assert slot is not None
    assert accept_by is not None
    return offered(case.about, room=room, slot=slot, accept_by=accept_by, note=case.note, page_url=case.page_url)


def _approved(case: _Case) -> Letter:
    room, slot = case.after.room, case.after.slot
    return approved(
        case.about,
        room=room,
        slot=slot,
        note=case.note,
        page_url=case.page_url,
        now=case.at,
        of_text=case.of_text,
    )


def _moved(case: _Case) -> Letter:
    slot = case.after.slot
    assert slot is not None
    return moved(
        case.about,
        room=case.after.room,
        slot=slot,
        before_room=case.before.room,
        before_slot=case.before.slot,
        note=case.note,
        page_url=case.page_url,
        now=case.at,
    )


def _cancelled(case: _Case) -> Letter:
    room, slot = case.before.room, case.before.slot
    return cancelled(case.about, room=room, slot=slot, note=case.note, page_url=case.page_url)


def _waitlisted(case: _Case) -> Letter:
    return waitlisted(case.about, note=case.note, page_url=case.page_url)


def _declined(case: _Case) -> Letter:
    return declined(case.about, note=case.note, page_url=case.page_url, of_text=case.of_text)


_DECIDED: dict[Action, Callable[[_Case], Letter]] = {
    Action.RETURN: _returned,
    Action.OFFER: _offered,
    Action.APPROVE: _approved,
    Action.MOVE: _moved,
    Action.CANCEL: _cancelled,
    Action.WAITLIST: _waitlisted,
    Action.DECLINE: _declined,
}
