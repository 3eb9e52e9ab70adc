"""A letter that did not arrive: what is written down, and what the office is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.transport import Outcome, Result
from sideevents.store.conference import find_conference
from sideevents.store.letter import FAILED, QUEUED, SENT, LetterRow, deliveries_of
from sideevents.store.unit_of_work import unit_of_work
from tests import scenes
from tests.mail import waiting
from tests.mail.waiting import NOON as NOW
from tests.scenes import SLUG

REFUSED = Outcome(Result.REFUSED, "550 5.1.1 no such mailbox")
SENT_WELL = Outcome(Result.SENT, "250 OK")
pytestmark = pytest.mark.usefixtures("each_context")


@pytest.fixture(autouse=True)
def empty_outbox(each_context):
    """A conference whose outbox is open, a proposal before its office, and every letter about it gone."""
    scenes.vienna()
    proposal_id = scenes.submitted(contact_email="ada@harbour.example.org")
    carry(SENT_WELL)
    return proposal_id


@unit_of_work
def release() -> None:
    find_conference(SLUG).outbox_held = False


def carry(outcome: Outcome, *, at=NOW + timedelta(hours=2)) -> list[int]:
    """Claim and settle everything that is due; the ids."""
    release()
    done = []
    while claims := outbox.claim(now=at, at_most=20):
        for claim in claims:
            assert outbox.settle(claim, outcome, now=at)
            done.append(claim.letter_id)
    return done


def told() -> list[LetterRow]:
    """The office's letters about letters."""
    db.session.rollback()
    return list(db.session.scalars(select(LetterRow).where(LetterRow.name == "delivery-failed").order_by(LetterRow.id)))


def post(proposal_id: int, *, recipient: str = "ada@harbour.example.org", cause: str = "decision-77") -> int:
    """One more letter about the proposal; its id."""
    waiting.post(cause, recipient=recipient, conference_id=find_conference(SLUG).id)
    row = waiting.rows()[-1]
    if proposal_id:
        _about(row.id, proposal_id)
    return row.id


@unit_of_work
def _about(letter_id: int, proposal_id: int) -> None:
    db.session.get(LetterRow, letter_id).proposal_id = proposal_id


def results(letter_id: int) -> list[tuple[str, str]]:
    return [(each.result, each.said) for each in deliveries_of(letter_id)]


def test_each_attempt_is_written_down_with_the_servers_words(empty_outbox):
    letter_id = post(empty_outbox)
    at = NOW + timedelta(hours=3)
    outbox.settle(outbox.claim(now=at)[0], Outcome(Result.LATER, "451 later"), now=at)
    outbox.settle(outbox.claim(now=at + timedelta(minutes=1))[0], SENT_WELL, now=at)
    assert results(letter_id) == [("later", "451 later"), ("sent", "250 OK")]
    assert told() == []


def test_the_office_is_told_of_a_letter_that_was_refused(empty_outbox):
    letter_id = post(empty_outbox)
    carry(REFUSED)
    (letter,) = [row for row in told() if row.key.startswith(f"delivery-failed:delivery-{letter_id}-")]
    conference = find_conference(SLUG).read()
    assert letter.recipient == conference.office_email
    assert letter.proposal_id == empty_outbox
    assert letter.subject.startswith("[SE-001] Not delivered: ")
    assert "550 5.1.1 no such mailbox" in letter.text
    assert f"/office/{SLUG}/proposals/SE-001" in letter.text
    assert "ada@harbour.example.org" in letter.text


def test_a_letter_to_the_office_that_failed_makes_no_other_one(empty_outbox):
    office = find_conference(SLUG).read().office_email
    letter_id = post(empty_outbox, recipient=office.upper())
    assert carry(REFUSED) == [letter_id]
    assert told() == []


def test_a_letter_about_no_proposal_leads_to_the_page_of_letters():
    post(0)
    carry(REFUSED)
    assert f"/office/{SLUG}/letters" in told()[0].text


def test_after_sending_again_a_second_failure_is_told_too(empty_outbox):
    letter_id = post(empty_outbox)
    at = NOW + timedelta(hours=3)
    outbox.settle(outbox.claim(now=at)[0], REFUSED, now=at)
    assert unit_of_work(outbox.retry)(letter_id, now=at)
    again = next(claim for claim in outbox.claim(now=at, at_most=9) if claim.letter_id == letter_id)
    outbox.settle(again, REFUSED, now=at)
    assert len(told()) == 2
    assert [result for result, _ in results(letter_id)] == ["refused", "again", "refused"]


def test_a_letter_that_comes_back_has_failed_and_is_told_once(empty_outbox):
    letter_id = post(empty_outbox)
    carry(SENT_WELL)
    failed = unit_of_work(lambda: outbox.failed(db.session.get(LetterRow, letter_id), said="5.2.2 full\0", now=NOW))
    assert failed()
    assert not failed()
    row = db.session.get(LetterRow, letter_id)
    assert (row.state, row.server_said) == (FAILED, "5.2.2 full")
    assert len(told()) == 1
    assert [result for result, _ in results(letter_id)] == ["sent", "bounced", "bounced"]


def test_a_letter_that_comes_back_before_its_postman_has_settled_it_has_failed_for_good(empty_outbox):
    letter_id = post(empty_outbox)
    at = NOW + timedelta(hours=3)
    (claim,) = outbox.claim(now=at)
    assert unit_of_work(lambda: outbox.failed(db.session.get(LetterRow, letter_id), said="5.1.1 who?", now=at))()
    assert not outbox.settle(claim, SENT_WELL, now=at)
    db.session.rollback()
    assert db.session.get(LetterRow, letter_id).state == FAILED
    assert len(told()) == 1
    later = outbox.claim(now=at + timedelta(hours=1), at_most=20)
    assert letter_id not in [each.letter_id for each in later]


def test_a_late_report_does_not_stop_a_letter_that_is_sent_again(empty_outbox):
    letter_id = post(empty_outbox)
    at = NOW + timedelta(hours=3)
    outbox.settle(outbox.claim(now=at)[0], REFUSED, now=at)
    unit_of_work(outbox.retry)(letter_id, now=at)
    assert not unit_of_work(lambda: outbox.failed(db.session.get(LetterRow, letter_id), said="late", now=at))()
    db.session.rollback()
    assert db.session.get(LetterRow, letter_id).state == QUEUED
    outbox.settle(
        next(each for each in outbox.claim(now=at, at_most=9) if each.letter_id == letter_id), SENT_WELL, now=at
    )
    db.session.rollback()
    assert db.session.get(LetterRow, letter_id).state == SENT
