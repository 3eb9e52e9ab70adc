"""What an officer's answer decides, and what its answer says of the rest."""

from datetime import UTC, datetime, timedelta

import pytest

from sideevents.inbound.receiving import receive
from sideevents.rules.workflow import Action, Status
from sideevents.store.decision import decisions_on
from tests import scenes
from tests.inbound.mails import SETTINGS, answer, letter, letters
from tests.scenes import NOW, decide

OFFICE = "gcmigrationparticipationvienna@un.org"
LATER = NOW + timedelta(hours=3)
SIGNED = "decline\n\nBest regards,\nMaria Schmidt\nUN Office, +43 1 2606 0\nThis e-mail is confidential."
QUOTED = "Vom: Side events\nGestern\nA side event waits.\nhttps://portal.example.org/office/decide/SECRET"


@pytest.fixture(autouse=True)
def vienna(app):
    app.config.update(SETTINGS)
    with app.app_context():
        scenes.vienna()
        yield


def decided(text: str, *, name: str = "decision-wanted", now: datetime = LATER) -> str:
    return receive(answer(letter(name).reply_to, text, sender=OFFICE), now=now)


def words(name: str) -> str:
    return " ".join(letter(name).text.split())


def test_a_signature_never_becomes_the_reason_of_a_refusal():
    proposal_id = scenes.submitted()
    assert decided(SIGNED) == "not-understood"
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert "Maria" not in "".join(each.text for each in letters("declined"))


def test_an_unknown_quotation_is_not_sent_on_to_the_organizer():
    proposal_id = scenes.submitted()
    assert decided(f"return please shorten\n\nMaria\n\n{QUOTED}") == "decided"
    assert decisions_on(proposal_id)[-1].note == "please shorten"
    assert "SECRET" not in letter("returned").text + letter("returned").html
    assert "> Maria" in letter("reply-done").text


def test_a_remark_that_holds_a_link_of_the_office_is_not_sent_on():
    proposal_id = scenes.submitted()
    assert decided(f"return please shorten\n{QUOTED}") == "not-understood"
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert "holds a link of the office" in words("reply-not-understood")


def test_words_below_an_approval_are_quoted_as_not_read():
    scenes.submitted()
    assert decided("approve M2\nPlease tell them no catering.") == "decided"
    assert "Left out, because it stands below the decision" in words("reply-done")
    assert "> Please tell them no catering." in letter("reply-done").text
    assert "catering" not in letter("approved").text


def test_a_plain_approval_leaves_nothing_out():
    scenes.submitted()
    assert decided("approve") == "decided"
    assert "Left out" not in words("reply-done")
    assert "Beware" not in words("reply-done")


def test_the_answer_names_what_to_beware_of_in_the_room_that_was_given():
    scenes.submitted(expected_attendance=180, step_free=True)
    assert decided("approve Press Room mon lunch") == "decided"
    assert "Beware" in words("reply-done")
    assert "180 people are expected, and the room has" in words("reply-done")


def test_no_room_is_given_that_is_too_small_unless_it_is_named():
    proposal_id = scenes.submitted(expected_attendance=5000)
    assert decided("approve") == "refused"
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert "seats the 5000 people expected. The largest is Boardroom D with 190 seats" in words(
        "reply-refused"
    ).replace(",", "")
    assert decided("approve M2 mon lunch", name="reply-refused") == "decided"


def test_a_wish_that_is_past_gives_way_to_the_next():
    proposal_id = scenes.submitted(preferences=(scenes.MONDAY_LUNCH, scenes.TUESDAY_LUNCH))
    assert decided("approve", now=datetime(2017, 9, 4, 16, tzinfo=UTC)) == "decided"
    assert scenes.public(proposal_id)[1] == "2017-09-05"


def test_a_slot_that_is_past_is_refused_as_such():
    proposal_id = scenes.submitted()
    assert decided("approve", now=datetime(2017, 9, 4, 16, tzinfo=UTC)) == "refused"
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED


def test_a_full_first_wish_gives_way_to_the_next():
    for room in ("m2", "m3", "boardroom-d"):
        decide(scenes.submitted(), Action.APPROVE, room=room)
    proposal_id = scenes.submitted(expected_attendance=100, preferences=(scenes.MONDAY_LUNCH, scenes.TUESDAY_LUNCH))
    assert decided("approve") == "decided"
    assert scenes.public(proposal_id)[:2] == ("m2", "2017-09-05")
