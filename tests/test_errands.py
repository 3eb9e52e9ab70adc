"""The worker's round: one errand that fails keeps no other one from being run."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from sideevents.errands import Minute, end_what_is_over, keep_time, run_errand, run_errands, write_what_is_due
from sideevents.extensions import db
from sideevents.rules.workflow import Action
from sideevents.store.letter import SENT
from sideevents.store.proposal import RevisionRow
from sideevents.store.unit_of_work import unit_of_work
from sideevents.usecases.set_digest_hour import set_digest_hour
from tests import scenes
from tests.mail import waiting

NOON = datetime(2017, 8, 8, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@unit_of_work
def spoil(proposal_id: int) -> None:
    """Let a text be one that nobody can read."""
    db.session.query(RevisionRow).filter_by(proposal_id=proposal_id).update({"ask": {"title": 7}})


def test_an_errand_that_fails_is_logged_and_did_nothing(app, caplog):
    def fail() -> int:
        raise RuntimeError("nobody foresaw this")

    assert run_errand(app, fail) == 0
    assert "nobody foresaw this" in caplog.text
    assert run_errand(app, lambda: 3) == 3


def test_letters_leave_though_the_clocks_errand_fails(app, caplog):
    app.config["DEV_MAILBOX"] = True
    with app.app_context():
        waiting.post()
    stop, calls = threading.Event(), []

    def watch() -> datetime:
        calls.append(len(calls))
        if len(calls) == 1:
            raise RuntimeError("the hands are stuck")
        if len(calls) > 20:
            stop.set()
        return NOON

    run_errands(app, now=watch, stop=stop)
    with app.app_context():
        assert [row.state for row in waiting.rows()] == [SENT]
    assert "the hands are stuck" in caplog.text


def test_the_clock_looks_for_what_is_due_once_a_minute():
    minute = Minute()
    seconds = [0, 1, 59, 60, 61, 119.9, 120, 300, 100, 101]
    heard = [second for second in seconds if minute.has_passed(NOON + timedelta(seconds=second))]
    assert heard == [0, 60, 120, 300, 100]  # the last one: the clock was set back


def test_the_worker_reminds_and_sends_what_it_wrote_in_one_round(app):
    app.config["DEV_MAILBOX"] = True
    with app.app_context():
        scenes.vienna()
        scenes.unconfirmed(now=NOON - DAY)
    stop, calls = threading.Event(), []

    def watch() -> datetime:
        calls.append(len(calls))
        if len(calls) > 30:
            stop.set()
        return NOON

    run_errands(app, now=watch, stop=stop)
    with app.app_context():
        assert [(row.name, row.state) for row in waiting.rows()] == [("confirm-address", SENT), ("reminder", SENT)]


def test_a_proposal_that_cannot_be_reminded_keeps_no_other_one_waiting(each_context, caplog):
    scenes.vienna()
    broken, whole = scenes.unconfirmed(), scenes.unconfirmed()
    spoil(broken)
    write_what_is_due(scenes.NOW + DAY)
    assert scenes.letters(whole) == ["confirm-address", "reminder"]
    assert scenes.letters(broken) == ["confirm-address"]
    assert f"row {broken} failed" in caplog.text


def test_an_offer_that_cannot_be_released_keeps_no_other_one_waiting(each_context, caplog):
    scenes.vienna()
    broken, whole, unproven = scenes.submitted(), scenes.submitted(), scenes.unconfirmed()
    for proposal_id, room in ((broken, "m2"), (whole, "m3")):
        scenes.decide(proposal_id, Action.OFFER, room=room)
    spoil(broken)
    end_what_is_over(scenes.NOW + 20 * DAY)
    assert [scenes.proposal(each).status for each in (broken, whole, unproven)] == ["offered", "submitted", "expired"]
    assert f"row {broken} failed" in caplog.text


def test_keeping_time_ends_what_is_over_before_it_writes_of_it(context):
    scenes.vienna()
    set_digest_hour(scenes.SLUG, hour=None)
    unproven = scenes.unconfirmed()
    keep_time(scenes.NOW + 2 * DAY)
    assert scenes.proposal(unproven).status == "expired"
    assert scenes.letters(unproven) == ["confirm-address"]


@pytest.mark.parametrize(("host", "fetched"), [("", []), ("imap.example.org", [NOON])])
def test_mail_is_fetched_beside_the_round_where_there_is_a_mailbox(app, monkeypatch, host, fetched):
    from sideevents.inbound import fetching

    asked: list[datetime] = []
    stop, over = threading.Event(), threading.Event()

    def fetch(*, now: datetime) -> int:
        asked.append(now)
        stop.set()
        over.wait(30)  # a mailbox that answers slowly
        return 0

    monkeypatch.setattr(fetching, "fetch", fetch)
    app.config.update(IMAP_HOST=host, DEV_MAILBOX=True)
    with app.app_context():
        waiting.post()
    if not host:
        threading.Timer(0.5, stop.set).start()
    run_errands(app, now=lambda: NOON, stop=stop)
    over.set()
    assert asked == fetched
