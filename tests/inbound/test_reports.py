"""What mail servers report of a letter is written down at it; one that came back is told to the office."""

from datetime import timedelta

import pytest

from sideevents.extensions import db
from sideevents.inbound.receiving import receive
from sideevents.store.incoming import incoming_about
from sideevents.store.letter import FAILED, SENT, LetterRow, deliveries_of
from tests import scenes
from tests.inbound.mails import letter, letters, report
from tests.scenes import NOW

pytestmark = pytest.mark.usefixtures("vienna")

LATER = NOW + timedelta(hours=3)


@pytest.fixture
def sent() -> LetterRow:
    """A letter to an organizer that has left."""
    scenes.submitted(contact_email="who@example.org")
    row = letter("received")
    row.state, row.sent_at = SENT, NOW
    db.session.commit()
    return row


def results(letter_id: int) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(row.result, row.said) for row in deliveries_of(letter_id)]


def test_a_letter_that_came_back_has_failed_and_the_office_is_told(sent):
    assert receive(report(sent.message_id), now=LATER) == "bounced"
    assert letter("received").state == FAILED
    ((result, said),) = results(sent.id)
    assert result == "bounced"
    assert "no such mailbox" in said
    told = letter("delivery-failed")
    assert told.recipient == "gcmigrationparticipationvienna@un.org"
    assert "no such mailbox" in told.text
    (row,) = incoming_about(sent.proposal_id)
    assert (row.kind, row.outcome, row.letter_id) == ("report", "bounced", sent.id)


def test_the_same_report_is_taken_in_once(sent):
    raw = report(sent.message_id)
    assert [receive(raw, now=LATER), receive(raw, now=LATER)] == ["bounced", "seen"]
    assert len(results(sent.id)) == len(letters("delivery-failed")) == 1


@pytest.mark.parametrize(("action", "result"), [("delayed", "delayed"), ("delivered", "delivered")])
def test_a_letter_that_is_only_late_or_has_arrived_stays_sent(sent, action, result):
    assert receive(report(sent.message_id, action=action, said="4.4.1 trying"), now=LATER) == result
    assert (letter("received").state, letter("received").reported) == (SENT, result)
    assert "4.4.1 trying" in letter("received").server_said
    assert [each for each, _ in results(sent.id)] == [result]
    assert letters("delivery-failed") == []


def test_a_letter_to_the_office_that_came_back_is_not_told_to_the_office(sent):
    row = letter("decision-wanted")
    row.state = SENT
    db.session.commit()
    assert receive(report(row.message_id, recipient=row.recipient), now=LATER) == "bounced"
    assert letter("decision-wanted").state == FAILED
    assert letters("delivery-failed") == []


def test_a_report_on_another_recipient_changes_nothing(sent):
    assert receive(report(sent.message_id, recipient="other@example.org"), now=LATER) == "dropped"
    assert (letter("received").state, letters("delivery-failed"), results(sent.id)) == (SENT, [], [])


def test_of_several_recipients_the_letters_own_counts(sent):
    other = b"Final-Recipient: rfc822; other@example.org\nAction: failed\nStatus: 5.1.1\n\n"
    raw = report(sent.message_id, action="delivered").replace(b"Final-Recipient", other + b"Final-Recipient", 1)
    assert receive(raw, now=LATER) == "delivered"
    assert letter("received").state == SENT


def test_a_report_that_names_no_recipient_counts(sent):
    raw = report(sent.message_id).replace(b"Final-Recipient: rfc822; who@example.org\n", b"")
    assert receive(raw, now=LATER) == "bounced"


def test_a_report_on_a_letter_of_somebody_else_changes_nothing(sent):
    before = len(letters())
    assert receive(report("<unknown@example.org>"), now=LATER) == "dropped"
    assert (letter("received").state, len(letters()), results(sent.id)) == (SENT, before, [])
