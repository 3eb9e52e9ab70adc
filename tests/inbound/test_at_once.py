"""One message that two processes take in at one moment is one decision and one answer."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from sideevents.extensions import db
from sideevents.inbound.receiving import receive
from tests import scenes
from tests.inbound.mails import SETTINGS, answer, letter, letters
from tests.scenes import NOW

OFFICE = "gcmigrationparticipationvienna@un.org"
LATER = NOW + timedelta(hours=3)
AT_ONCE = 4


@pytest.mark.parametrize(
    ("line", "outcome", "name"),
    [
        ("approve", "decided", "reply-done"),
        ("hm?", "not-understood", "reply-not-understood"),
        ("decline", "not-understood", "reply-not-understood"),
    ],
)
def test_a_message_delivered_by_several_hands_at_once(each_app, line, outcome, name):
    each_app.config.update(SETTINGS)
    with each_app.app_context():
        scenes.vienna()
        proposal_id = scenes.submitted()
        raw = answer(letter("decision-wanted").reply_to, line, sender=OFFICE)
        db.session.rollback()
    ready, outcomes = threading.Barrier(AT_ONCE), []

    def take_in() -> None:
        with each_app.app_context():
            ready.wait()
            outcomes.append(receive(raw, now=LATER))

    hands = [threading.Thread(target=take_in) for _ in range(AT_ONCE)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert Counter(outcomes) == {outcome: 1, "seen": AT_ONCE - 1}
    with each_app.app_context():
        assert len(letters(name)) == 1
        assert scenes.letters(proposal_id).count("approved") == (line == "approve")
