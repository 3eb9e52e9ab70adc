"""An extension lets one proposal in: it opens the form again for one whose address was not confirmed in time."""

from datetime import timedelta

import pytest

from sideevents.store.proposal import find_extension
from sideevents.usecases.confirm_address import confirm_address
from sideevents.usecases.issue_extension import issue_extension
from tests import scenes
from tests.web.proposing import DEADLINE, REQUIRED, SLUG, mailed_link, set_clock, stored

LATE = DEADLINE + timedelta(hours=1)
TOO_LATE = LATE + timedelta(hours=49)
UNTIL = LATE + timedelta(days=4)


@pytest.fixture(autouse=True)
def let_in(app, pages):
    """A late proposal, sent in by an extension, not confirmed."""
    with app.app_context():
        scenes.vienna()
        issue_extension(REQUIRED["contact_email"], slug=SLUG, until=UNTIL, reason="Illness", by="office", now=DEADLINE)
    set_clock(app, LATE)
    pages.get(mailed_link(app, "extension", path=f"/{SLUG}/propose"))
    pages.submit(**{name: value for name, value in REQUIRED.items() if name != "contact_email"})


def test_the_extension_goes_with_the_text(app, pages):
    set_clock(app, TOO_LATE)
    pages.get(mailed_link(app, "confirm-address"), status=410)
    pages.get(pages.page.link("Start again with this text"))
    assert "You have an extension." in pages.text
    assert pages.form().values["title"] == [REQUIRED["title"]]
    pages.submit(accept_rules=True)
    assert [ask.title for ask in stored(app)] == [REQUIRED["title"]] * 2
    with app.app_context():
        assert find_extension(1).proposal_id == 2


def test_while_the_address_may_be_confirmed_the_extension_is_used(app, pages):
    assert "used" in pages.get(mailed_link(app, "extension", path=f"/{SLUG}/propose"), status=410).text


@pytest.mark.parametrize("moment", [UNTIL, UNTIL + timedelta(days=1)])
def test_an_extension_that_is_over_opens_nothing(app, pages, moment):
    set_clock(app, moment)
    page = pages.get(mailed_link(app, "confirm-address"), status=410)
    assert "ask for an extension" in page.text
    assert "Start again with this text" not in page.text


def test_an_extension_used_since_is_not_passed_on(app, pages):
    old = mailed_link(app, "confirm-address")
    set_clock(app, TOO_LATE)
    pages.get(old, status=410)
    pages.get(pages.page.link("Start again with this text"))
    pages.submit(accept_rules=True)
    with app.app_context():
        confirm_address(2, now=TOO_LATE)
    assert "Start again with this text" not in pages.get(old, status=410).text
