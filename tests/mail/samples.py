"""One of each letter, about real proposals of the Vienna session, with facts that never change."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import sideevents
from sideevents.mail import contact_letters, link_letters, office_letters, organizer_letters
from sideevents.mail.letter import About, Letter
from sideevents.mail.link_letters import ProposalLink
from sideevents.rules import conference_file
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.difference import changes
from sideevents.rules.problem import Problem
from sideevents.rules.proposal_file import entry_of
from sideevents.store.assessment import Assessment, FreeSlot
from tests.builders import SECOND_DAY, slot

PACKAGE = Path(sideevents.__file__).parent
FIRST, ARABIC, CHINESE, LONG = 0, 2, 3, 6
PAGE = "https://side-events.example.org/proposals/PAGE-TOKEN"
DECIDE = "https://side-events.example.org/office/decide/DECIDE-TOKEN"
LUNCH, NEXT_LUNCH = slot("13:15-14:45"), slot("13:15-14:45", day=SECOND_DAY)
NOTE = "The room is booked for another delegation.\n\nPlease see https://evil.example.com/?a=1&b=2 & <b>call</b> us."
REMARKS = "Please shorten the title, and say who pays for the interpretation."
EVENING = datetime(2017, 8, 11, 16, 0, tzinfo=UTC)
PUBLISHED = datetime(2017, 8, 21, 7, 0, tzinfo=UTC)


def vienna() -> Conference:
    """The bundled conference."""
    text = (PACKAGE / "conferences" / "gcm-vienna-2017.toml").read_text("utf-8")
    return conference_file.read(conference_file.parse(text))


def sample(number: int) -> Ask:
    """One of the sample proposals."""
    rows = json.loads((PACKAGE / "demonstration" / "sample-proposals.json").read_text("utf-8"))
    return entry_of(rows[number], conference=vienna()).ask


def about(
    number: int = FIRST, *, reference: str = "SE-007", listed_from: datetime | None = None, **changes: object
) -> About:
    """What letters need to know of one sample, in a programme that is listed at once, or from an instant."""
    ask = replace(sample(number), **changes)  # type: ignore[arg-type]
    return About(
        conference=replace(vienna(), programme_from=listed_from),
        conference_id=1,
        proposal_id=7,
        reference=reference,
        ask=ask,
        revision=2,
        epoch=1,
        recipient=ask.contact_email,
    )


def assessment(subject: About) -> Assessment:
    """Rooms free in the first wish, none in the second, and two things to beware of."""
    conference = subject.conference
    windows = [conference.window(name) for name in subject.ask.preferences]
    free = [
        FreeSlot(
            window=window,
            slot=conference.stretch(window),
            wish=rank,
            rooms=conference.rooms[:2] if rank == 1 else (),
            cautions=(twice(),) if rank == 1 else (),
        )
        for rank, window in enumerate(windows, 1)
        if window
    ]
    lead = Problem("one-per-lead", facts={"reference": "SE-019", "status": "submitted"})
    return Assessment(slots=tuple(free), cautions=(lead,))


def twice() -> Problem:
    """Another event on the theme in the window."""
    return Problem("theme-twice", facts={"count": 1, "references": ("SE-003",), "label": "Trafficking in persons"})


def confirm_address() -> Letter:
    url = "https://side-events.example.org/proposals/confirm/CONFIRM-TOKEN"
    return organizer_letters.confirm_address(about(LONG, reference=""), url=url, until=EVENING)


def received() -> Letter:
    return organizer_letters.received(about(ARABIC), page_url=PAGE)


def returned() -> Letter:
    closes = datetime(2017, 9, 3, 22, 0, tzinfo=UTC)
    return organizer_letters.returned(about(LONG), note=REMARKS, page_url=PAGE, closes=closes)


def returned_text() -> Letter:
    closes = datetime(2017, 9, 4, 11, 15, tzinfo=UTC)
    return organizer_letters.returned(about(), note=REMARKS, page_url=PAGE, closes=closes, of_text=True)


def offered() -> Letter:
    return organizer_letters.offered(
        about(), room="m2", slot=NEXT_LUNCH, accept_by=EVENING, note="Monday is full.", page_url=PAGE
    )


def waitlisted() -> Letter:
    return organizer_letters.waitlisted(about(CHINESE), note="", page_url=PAGE)


def approved() -> Letter:
    subject = about(no_recording=True, closed=True)
    return organizer_letters.approved(subject, room="boardroom-d", slot=LUNCH, note=NOTE, page_url=PAGE, now=EVENING)


def approved_before_the_programme() -> Letter:
    subject = about(listed_from=PUBLISHED)
    return organizer_letters.approved(subject, room="m2", slot=LUNCH, note="", page_url=PAGE, now=EVENING)


def approved_text() -> Letter:
    return organizer_letters.approved(about(), room="m2", slot=LUNCH, note="", page_url=PAGE, now=EVENING, of_text=True)


def approved_offer() -> Letter:
    return organizer_letters.approved(
        about(format="online"), room="", slot=LUNCH, note="", page_url=PAGE, now=EVENING, accepted=True
    )


def declined() -> Letter:
    return organizer_letters.declined(about(), note="Both windows are full.", page_url=PAGE)


def declined_text() -> Letter:
    return organizer_letters.declined(about(), note="The new title is a pitch.", page_url=PAGE, of_text=True)


def moved() -> Letter:
    return _moved(about(ARABIC))


def moved_before_the_programme() -> Letter:
    return _moved(about(ARABIC, listed_from=PUBLISHED))


def _moved(subject: About) -> Letter:
    return organizer_letters.moved(
        subject,
        room="m2",
        slot=NEXT_LUNCH,
        before_room="m3",
        before_slot=LUNCH,
        note="The plenary takes the room.",
        page_url=PAGE,
        now=EVENING,
    )


def cancelled() -> Letter:
    return organizer_letters.cancelled(about(), room="m2", slot=LUNCH, note="The building is closed.", page_url=PAGE)


def withdrawn() -> Letter:
    return organizer_letters.withdrawn(about(), page_url=PAGE)


def undone() -> Letter:
    return organizer_letters.undone(about(), action="decline", status="submitted", note="Our mistake.", page_url=PAGE)


def undone_to_approved() -> Letter:
    subject = about(listed_from=PUBLISHED)
    return organizer_letters.undone(subject, action="cancel", status="approved", note="", page_url=PAGE)


def offer_lapsed() -> Letter:
    return organizer_letters.offer_lapsed(about(), room="m2", slot=LUNCH, page_url=PAGE)


def links() -> Letter:
    confirm = "https://side-events.example.org/proposals/confirm/CONFIRM-TOKEN"
    items = [
        ProposalLink(PAGE, f"SE-007: {sample(ARABIC).title}"),
        ProposalLink(confirm, "Confirm the address of a proposal", acting=True),
    ]
    return link_letters.links("who@example.org", conference=vienna(), items=items)


def links_taken_over() -> Letter:
    return contact_letters.taken_over(about(ARABIC), page_url=PAGE)


def hand_over() -> Letter:
    url = "https://side-events.example.org/proposals/take-over/HAND-OVER-TOKEN"
    return contact_letters.hand_over(about(LONG), recipient="new@example.org", url=url, until=EVENING)


def handed_over() -> Letter:
    return contact_letters.handed_over(about())


def handed_over_a_side_event() -> Letter:
    return contact_letters.handed_over(about(), calendar="its calendar's end of it")


def extension() -> Letter:
    url = "https://side-events.example.org/gcm-vienna-2017/propose?extension=EXTENSION-TOKEN"
    reason = "The mission's mail server was down on the last day."
    return link_letters.extension("who@example.org", conference=vienna(), url=url, until=EVENING, reason=reason)


def decision_wanted() -> Letter:
    subject = about(CHINESE)
    received_at = datetime(2017, 8, 7, 9, 4, tzinfo=UTC)
    return office_letters.decision_wanted(
        subject, url=DECIDE, received_at=received_at, late=False, assessment=assessment(subject)
    )


def decision_wanted_late() -> Letter:
    subject = about(title="Austria and France: a launch", organisation_type="private-sector")
    received_at = datetime(2017, 8, 11, 9, 4, tzinfo=UTC)
    return office_letters.decision_wanted(
        subject, url=DECIDE, received_at=received_at, late=True, assessment=assessment(subject)
    )


def amended() -> Letter:
    subject = about(title="A shorter title", expected_attendance=40, languages=("en",))
    found = changes(sample(FIRST), subject.ask)
    return office_letters.amended(
        subject, url=DECIDE, changes=found, assessment=assessment(subject), pending_text=False
    )


def amended_text() -> Letter:
    subject = about(speakers=())
    found = changes(sample(FIRST), subject.ask)
    return office_letters.amended(subject, url=DECIDE, changes=found, assessment=assessment(subject), pending_text=True)


def withdrawn_notice() -> Letter:
    return office_letters.withdrawn_notice(about(), room="m2", slot=LUNCH, note="Our speaker is ill.")


def withdrawn_notice_without_room() -> Letter:
    return office_letters.withdrawn_notice(about(), room="", slot=None, note="")


def offer_accepted() -> Letter:
    return office_letters.offer_answered(about(), answer="accept", room="m2", slot=LUNCH, note="")


def offer_accepted_before_the_programme() -> Letter:
    subject = about(listed_from=PUBLISHED)
    return office_letters.offer_answered(subject, answer="accept", room="m2", slot=LUNCH, note="")


def offer_refused() -> Letter:
    return office_letters.offer_answered(about(), answer="refuse", room="m2", slot=LUNCH, note="Tuesday, please.")


def offer_untold() -> Letter:
    return office_letters.offer_answered(about(), answer=office_letters.UNTOLD, room="m2", slot=LUNCH, note="")


def offer_not_answered() -> Letter:
    return office_letters.offer_answered(about(), answer="release", room="m2", slot=LUNCH, note="")


def sign_in() -> Letter:
    url = "https://side-events.example.org/office/sign-in/SIGN-IN-TOKEN"
    return office_letters.sign_in("officer@example.org", url=url, until=EVENING)


TO_ORGANIZERS = (
    *(confirm_address, received, returned, returned_text, offered, waitlisted, approved, approved_text, approved_offer),
    *(declined, declined_text, moved, cancelled, withdrawn, undone, offer_lapsed, links, extension),
    handed_over_a_side_event,
    *(links_taken_over, hand_over, handed_over, approved_before_the_programme, moved_before_the_programme),
    undone_to_approved,
)
TO_THE_OFFICE = (
    *(decision_wanted, decision_wanted_late, amended, amended_text, withdrawn_notice, withdrawn_notice_without_room),
    *(offer_accepted, offer_accepted_before_the_programme, offer_refused, offer_not_answered, offer_untold, sign_in),
)
SAMPLES: dict[str, Callable[[], Letter]] = {
    made.__name__.replace("_", "-"): made for made in TO_ORGANIZERS + TO_THE_OFFICE
}
