"""The clock reminds organizers of what they have not done, each once, and of nothing that no longer matters."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sideevents.errands import write_what_is_due
from sideevents.extensions import db
from sideevents.mail.outbox import claim, settle
from sideevents.mail.transport import Outcome, Result
from sideevents.rules.workflow import Action
from sideevents.store.conference import find_conference
from sideevents.store.due import proposals_to_remind
from sideevents.store.letter import DROPPED, LetterRow
from sideevents.store.proposal import revision_of
from sideevents.store.unit_of_work import unit_of_work
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.answer_offer import answer_offer
from sideevents.usecases.confirm_address import confirm_address
from sideevents.usecases.send_reminder import send_reminder
from sideevents.usecases.set_digest_hour import set_digest_hour
from sideevents.usecases.undo_decision import undo_decision
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from tests import scenes
from tests.grounds.office import queries_of
from tests.scenes import NOW

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
ACCEPT_BY = datetime(2017, 8, 11, 16, 0, tzinfo=UTC)
EVE = datetime(2017, 9, 3, 7, 0, tzinfo=UTC)  # 09:00 in Vienna on the day before Monday's lunch
LUNCH = datetime(2017, 9, 4, 11, 15, tzinfo=UTC)
CHANGES_CLOSE = datetime(2017, 9, 3, 22, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def conference(each_context):
    scenes.vienna()
    set_digest_hour(scenes.SLUG, hour=None)  # this is about reminders alone


def reminders() -> list[LetterRow]:
    """The reminders in the outbox."""
    db.session.rollback()
    return list(db.session.scalars(select(LetterRow).where(LetterRow.name == "reminder").order_by(LetterRow.id)))


def reminded(*moments: datetime) -> list[tuple[int, datetime]]:
    """Let a worker look at these moments; (proposal, when) of each reminder it writes."""
    known, found = len(reminders()), []
    for now in moments:
        write_what_is_due(now)
        rows = reminders()
        found += [(row.proposal_id, now) for row in rows[known:]]
        known = len(rows)
    return found


def around(since: datetime, until: datetime) -> tuple[datetime, ...]:
    """The moments that matter: before and after both bounds, and some between, where nothing is written twice."""
    return (since - HOUR, since - SECOND, since, since + HOUR, until - SECOND, until, until + HOUR, until + DAY)


def offered(**changes) -> int:
    proposal_id = scenes.submitted()
    scenes.decide(proposal_id, Action.OFFER, **changes)
    return proposal_id


def approved(**changes) -> int:
    proposal_id = scenes.submitted(**changes)
    scenes.decide(proposal_id, Action.APPROVE)
    return proposal_id


def returned() -> int:
    proposal_id = scenes.submitted()
    scenes.decide(proposal_id, Action.RETURN, note="Shorten the title.")
    return proposal_id


def test_an_unproven_address_is_reminded_once_with_no_word_of_the_form():
    proposal_id = scenes.unconfirmed(title="Words of a stranger")
    assert reminded(*around(NOW + DAY, NOW + 2 * DAY)) == [(proposal_id, NOW + DAY)]
    letter = reminders()[0]
    assert "/proposals/confirm/" in letter.text
    for word in ("Words of a stranger", "A. Contact", "Organisation"):
        assert word not in letter.subject + letter.text + letter.html


def test_its_link_confirms_the_address():
    proposal_id = scenes.unconfirmed()
    write_what_is_due(NOW + DAY)
    first = scenes.letters(proposal_id)
    assert first == ["confirm-address", "reminder"]
    confirm_address(proposal_id, now=NOW + DAY + HOUR)
    assert reminded(NOW + DAY + 2 * HOUR, NOW + 2 * DAY - SECOND) == []


def test_a_worker_that_was_down_still_reminds_and_never_after_the_end():
    proposal_id = scenes.unconfirmed()
    last = NOW + 2 * DAY - SECOND
    assert reminded(last) == [(proposal_id, last)]
    scenes.unconfirmed()
    assert reminded(NOW + 2 * DAY, NOW + 3 * DAY) == []


def test_an_open_offer_is_called_to_mind_once_a_day_before_its_end():
    proposal_id = offered()
    assert reminded(*around(ACCEPT_BY - DAY, ACCEPT_BY)) == [(proposal_id, ACCEPT_BY - DAY)]
    letter = reminders()[0]
    assert "/offer" in letter.text
    assert "Monday 4 September 2017, 13:15" in letter.text


@pytest.mark.parametrize("answer", ["accepted", "refused", "withdrawn", "declined", "undone"])
def test_an_answered_offer_is_not_called_to_mind(answer):
    proposal_id, now = offered(), ACCEPT_BY - DAY - HOUR
    if answer in ("accepted", "refused"):
        action = Action.ACCEPT if answer == "accepted" else Action.REFUSE
        answer_offer(proposal_id, action, note="", now=now)
    elif answer == "withdrawn":
        withdraw_proposal(proposal_id, note="", now=now)
    elif answer == "declined":
        scenes.decide(proposal_id, Action.DECLINE, now=now)
    else:
        last = scenes.proposal(proposal_id).decisions
        undo_decision(proposal_id, decision=last, by="o@example.org", initials="MK", note="", now=now)
    assert reminded(*around(ACCEPT_BY - DAY, ACCEPT_BY)) == []
    assert not send_reminder(proposal_id, now=ACCEPT_BY - HOUR)


def test_a_second_offer_has_a_reminder_of_its_own():
    proposal_id = offered()
    write_what_is_due(ACCEPT_BY - DAY)
    answer_offer(proposal_id, Action.REFUSE, note="", now=ACCEPT_BY - HOUR)
    scenes.decide(proposal_id, Action.OFFER, now=ACCEPT_BY, accept_by=ACCEPT_BY + 3 * DAY)
    assert reminded(*around(ACCEPT_BY + 2 * DAY, ACCEPT_BY + 3 * DAY)) == [(proposal_id, ACCEPT_BY + 2 * DAY)]
    assert len(reminders()) == 2


def test_who_is_silent_after_a_return_is_reminded_once_with_what_the_office_asked_for():
    proposal_id = returned()
    assert reminded(*around(NOW + HOUR + 3 * DAY, CHANGES_CLOSE)) == [(proposal_id, NOW + HOUR + 3 * DAY)]
    assert "> Shorten the title." in reminders()[0].text


def test_a_returned_text_that_came_back_is_not_asked_for_again_and_a_second_return_is():
    proposal_id = returned()
    row = scenes.proposal(proposal_id)
    amend_proposal(proposal_id, scenes.ask(title="A short one"), revision=row.revision, now=NOW + DAY)
    assert reminded(NOW + 4 * DAY, NOW + 5 * DAY) == []
    scenes.decide(proposal_id, Action.RETURN, note="Shorter still.", now=NOW + 5 * DAY)
    assert reminded(*around(NOW + 8 * DAY, CHANGES_CLOSE)) == [(proposal_id, NOW + 8 * DAY)]
    assert "> Shorter still." in reminders()[0].text


def test_the_eve_tells_room_and_way_in_of_approved_ones_alone():
    proposal_id = approved(no_recording=True)
    scenes.submitted()
    assert reminded(*around(EVE, LUNCH)) == [(proposal_id, EVE)]
    text = reminders()[0].text
    for words in ("M2", "Gate 1", "Not allowed", "until 3 September", "setting up 15 minutes"):
        assert words in " ".join(text.split())


def test_a_late_worker_tells_on_the_day_itself_until_the_slot_begins():
    approved()
    assert len(reminded(LUNCH - SECOND)) == 1
    assert "The text could be changed until" in " ".join(reminders()[0].text.split())
    scenes.decide(scenes.submitted(), Action.APPROVE, room="m3")
    assert reminded(LUNCH, LUNCH + HOUR) == []


def test_the_eve_speaks_of_the_text_that_is_public():
    proposal_id = approved(title="The approved title")
    ask = revision_of(scenes.proposal(proposal_id))
    amend_proposal(proposal_id, scenes.ask(title="A newer title"), revision=1, now=NOW + 2 * HOUR)
    write_what_is_due(EVE)
    assert ask.title in reminders()[0].text
    assert "A newer title" not in reminders()[0].text


def test_a_slot_of_the_last_minute_and_a_moved_one_are_told_by_their_decisions():
    late = scenes.submitted()
    scenes.decide(late, Action.APPROVE, now=EVE + HOUR)
    moved = scenes.submitted()
    scenes.decide(moved, Action.APPROVE, room="m3")
    write_what_is_due(EVE)
    scenes.decide(moved, Action.MOVE, room="c2", now=EVE + 2 * HOUR)
    assert [row.proposal_id for row in reminders()] == [moved]
    assert reminded(EVE + 2 * HOUR, LUNCH - SECOND) == []


def test_a_side_event_that_moved_to_another_day_is_told_on_the_eve_of_that_day():
    proposal_id = approved()
    write_what_is_due(EVE)
    scenes.decide(proposal_id, Action.MOVE, window=scenes.TUESDAY_LUNCH, now=EVE + HOUR)
    assert reminded(*around(EVE + DAY, LUNCH + DAY)) == [(proposal_id, EVE + DAY)]


@pytest.mark.parametrize("action", [Action.CANCEL, "withdraw"])
def test_a_side_event_that_is_off_has_no_eve(action):
    proposal_id = approved()
    if action == "withdraw":
        withdraw_proposal(proposal_id, note="", now=EVE - HOUR)
    else:
        scenes.decide(proposal_id, action, now=EVE - HOUR)
    assert reminded(EVE, LUNCH - SECOND) == []


@pytest.mark.parametrize("action", [Action.APPROVE, Action.OFFER, Action.RETURN])
def test_nobody_is_reminded_of_a_decision_whose_letter_is_held(action):
    proposal_id = scenes.submitted()
    scenes.decide(proposal_id, action, collect=True)
    assert reminded(NOW + 4 * DAY, ACCEPT_BY - HOUR, EVE, LUNCH - SECOND) == []


@unit_of_work
def _hold(*, held: bool) -> None:
    find_conference(scenes.SLUG).outbox_held = held


def test_a_held_outbox_collects_no_reminders_that_would_be_stale():
    proposal_id = scenes.unconfirmed()
    _hold(held=True)
    assert reminded(NOW + DAY, NOW + DAY + HOUR) == []
    assert not send_reminder(proposal_id, now=NOW + DAY)
    _hold(held=False)
    assert reminded(NOW + DAY + 2 * HOUR, NOW + 2 * DAY) == [(proposal_id, NOW + DAY + 2 * HOUR)]


def test_a_reminder_that_could_not_leave_in_time_never_leaves():
    approved()
    write_what_is_due(EVE)
    assert reminders()[0].good_until == LUNCH
    carried = []
    _hold(held=False)
    while claims := claim(now=LUNCH, at_most=20):
        for each in claims:
            carried.append(each.parcel.name)
            settle(each, Outcome(Result.SENT, "250 OK"), now=LUNCH)
    assert "approved" in carried
    assert "reminder" not in carried
    assert reminders()[0].state == DROPPED


def test_two_workers_at_once_remind_once(each_app):
    ids = [scenes.unconfirmed() for _ in range(6)]
    start, failed = threading.Barrier(2), []

    def work() -> None:
        with each_app.app_context():
            start.wait(timeout=10)
            try:
                for proposal_id in ids:
                    send_reminder(proposal_id, now=NOW + DAY)
            except Exception as error:
                failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert failed == []
    assert [row.proposal_id for row in reminders()] == ids


def test_the_same_reminder_posted_again_is_still_one():
    proposal_id = scenes.unconfirmed()
    assert send_reminder(proposal_id, now=NOW + DAY)
    assert not send_reminder(proposal_id, now=NOW + DAY + HOUR)
    keys = [row.key for row in reminders()]
    assert keys == [f"reminder:unconfirmed-{proposal_id}:{reminders()[0].recipient}"]


def test_looking_costs_the_same_queries_for_one_proposal_and_for_four(each_app):
    def look() -> None:
        assert len(proposals_to_remind(NOW + DAY)) == count
        db.session.rollback()

    scenes.unconfirmed()
    count = 1
    one = queries_of(each_app, look)
    for _ in range(3):
        scenes.unconfirmed()
    count = 4
    assert queries_of(each_app, look) == one
