"""Submitting, confirming, amending, withdrawing: what an organizer does to a proposal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sideevents.rules.problem import Gone, MovedOn, Refused
from sideevents.rules.workflow import Action, Status
from sideevents.store.decision import decisions_on
from sideevents.store.proposal import ProposalRow, revision_of, revisions_of
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.confirm_address import confirm_address
from sideevents.usecases.expire_proposal import expire_proposal
from sideevents.usecases.issue_extension import issue_extension
from sideevents.usecases.send_links import send_links
from sideevents.usecases.submit_proposal import Submission, submit_proposal
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from tests import scenes
from tests.scenes import NOW, SLUG

pytestmark = pytest.mark.usefixtures("vienna")
DEADLINE = datetime(2017, 8, 9, 22, 0, tzinfo=UTC)  # 10 August, 00:00 in Vienna


@pytest.fixture
def vienna(each_context):
    scenes.vienna()


def test_a_submission_waits_for_its_address_with_one_letter():
    proposal_id = scenes.unconfirmed()
    row = scenes.proposal(proposal_id)
    assert (row.state, row.reference) == (Status.UNCONFIRMED, None)
    assert scenes.letters() == ["confirm-address"]


def test_a_second_press_is_the_same_answer_and_no_second_letter():
    ask = scenes.ask()
    first = submit_proposal(ask, slug=SLUG, submission=Submission("k"), now=NOW)
    again = submit_proposal(ask, slug=SLUG, submission=Submission("k"), now=NOW + timedelta(seconds=1))
    assert first == again
    assert scenes.letters() == ["confirm-address"]


def test_the_same_key_with_other_words_is_refused():
    ask = scenes.ask()
    submit_proposal(ask, slug=SLUG, submission=Submission("k"), now=NOW)
    with pytest.raises(MovedOn) as refused:
        submit_proposal(replace(ask, title="Other words"), slug=SLUG, submission=Submission("k"), now=NOW)
    assert scenes.codes(refused) == ["already-submitted"]


def test_the_same_proposal_by_another_form_is_a_duplicate():
    ask = scenes.ask(title="One title")
    submit_proposal(ask, slug=SLUG, submission=Submission("a"), now=NOW)
    with pytest.raises(Refused) as refused:
        submit_proposal(replace(ask, title=" one  TITLE"), slug=SLUG, submission=Submission("b"), now=NOW)
    assert scenes.codes(refused) == ["duplicate"]


@pytest.mark.parametrize(("moment", "accepted"), [(DEADLINE - timedelta(seconds=1), True), (DEADLINE, False)])
def test_the_deadline_is_the_first_refused_instant(moment, accepted):
    if accepted:
        assert scenes.unconfirmed(now=moment)
        return
    with pytest.raises(Refused) as refused:
        scenes.unconfirmed(now=moment)
    assert scenes.codes(refused) == ["deadline-passed"]
    assert scenes.letters() == []


def test_every_problem_comes_at_once():
    with pytest.raises(Refused) as refused:
        scenes.unconfirmed(now=DEADLINE, title="", theme="gardening", expected_attendance=0)
    assert {problem.about for problem in refused.value.problems} >= {
        "deadline",
        "title",
        "theme",
        "expected_attendance",
    }


def test_an_extension_is_good_for_its_address_once_and_until_its_date():
    later = DEADLINE + timedelta(days=1)
    until = later + timedelta(days=1)
    issue_extension("late@example.org", slug=SLUG, until=until, reason="Illness", by="office@example.org", now=DEADLINE)
    submission = Submission("a", extension=1)

    def submit(key: str, email: str, now: datetime) -> int:
        asked = scenes.ask(contact_email=email)
        return submit_proposal(asked, slug=SLUG, submission=replace(submission, key=key), now=now)

    with pytest.raises(Refused) as refused:
        submit("a", "other@example.org", later)
    assert "extension-other-address" in scenes.codes(refused)
    with pytest.raises(Refused) as refused:
        submit("b", "late@example.org", until)
    assert "extension-expired" in scenes.codes(refused)
    assert scenes.proposal(submit("c", "Late@example.org", later)).late
    with pytest.raises(Refused) as refused:
        submit("d", "late@example.org", later)
    assert "extension-used" in scenes.codes(refused)


def test_a_confirmed_address_gives_a_reference_a_receipt_and_a_letter_to_the_office():
    first, second = scenes.submitted(), scenes.submitted()
    assert [scenes.proposal(each).reference for each in (first, second)] == ["SE-001", "SE-002"]
    assert scenes.letters(first) == ["confirm-address", "received", "decision-wanted"]


def test_an_address_is_confirmed_once():
    proposal_id = scenes.submitted()
    with pytest.raises(Gone) as refused:
        confirm_address(proposal_id, now=NOW + timedelta(hours=1))
    assert scenes.codes(refused) == ["link-used"]
    assert scenes.letters(proposal_id).count("received") == 1


def test_after_48_hours_the_address_can_no_longer_be_confirmed():
    proposal_id = scenes.unconfirmed()
    two_days = NOW + timedelta(hours=48)
    with pytest.raises(Gone) as refused:
        confirm_address(proposal_id, now=two_days)
    assert scenes.codes(refused) == ["link-expired"]
    assert not expire_proposal(proposal_id, now=two_days - timedelta(seconds=1))
    assert expire_proposal(proposal_id, now=two_days)
    assert scenes.proposal(proposal_id).state is Status.EXPIRED


def test_who_missed_the_48_hours_may_send_the_same_proposal_again():
    ask = scenes.ask()
    submit_proposal(ask, slug=SLUG, submission=Submission("a"), now=NOW)
    with pytest.raises(Refused):
        submit_proposal(ask, slug=SLUG, submission=Submission("b"), now=NOW + timedelta(hours=47))
    submit_proposal(ask, slug=SLUG, submission=Submission("b"), now=NOW + timedelta(hours=48))


def test_an_address_may_be_proven_after_the_deadline():
    proposal_id = scenes.unconfirmed(now=DEADLINE - timedelta(seconds=1))
    confirm_address(proposal_id, now=DEADLINE + timedelta(hours=10))
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED


def amend(proposal_id: int, *, now: datetime = NOW + timedelta(hours=2), **changes: object) -> ProposalRow:
    row = scenes.proposal(proposal_id)
    asked = replace(revision_of(row), **changes)
    amend_proposal(proposal_id, asked, revision=row.revision, now=now)
    return scenes.proposal(proposal_id)


def test_an_amendment_is_a_new_revision_before_the_office():
    proposal_id = scenes.submitted()
    row = amend(proposal_id, title="A better title")
    assert (row.revision, row.state) == (2, Status.SUBMITTED)
    assert [each.read().title for each in revisions_of(proposal_id)][1] == "A better title"
    assert scenes.letters(proposal_id)[-1] == "amended"


def test_amending_a_returned_proposal_resubmits_it():
    proposal_id = scenes.submitted()
    scenes.decide(proposal_id, Action.RETURN)
    assert amend(proposal_id, title="A better title").state is Status.SUBMITTED


def test_an_amendment_sent_twice_is_one_revision():
    proposal_id = scenes.submitted()
    asked = replace(revision_of(scenes.proposal(proposal_id)), title="A better title")
    numbers = [amend_proposal(proposal_id, asked, revision=1, now=NOW + timedelta(hours=2)) for _ in range(2)]
    assert numbers == [2, 2]
    assert scenes.letters(proposal_id).count("amended") == 1


def test_an_amendment_of_an_older_revision_is_refused():
    proposal_id = scenes.submitted()
    amend(proposal_id, title="My title")
    asked = replace(revision_of(scenes.proposal(proposal_id)), title="A colleague's")
    with pytest.raises(MovedOn) as refused:
        amend_proposal(proposal_id, asked, revision=1, now=NOW + timedelta(hours=3))
    assert scenes.codes(refused) == ["revision-changed"]


def test_nothing_changed_is_no_revision():
    proposal_id = scenes.submitted()
    with pytest.raises(Refused) as refused:
        amend(proposal_id)
    assert scenes.codes(refused) == ["nothing-changed"]


def test_amending_closes_24_hours_before_the_slot():
    proposal_id = scenes.submitted()
    scenes.decide(proposal_id, Action.APPROVE)
    closes = scenes.slot(scenes.MONDAY_LUNCH).start - timedelta(hours=24)
    assert amend(proposal_id, title="In time", now=closes - timedelta(seconds=1)).revision == 2
    with pytest.raises(MovedOn) as refused:
        amend(proposal_id, title="Too late", now=closes)
    assert scenes.codes(refused) == ["changes-closed"]


def test_wishes_changed_after_the_deadline_are_remembered():
    proposal_id = scenes.submitted()
    assert not amend(proposal_id, preferences=(scenes.TUESDAY_LUNCH,)).wishes_changed_late
    assert amend(proposal_id, preferences=(scenes.MONDAY_LUNCH,), now=DEADLINE).wishes_changed_late


def test_the_contact_address_stays_when_a_text_is_amended():
    proposal_id = scenes.submitted(contact_email="first@example.org")
    amend(proposal_id, title="A better title", contact_email="other@example.org")
    assert revision_of(scenes.proposal(proposal_id)).contact_email == "first@example.org"


def test_a_withdrawn_proposal_says_so_to_both_sides_once():
    proposal_id = scenes.submitted()
    for _ in range(2):
        withdraw_proposal(proposal_id, note="Sorry", now=NOW + timedelta(hours=1))
    assert scenes.proposal(proposal_id).state is Status.WITHDRAWN
    assert scenes.letters(proposal_id)[-2:] == ["withdrawn", "withdrawn-notice"]
    assert [row.action for row in decisions_on(proposal_id)] == ["confirm", "withdraw"]


def test_a_proposal_can_be_withdrawn_until_its_slot_starts():
    proposal_id = scenes.submitted()
    scenes.decide(proposal_id, Action.APPROVE)
    start = scenes.slot(scenes.MONDAY_LUNCH).start
    with pytest.raises(MovedOn):
        withdraw_proposal(proposal_id, note="", now=start)
    withdraw_proposal(proposal_id, note="", now=start - timedelta(seconds=1))


def late_submission(key: str, *, extension: int | None = 1, now: datetime = DEADLINE + timedelta(hours=1)) -> int:
    asked = scenes.ask(title="Late but welcome", lead_organisation="Harbour", contact_email="late@example.org")
    return submit_proposal(asked, slug=SLUG, submission=Submission(key, extension=extension), now=now)


def extend() -> None:
    until = DEADLINE + timedelta(days=9)
    issue_extension("late@example.org", slug=SLUG, until=until, reason="Illness", by="office", now=NOW)


def test_an_extension_is_not_spent_by_an_address_that_was_never_confirmed():
    extend()
    first = late_submission("a")
    later = DEADLINE + timedelta(days=3)
    expire_proposal(first, now=later)
    second = late_submission("b", now=later)
    withdraw_proposal(second, note="", now=later)
    third = late_submission("c", now=later)
    confirm_address(third, now=later)
    with pytest.raises(Refused) as refused:
        late_submission("d", now=later)
    assert "extension-used" in scenes.codes(refused)


def test_before_the_deadline_an_extension_is_not_looked_at():
    extend()
    scenes.unconfirmed(contact_email="other@example.org")
    asked = scenes.ask(contact_email="other@example.org")
    submit_proposal(asked, slug=SLUG, submission=Submission("k", extension=1), now=NOW)
    confirm_address(late_submission("a"), now=DEADLINE + timedelta(hours=2))


def test_what_has_ended_begins_anew_under_the_key_of_its_form():
    ask = scenes.ask()
    first = submit_proposal(ask, slug=SLUG, submission=Submission("k"), now=NOW)
    withdraw_proposal(first, note="", now=NOW)
    second = submit_proposal(ask, slug=SLUG, submission=Submission("k"), now=NOW)
    assert second != first
    assert submit_proposal(ask, slug=SLUG, submission=Submission("k"), now=NOW) == second
    assert scenes.letters().count("confirm-address") == 2


def test_links_are_mailed_again_for_each_conference_and_each_new_proposal():
    scenes.unconfirmed(contact_email="a@example.org")
    for _ in range(2):
        send_links("a@example.org", slug=SLUG, now=NOW)
    assert scenes.letters().count("links") == 1
    scenes.unconfirmed(contact_email="a@example.org")
    send_links("a@example.org", slug=SLUG, now=NOW)
    send_links("nobody@example.org", slug=SLUG, now=NOW)
    assert scenes.letters().count("links") == 2
