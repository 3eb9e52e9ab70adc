"""The outbox: what is posted once, claimed once, and marked by the one who holds the claim."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.transport import Outcome, Result
from sideevents.store.letter import DROPPED, FAILED, QUEUED, SENDING, SENT
from sideevents.store.unit_of_work import unit_of_work
from tests.mail import waiting
from tests.mail.waiting import NOON

SENT_WELL = Outcome(Result.SENT, "250 OK")
pytestmark = pytest.mark.usefixtures("each_context")


def test_a_change_writes_its_letter_once():
    waiting.post("decision-1")
    first = waiting.rows()[0].message_id
    waiting.post("decision-1", "decision-2")
    waiting.post("decision-1", recipient="other@example.org")
    assert [row.key for row in waiting.rows()] == [
        "received:decision-1:ada@harbour.example.org",
        "received:decision-2:ada@harbour.example.org",
        "received:decision-1:other@example.org",
    ]
    assert waiting.rows()[0].message_id == first
    assert len({row.message_id for row in waiting.rows()}) == 3
    assert first.startswith("<")
    assert first.endswith("@localhost>")


def test_a_letter_of_a_change_that_failed_was_never_written():
    @unit_of_work
    def change():
        outbox.post(waiting.letter(), cause="decision-1", now=NOON)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert waiting.rows() == []


def test_a_claim_is_for_one_postman_until_its_lease_ends():
    waiting.post()
    claim = waiting.claim(now=NOON)
    assert claim is not None
    assert waiting.rows()[0].state == SENDING
    assert waiting.claim(now=NOON + timedelta(minutes=4, seconds=59)) is None
    again = waiting.claim(now=NOON + timedelta(minutes=5))
    assert again is not None
    assert again.parcel == claim.parcel
    assert again.token != claim.token


def test_who_lost_the_lease_marks_nothing():
    waiting.post()
    slow = waiting.claim(now=NOON)
    quick = waiting.claim(now=NOON + timedelta(minutes=6))
    assert not outbox.settle(slow, Outcome(Result.REFUSED, "550 no"), now=NOON)
    assert waiting.rows()[0].state == SENDING
    assert outbox.settle(quick, SENT_WELL, now=NOON + timedelta(minutes=7))
    assert not outbox.settle(slow, Outcome(Result.LATER, "421 later"), now=NOON)
    row = waiting.rows()[0]
    assert (row.state, row.server_said, row.sent_at) == (SENT, "250 OK", NOON + timedelta(minutes=7))


def test_a_later_letter_of_a_proposal_waits_for_the_earlier_one():
    proposal_id = waiting.proposal(waiting.conference())
    waiting.post("decision-1", "decision-2", proposal_id=proposal_id)
    waiting.post("decision-1", recipient="office@un.example.org", proposal_id=proposal_id)
    first, office = waiting.claim(now=NOON), waiting.claim(now=NOON)
    assert (first.letter_id, office.parcel.recipient) == (waiting.rows()[0].id, "office@un.example.org")
    assert waiting.claim(now=NOON) is None
    outbox.settle(first, Outcome(Result.LATER, "421 later"), now=NOON)
    assert waiting.claim(now=NOON) is None
    again = waiting.claim(now=NOON + timedelta(seconds=30))
    assert again.letter_id == first.letter_id
    outbox.settle(again, Outcome(Result.REFUSED, "550 no"), now=NOON)
    assert waiting.claim(now=NOON).letter_id == waiting.rows()[1].id


def test_letters_without_a_proposal_do_not_wait_for_each_other():
    waiting.post("sign-in-1", "sign-in-2")
    assert waiting.claim(now=NOON) is not None
    assert waiting.claim(now=NOON) is not None


@unit_of_work
def post_for_a_while(*causes: str, hours: int) -> None:
    for cause in causes:
        outbox.post(waiting.letter(), cause=cause, now=NOON, good_until=NOON + timedelta(hours=hours))


def test_what_nobody_needs_any_more_never_leaves_and_holds_nothing_up():
    post_for_a_while("eve-1", "eve-2", hours=1)
    post_for_a_while("eve-3", hours=2)
    waiting.post("decision-1")
    found = outbox.claim(now=NOON + timedelta(hours=1), at_most=2)
    assert [row.state for row in waiting.rows()] == [DROPPED, DROPPED, SENDING, SENDING]
    assert [claim.letter_id for claim in found] == [row.id for row in waiting.rows()[2:]]


def test_what_was_claimed_in_time_by_a_postman_who_vanished_is_not_sent_too_late():
    post_for_a_while("eve-1", hours=1)
    claim = waiting.claim(now=NOON)
    assert claim is not None
    assert waiting.claim(now=NOON + timedelta(hours=1)) is None
    assert not outbox.settle(claim, SENT_WELL, now=NOON + timedelta(hours=1))
    assert waiting.rows()[0].state == DROPPED


def test_a_held_outbox_is_not_carried():
    conference_id = waiting.conference(held=True)
    waiting.post("decision-1", conference_id=conference_id)
    assert waiting.claim(now=NOON) is None
    waiting.post("sign-in-1")
    assert waiting.claim(now=NOON).letter_id == waiting.rows()[1].id


def test_a_batch_is_one_claim_and_holds_one_letter_of_a_proposal_to_each(each_context):
    proposal_id = waiting.proposal(waiting.conference())
    waiting.post("decision-1", "decision-2", proposal_id=proposal_id)
    waiting.post("decision-1", recipient="office@un.example.org", proposal_id=proposal_id)
    waiting.post("sign-in-1", "sign-in-2", recipient="officer@un.example.org")
    batch = outbox.claim(now=NOON, at_most=3)
    first, _, to_office, sign_in, other = (row.id for row in waiting.rows())
    assert [claim.letter_id for claim in batch] == [first, to_office, sign_in]
    assert len({(claim.token, claim.until) for claim in batch}) == 1
    assert [claim.letter_id for claim in outbox.claim(now=NOON, at_most=9)] == [other]


def test_letters_never_tried_leave_before_those_that_failed():
    waiting.post("request-1", "request-2")
    for claim in outbox.claim(now=NOON, at_most=2):
        outbox.settle(claim, Outcome(Result.LATER, "451 later"), now=NOON)
    waiting.post("request-3")
    later = NOON + timedelta(hours=1)
    first, second, new = (row.id for row in waiting.rows())
    assert [claim.letter_id for claim in outbox.claim(now=later, at_most=9)] == [new, first, second]


def test_a_letter_whose_postman_vanished_comes_last():
    waiting.post("request-1")
    vanished = waiting.claim(now=NOON)
    waiting.post("request-2")
    found = outbox.claim(now=NOON + timedelta(minutes=5), at_most=9)
    assert [claim.letter_id for claim in found] == [waiting.rows()[1].id, vanished.letter_id]
    assert [claim.attempts for claim in found] == [1, 1]


def test_what_is_given_back_is_free_at_once_and_counts_no_attempt():
    waiting.post("request-1", "request-2", "request-3")
    batch = outbox.claim(now=NOON, at_most=3)
    outbox.settle(batch[0], SENT_WELL, now=NOON)
    outbox.give_back(batch)
    assert [(row.state, row.attempts, row.token) for row in waiting.rows()] == [
        (SENT, 1, None),
        (QUEUED, 0, None),
        (QUEUED, 0, None),
    ]
    again = outbox.claim(now=NOON, at_most=3)
    outbox.give_back(batch)
    assert outbox.settle(again[0], SENT_WELL, now=NOON), "who lost a claim gives nothing back"


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 60), (3, 120), (5, 480), (6, 900), (7, 900), (5000, 900)]
)
def test_tries_come_slower_but_at_least_each_quarter_of_an_hour(attempts, seconds):
    assert outbox.delay_after(attempts) == timedelta(seconds=seconds)


def try_in_vain(at) -> None:
    outbox.settle(waiting.claim(now=at), Outcome(Result.LATER, "451 later"), now=at)


def test_after_three_days_a_letter_has_failed():
    waiting.post()
    moment = NOON
    while waiting.rows()[0].state == QUEUED:
        moment = waiting.rows()[0].next_attempt_at
        try_in_vain(moment)
    assert waiting.rows()[0].state == FAILED
    assert timedelta(days=3) <= moment - NOON < timedelta(days=3, minutes=15)


def test_a_letter_that_waited_long_gets_its_tries_too():
    waiting.post()
    try_in_vain(NOON + timedelta(days=30))
    assert waiting.rows()[0].state == QUEUED


def test_a_failed_letter_is_sent_again_on_demand_and_a_sent_one_is_not():
    retry = unit_of_work(outbox.retry)
    waiting.post()
    outbox.settle(waiting.claim(now=NOON), Outcome(Result.REFUSED, "550 no"), now=NOON)
    letter_id = waiting.rows()[0].id
    assert waiting.claim(now=NOON + timedelta(days=1)) is None
    assert retry(letter_id, now=NOON)
    claim = waiting.claim(now=NOON)
    assert claim.attempts == 1
    assert not retry(letter_id, now=NOON)
    outbox.settle(claim, SENT_WELL, now=NOON)
    assert not retry(letter_id, now=NOON)
    assert not retry(letter_id + 1, now=NOON)


def test_many_postmen_never_claim_one_letter_twice(each_context):
    waiting.post(*(f"request-{number}" for number in range(40)))
    db.session.rollback()
    claimed: list[int] = []
    start = threading.Barrier(4)

    def walk() -> None:
        with each_context.app_context():
            start.wait()
            while (claim := waiting.claim(now=NOON)) is not None:
                claimed.append(claim.letter_id)
                outbox.settle(claim, SENT_WELL, now=NOON)

    postmen = [threading.Thread(target=walk) for _ in range(4)]
    for postman in postmen:
        postman.start()
    for postman in postmen:
        postman.join()
    assert len(claimed) == 40
    assert max(Counter(claimed).values()) == 1
    assert {row.state for row in waiting.rows()} == {SENT}
