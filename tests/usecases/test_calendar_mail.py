"""What organizers' calendars are told while the office and they change their minds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import select

from sideevents.extensions import db
from sideevents.rules.contact import Contact
from sideevents.rules.workflow import Action
from sideevents.store.decision import last_to_undo
from sideevents.store.letter import LetterRow
from sideevents.store.programme import side_event_of
from sideevents.store.proposal import revision_of
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.answer_offer import answer_offer
from sideevents.usecases.take_over_proposal import take_over_proposal
from sideevents.usecases.undo_decision import undo_decision
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from tests import scenes
from tests.scenes import NOW, SLUG, TUESDAY_LUNCH, decide

LATER = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def portal(each_context):
    scenes.vienna()
    return each_context


def invitations(proposal_id: int) -> list[tuple[str, Calendar]]:
    """Name and calendar of each letter that carries one, in order, by another library than the writing one."""
    db.session.rollback()
    wanted = select(LetterRow.name, LetterRow.calendar).where(
        LetterRow.proposal_id == proposal_id, LetterRow.calendar != ""
    )
    rows = db.session.execute(wanted.order_by(LetterRow.id))
    return [(name, IcsCalendarStream.calendar_from_ics(calendar)) for name, calendar in rows]


def told(proposal_id: int) -> list[tuple[str, str, int]]:
    """Letter, METHOD and SEQUENCE of each invitation."""
    return [(name, calendar.method, calendar.events[0].sequence) for name, calendar in invitations(proposal_id)]


def undo(proposal_id: int) -> None:
    last = last_to_undo(proposal_id)
    assert last is not None
    undo_decision(proposal_id, decision=last.id, by="office@example.org", initials="MK", note="", now=LATER)


def amend(proposal_id: int, **changes: object) -> None:
    row = scenes.proposal(proposal_id)
    amend_proposal(proposal_id, replace(revision_of(row), **changes), revision=row.revision, now=LATER)


def approve_text(proposal_id: int) -> None:
    decide(proposal_id, Action.APPROVE, room="", slot=None)


def feed(portal, proposal_id):
    """The public calendar file of a side event, as it stands in the letters' stead."""
    reference = scenes.proposal(proposal_id).reference
    db.session.rollback()
    text = portal.test_client().get(f"/{SLUG}/events/{reference}.ics").get_data(as_text=True)
    return text, IcsCalendarStream.calendar_from_ics(text)


def test_a_calendar_follows_a_side_event_through_its_whole_life(portal):
    proposal_id = scenes.submitted(title="As proposed", contact_name="Ada Example")
    steps = [
        (lambda: decide(proposal_id, Action.APPROVE), ("approved", "REQUEST", 0)),
        (lambda: decide(proposal_id, Action.MOVE, room="c2", window=TUESDAY_LUNCH), ("moved", "REQUEST", 1)),
        (lambda: (amend(proposal_id, title="As amended"), approve_text(proposal_id)), ("approved", "REQUEST", 2)),
        (lambda: decide(proposal_id, Action.CANCEL), ("cancelled", "CANCEL", 3)),
        (lambda: undo(proposal_id), ("undone", "REQUEST", 4)),
        (lambda: withdraw_proposal(proposal_id, note="", now=LATER), ("withdrawn", "CANCEL", 5)),
    ]
    expected = []
    for step, outcome in steps:
        step()
        expected.append(outcome)
        assert told(proposal_id) == expected
        text, public = feed(portal, proposal_id)
        ours, mailed = public.events[0], invitations(proposal_id)[-1][1].events[0]
        assert (ours.uid, ours.sequence) == (mailed.uid, mailed.sequence)
        assert (ours.dtstart, ours.dtend, ours.location) == (mailed.dtstart, mailed.dtend, mailed.location)
        assert ours.dtstamp == mailed.dtstamp
        assert public.method == "PUBLISH"
        assert "ATTENDEE" not in text
        assert "ORGANIZER" not in text
    events = [calendar.events[0] for _, calendar in invitations(proposal_id)]
    assert {event.uid for event in events} == {f"se-001@{SLUG}.side-events"}
    assert [event.summary for event in events] == ["As proposed"] * 2 + ["As amended"] * 4
    assert [event.location.partition(",")[0] for event in events] == ["M2", *["C2"] * 5]


def test_a_hand_over_takes_the_side_event_out_of_one_calendar_and_puts_it_into_another():
    proposal_id = scenes.submitted(contact_email="ada@example.org")
    decide(proposal_id, Action.APPROVE)
    contact, until = Contact("Grace Example", "grace@example.org"), LATER + timedelta(hours=1)
    take_over_proposal(proposal_id, contact, epoch=1, until=until, now=LATER)
    (_, first), (name, removed), (_, added) = invitations(proposal_id)
    before, event, after = (calendar.events[0] for calendar in (first, removed, added))
    assert (name, removed.method, added.method) == ("handed-over", "CANCEL", "REQUEST")
    assert [guest.uri for guest in event.attendees] == ["mailto:ada@example.org"]
    assert [guest.uri for guest in after.attendees] == ["mailto:grace@example.org"]
    assert before.uid == event.uid == after.uid
    assert before.sequence == event.sequence == after.sequence
    assert before.dtstamp < event.dtstamp
    assert event.status is None
    assert "cancelled" not in event.description
    back = Contact("Ada Example", "ada@example.org")
    take_over_proposal(proposal_id, back, epoch=2, until=until, now=LATER + timedelta(minutes=1))
    assert invitations(proposal_id)[-1][1].events[0].dtstamp > event.dtstamp


def test_the_contact_is_the_guest_and_the_office_the_host():
    proposal_id = scenes.submitted(contact_name="Ada Example", contact_email="ada@例子.example")
    decide(proposal_id, Action.APPROVE)
    ((_, calendar),) = invitations(proposal_id)
    (guest,) = calendar.events[0].attendees
    assert (guest.common_name, guest.uri) == ("Ada Example", "mailto:ada@xn--fsqu00a.example")
    host = calendar.events[0].organizer
    assert host.uri == "mailto:gcmigrationparticipationvienna@un.org"
    assert host.sent_by == "mailto:side-events@localhost"


def test_an_accepted_offer_is_an_invitation_and_the_offer_is_none():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.OFFER)
    assert told(proposal_id) == []
    answer_offer(proposal_id, Action.ACCEPT, note="", now=LATER)
    assert told(proposal_id) == [("approved", "REQUEST", 0)]


def test_a_text_that_changes_no_title_is_told_under_the_same_number():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    amend(proposal_id, abstract="What we have learnt since.", speakers=("A. Speaker",))
    approve_text(proposal_id)
    assert told(proposal_id) == [("approved", "REQUEST", 0), ("approved", "REQUEST", 0)]
    version = scenes.programme().version
    undo(proposal_id)
    assert told(proposal_id)[-1] == ("undone", "REQUEST", 0)
    assert scenes.programme().version == version + 1


@pytest.mark.parametrize("action", [Action.RETURN, Action.DECLINE])
def test_a_text_that_is_not_taken_changes_no_calendar(action):
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    amend(proposal_id, title="As amended")
    decide(proposal_id, action)
    undo(proposal_id)
    assert told(proposal_id) == [("approved", "REQUEST", 0)]


def test_taking_an_approval_back_takes_the_entry_away_and_a_new_one_brings_it_back():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    undo(proposal_id)
    decide(proposal_id, Action.APPROVE)
    decide(proposal_id, Action.MOVE, window=TUESDAY_LUNCH)
    undo(proposal_id)
    assert told(proposal_id) == [
        ("approved", "REQUEST", 0),
        ("undone", "CANCEL", 1),
        ("approved", "REQUEST", 2),
        ("moved", "REQUEST", 3),
        ("undone", "REQUEST", 4),
    ]


def test_who_withdraws_what_was_never_public_or_is_so_no_more_hears_of_no_calendar():
    never, no_more = scenes.submitted(), scenes.submitted()
    decide(no_more, Action.APPROVE)
    undo(no_more)
    for proposal_id in (never, no_more):
        withdraw_proposal(proposal_id, note="", now=LATER)
    assert told(never) == []
    assert told(no_more) == [("approved", "REQUEST", 0), ("undone", "CANCEL", 1)]
    face = side_event_of(no_more)
    assert face is not None
    assert face.sequence == 1


def test_a_decision_taken_back_before_its_letter_left_is_nobody_s_news():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    decide(proposal_id, Action.MOVE, window=TUESDAY_LUNCH, collect=True)
    undo(proposal_id)
    decide(proposal_id, Action.CANCEL)
    leaving = [each for each in told(proposal_id) if each[0] != "moved"]
    assert leaving == [("approved", "REQUEST", 0), ("cancelled", "CANCEL", 3)]


@pytest.mark.parametrize(
    ("approved", "invited"),
    [(True, [("approved", "REQUEST", 0), ("handed-over", "CANCEL", 0), ("links", "REQUEST", 0)]), (False, [])],
)
def test_who_takes_a_side_event_over_gets_it_into_a_calendar_too(approved, invited):
    proposal_id = scenes.submitted()
    if approved:
        decide(proposal_id, Action.APPROVE)
    grace = Contact("Grace Example", "grace@example.org")
    take_over_proposal(proposal_id, grace, epoch=1, until=LATER + timedelta(hours=1), now=LATER)
    assert told(proposal_id) == invited
    guests = [calendar.events[0].attendees[0].common_name for _, calendar in invitations(proposal_id)]
    assert guests[2:] == ["Grace Example"] * approved
