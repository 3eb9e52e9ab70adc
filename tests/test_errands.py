"""The worker's round: one errand that fails keeps no other one from being run."""

import threading
from datetime import UTC, datetime

from sideevents.errands import run_errand, run_errands
from sideevents.store.letter import SENT
from tests.mail import waiting

NOON = datetime(2017, 8, 8, 12, 0, tzinfo=UTC)


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
        if len(calls) > 3:
            stop.set()
        return NOON

    run_errands(app, now=watch, stop=stop)
    with app.app_context():
        assert [row.state for row in waiting.rows()] == [SENT]
    assert "the hands are stuck" in caplog.text
