"""Specimens: each letter as it would read about a real proposal, with a made-up decision. Their links lead nowhere."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext

from sideevents.extensions import speaking
from sideevents.mail import contact_letters, link_letters, links, organizer_letters, reminder_letters, specimen_office
from sideevents.mail.letter import About, Letter
from sideevents.mail.link_letters import ProposalLink
from sideevents.mail.scene import Scene
from sideevents.rules.deadline import changes_close


def specimens(letter: str, about: About, *, now: datetime) -> list[Letter]:
    """The letter in each of its forms, in ``about.language``; none if the letter has no specimen."""
    maker = _MAKERS.get(letter)
    if maker is None:
        return []
    with speaking(about.language):
        note = gettext("Here stands what you write to the organizer.")
    made = maker(Scene(about, now, note))
    return list({each.text: each for each in made}.values())


def _page() -> str:
    return links.absolute("/proposals/specimen")


def _confirm_address(scene: Scene) -> Iterable[Letter]:
    yield organizer_letters.confirm_address(
        scene.about, url=links.absolute("/proposals/confirm/specimen"), until=scene.until
    )


def _received(scene: Scene) -> Iterable[Letter]:
    yield organizer_letters.received(scene.about, page_url=_page())


def _returned(scene: Scene) -> Iterable[Letter]:
    closes = changes_close(scene.about.conference, slot=None)
    for of_text in (False, True):
        yield organizer_letters.returned(scene.about, note=scene.note, page_url=_page(), closes=closes, of_text=of_text)


def _offered(scene: Scene) -> Iterable[Letter]:
    yield organizer_letters.offered(
        scene.about, room=scene.room, slot=scene.slot, accept_by=scene.until, note=scene.note, page_url=_page()
    )


def _offer_lapsed(scene: Scene) -> Iterable[Letter]:
    yield organizer_letters.offer_lapsed(scene.about, room=scene.room, slot=scene.slot, page_url=_page())


def _approved(scene: Scene) -> Iterable[Letter]:
    facts: dict[str, Any] = {"room": scene.room, "slot": scene.slot, "note": scene.note, "page_url": _page()}
    for now in scene.moments:
        yield organizer_letters.approved(scene.about, now=now, **facts)
    yield organizer_letters.approved(scene.about, now=scene.now, accepted=True, **facts)
    yield organizer_letters.approved(scene.about, now=scene.now, of_text=True, **facts)


def _waitlisted(scene: Scene) -> Iterable[Letter]:
    yield organizer_letters.waitlisted(scene.about, note=scene.note, page_url=_page())


def _declined(scene: Scene) -> Iterable[Letter]:
    for of_text in (False, True):
        yield organizer_letters.declined(scene.about, note=scene.note, page_url=_page(), of_text=of_text)


def _moved(scene: Scene) -> Iterable[Letter]:
    for now in scene.moments:
        yield organizer_letters.moved(
            scene.about,
            room=scene.room,
            slot=scene.slot,
            before_room=scene.other_room,
            before_slot=scene.other_slot,
            note=scene.note,
            page_url=_page(),
            now=now,
        )


def _cancelled(scene: Scene) -> Iterable[Letter]:
    yield organizer_letters.cancelled(scene.about, room=scene.room, slot=scene.slot, note=scene.note, page_url=_page())


def _undone(scene: Scene) -> Iterable[Letter]:
    yield organizer_letters.undone(scene.about, action="decline", status="submitted", note=scene.note, page_url=_page())


def _withdrawn(scene: Scene) -> Iterable[Letter]:
    yield organizer_letters.withdrawn(scene.about, page_url=_page())


def _reminder(scene: Scene) -> Iterable[Letter]:
    about, closes = scene.about, changes_close(scene.about.conference, slot=scene.slot)
    yield reminder_letters.remind_to_confirm(
        about, url=links.absolute("/proposals/confirm/specimen"), until=scene.until
    )
    yield reminder_letters.remind_of_offer(
        about, room=scene.room, slot=scene.slot, accept_by=scene.until, page_url=_page()
    )
    yield reminder_letters.remind_of_changes(about, note=scene.note, page_url=_page(), closes=closes)
    for now in (closes - timedelta(seconds=1), closes):
        yield reminder_letters.remind_of_eve(
            about, room=scene.room, slot=scene.slot, page_url=_page(), changes_until=closes, now=now
        )


def _links(scene: Scene) -> Iterable[Letter]:
    about = scene.about
    entry = ProposalLink(_page(), f"{about.reference}: {about.ask.title}")
    yield link_letters.links(
        about.recipient, conference=about.conference, items=[entry], language=about.language, words=about.words
    )
    yield contact_letters.taken_over(about, page_url=_page())


def _hand_over(scene: Scene) -> Iterable[Letter]:
    yield contact_letters.hand_over(
        scene.about,
        recipient="name@example.org",
        url=links.absolute("/proposals/take-over/specimen"),
        until=scene.until,
    )


def _handed_over(scene: Scene) -> Iterable[Letter]:
    yield contact_letters.handed_over(scene.about, calendar="specimen")


def _extension(scene: Scene) -> Iterable[Letter]:
    about = scene.about
    yield link_letters.extension(
        about.recipient,
        conference=about.conference,
        url=links.absolute(f"/{about.conference.slug}/propose?extension=specimen"),
        until=scene.until,
        reason=scene.note,
        language=about.language,
        words=about.words,
    )


_MAKERS: dict[str, Callable[[Scene], Iterable[Letter]]] = {
    "approved": _approved,
    "cancelled": _cancelled,
    "confirm-address": _confirm_address,
    "declined": _declined,
    "extension": _extension,
    "hand-over": _hand_over,
    "handed-over": _handed_over,
    "links": _links,
    "moved": _moved,
    "offer-lapsed": _offer_lapsed,
    "offered": _offered,
    "received": _received,
    "reminder": _reminder,
    "returned": _returned,
    "undone": _undone,
    "waitlisted": _waitlisted,
    "withdrawn": _withdrawn,
    **specimen_office.MAKERS,
}
