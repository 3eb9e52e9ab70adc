"""Links: good for one thing and one proposal, dead after their time, mailed again on request."""

from datetime import UTC, datetime

import pytest

from sideevents.extensions import db
from sideevents.mail import links
from tests import scenes
from tests.grounds.pages import Pages
from tests.web.proposing import FIND, REQUIRED, confirmed, letters, mailed_link, set_clock

SUBMITTED = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def vienna(app):
    with app.app_context():
        scenes.vienna()


@pytest.mark.parametrize("path", ["/proposals/forged", "/proposals/confirm/forged", "/proposals/forged/amend"])
def test_a_forged_link_is_an_unknown_page(pages, path):
    pages.get(path, status=404)


def test_a_link_of_another_purpose_is_a_forged_one(app, pages):
    page = confirmed(app, pages)
    pages.get(page.replace("/proposals/", "/proposals/confirm/"), status=404)


def test_a_replaced_and_an_old_link_say_how_to_get_a_new_one(app, pages):
    page = confirmed(app, pages)
    set_clock(app, datetime(2017, 10, 4, 22, 0, tzinfo=UTC))
    pages.get(page)
    set_clock(app, datetime(2017, 10, 5, 22, 0, tzinfo=UTC))
    assert "30 days" in pages.get(page, status=410).text
    set_clock(app, SUBMITTED)
    with app.app_context():
        scenes.proposal(1).contact_epoch += 1
        db.session.commit()
    assert pages.get(page, status=410).link("Have your links mailed again") == FIND


@pytest.mark.parametrize("typed", [REQUIRED["contact_email"], "ADA@Harbour.Example.org", "nobody@example.org"])
def test_the_answer_is_the_same_for_every_address(app, pages, typed):
    confirmed(app, pages)
    pages.get(FIND)
    pages.submit(email=typed)
    known = typed != "nobody@example.org"
    assert pages.page.location == f"{FIND}?sent=1"
    assert "If proposals were sent with this address" in pages.follow().text
    assert typed not in pages.text
    assert (letters(app)[-1] == "links") is known
    if known:
        pages.get(mailed_link(app, "links"))
        assert "SE-001" in pages.text


def test_what_is_no_address_is_said_and_given_back(pages):
    pages.get(FIND)
    pages.submit(email="ada@", status=422)
    assert pages.form().values["email"] == ["ada@"]
    assert "name@example.org" in pages.page.element("email-problem").text


def test_asking_for_links_is_limited_by_source(app, pages):
    app.config["SOURCE_LIMITS"] = {**app.config["SOURCE_LIMITS"], "find": 1}
    for status in (303, 429):
        pages.get(FIND)
        page = pages.submit(email="nobody@example.org", status=status)
    assert "Retry-After" in page.headers


def test_a_page_link_opens_one_proposal_only(app, pages):
    confirmed(app, pages)
    second = confirmed(app, Pages(app), title="Another side event")
    with app.app_context():
        claims = links.PAGE.read(second.rsplit("/", 1)[1]).claims
    assert claims["proposal"] == 2
    assert "SE-001" not in pages.get(second).text
