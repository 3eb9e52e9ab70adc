"""Nothing typed is ever lost: each refusal of the form gives everything back, and a second press does no harm."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import text

from sideevents.extensions import db
from sideevents.usecases.issue_extension import issue_extension
from tests import scenes
from tests.grounds.pages import Pages
from tests.web.proposing import (
    DEADLINE,
    FORM,
    REQUIRED,
    SLUG,
    filled,
    letters,
    mailed_link,
    post,
    propose,
    set_clock,
    stored,
)

EVERYTHING = {
    **REQUIRED,
    "title": "Title “typed” <b>& kept</b>",
    "abstract": "First line of the abstract\r\n\r\n  third line, اللغة العربية",
    "co_organisers": "Partner One\r\nPartner Two <two@partner.example.org>",
    "contact_phone": "+43 1 26060-0",
    "public_email": "public@harbour.example.org",
    "preference_2": scenes.TUESDAY_LUNCH,
    "preference_3": scenes.TUESDAY_EARLY,
    "slot_minutes": "45",
    "expected_attendance": "77",
    "format": "hybrid",
    "languages": ["ar", "zh"],
    "languages_other": "Swahili",
    "equipment": ["projector", "flip-charts"],
    "equipment_other": "A grand piano",
    "catering": True,
    "step_free": True,
    "accessibility_needs": "Captions in French",
    "speakers": "A judge\r\nA nurse",
    "gate_list": "N. One\r\nN. Two",
    "join_url": "https://meet.example.org/42",
    "closed": True,
    "no_recording": True,
}


@pytest.fixture(autouse=True)
def vienna(app):
    with app.app_context():
        scenes.vienna()


def assert_kept(pages, **changes):
    """Everything typed is in the last page's form, ready to be sent again."""
    form = pages.form(FORM) if len(pages.page.forms()) > 1 else pages.form()
    for name, value in {**EVERYTHING, **changes}.items():
        expected = form.choices(name) if value is True else value if isinstance(value, list) else [value]
        assert form.values[name] == expected, name


def test_a_problem_keeps_every_word(app, pages):
    propose(pages, **{**EVERYTHING, "join_url": "http://meet.example.org"}, status=422)
    assert_kept(pages, join_url="http://meet.example.org")
    pages.submit(button="submit", join_url=EVERYTHING["join_url"])
    assert len(stored(app)) == 1


def test_a_preview_keeps_every_word(pages):
    propose(pages, button="preview", status=200, **EVERYTHING)
    assert_kept(pages)


def test_the_deadline_passing_meanwhile_keeps_every_word_and_says_whom_to_ask(app, pages):
    set_clock(app, DEADLINE - timedelta(seconds=30))
    pages.get(FORM)
    set_clock(app, DEADLINE)
    page = pages.submit(status=422, **EVERYTHING)
    assert "Proposals were accepted until 9 August 2017, 23:59 (Vienna)." in page.text
    assert "Nothing is lost" in page.text
    mail = page.link("write to the conference office")
    assert mail.startswith("mailto:gcmigrationparticipationvienna@un.org?subject=Extension%20")
    assert_kept(pages)
    assert (stored(app), letters(app)) == ([], [])


def test_a_second_before_the_deadline_is_in_time(app, pages):
    set_clock(app, DEADLINE - timedelta(seconds=20))
    propose(pages, **EVERYTHING)
    assert len(stored(app)) == 1


def test_a_session_that_aged_keeps_every_word_and_the_next_press_is_taken(app, pages):
    pages.get(FORM)
    pages.client.delete_cookie("session")
    page = pages.submit(status=400, **EVERYTHING)
    assert "Nothing is lost" in page.text
    assert_kept(pages)
    assert stored(app) == []
    pages.submit(button="submit")
    assert len(stored(app)) == 1


def test_a_form_without_a_token_and_without_text_is_only_refused(pages):
    pages.get(FORM)
    assert pages.client.post(FORM).status_code == 400


def test_a_busy_database_keeps_every_word(app, pages):
    pages.get(FORM)
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with app.app_context():
        db.session.execute(text("PRAGMA busy_timeout=20"))
    rival = sqlite3.connect(path, isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    try:
        page = pages.submit(status=503, **EVERYTHING)
    finally:
        rival.execute("ROLLBACK")
        rival.close()
    assert int(page.headers["Retry-After"]) > 0
    assert_kept(pages)
    pages.submit(button="submit")
    assert len(stored(app)) == 1


def test_too_many_presses_from_one_source_keep_every_word(app, pages):
    app.config["SOURCE_LIMITS"] = {**app.config["SOURCE_LIMITS"], "submit": 1}
    propose(pages, title="", status=422)
    page = propose(pages, status=429, **EVERYTHING)
    assert 0 < int(page.headers["Retry-After"]) <= 3600
    assert_kept(pages)
    propose(Pages(app, remote_addr="192.0.2.7"), **EVERYTHING)


def test_a_second_press_is_the_first_answer_again(app, pages):
    answers = [post(pages, **REQUIRED).location for _ in range(2)]
    assert answers == [f"/{SLUG}/received"] * 2
    assert (len(stored(app)), letters(app)) == (1, ["confirm-address"])


def test_a_retry_after_the_deadline_is_the_first_answer_again(app, pages):
    set_clock(app, DEADLINE - timedelta(seconds=30))
    sent = filled(pages.get(FORM).form(), **REQUIRED)
    pages.post(FORM, sent)
    set_clock(app, DEADLINE + timedelta(minutes=1))
    pages.post(FORM, sent)
    assert len(stored(app)) == 1


def test_other_content_under_a_used_key_is_kept_and_may_be_sent_as_another_proposal(app, pages):
    key = "the-key-of-one-rendered-form"
    post(pages, key=key)
    page = post(pages, key=key, status=409, **EVERYTHING)
    assert "This form was sent before, with another text." in page.text
    assert_kept(pages)
    assert len(stored(app)) == 1
    pages.submit(button="anew")
    page = post(pages, key=key, step="anew", **EVERYTHING)  # a second press of that button
    assert [ask.title for ask in stored(app)] == [REQUIRED["title"], EVERYTHING["title"]]


def test_a_duplicate_is_refused_with_a_way_to_have_its_links_mailed(app, pages):
    propose(pages, **EVERYTHING)
    changed = {**EVERYTHING, "title": "TITLE typed b kept b", "abstract": "Other words"}
    page = propose(pages, status=422, **changed)
    assert "is already here" in page.element("title-problem").text
    assert_kept(pages, title=changed["title"], abstract="Other words")
    pages.submit("find-my-proposals")
    assert letters(app) == ["confirm-address", "links"]
    assert len(stored(app)) == 1


@pytest.mark.parametrize("key", ["", "short", "k" * 500, "odd \x00 key <&>"])
def test_a_key_of_any_shape_is_good_enough(app, pages, key):
    post(pages, key=key)
    assert len(stored(app)) == 1


def test_after_the_deadline_the_page_says_what_to_do_instead_of_a_form(app, pages):
    set_clock(app, DEADLINE)
    page = pages.get(FORM)
    assert page.heading == "Proposals are closed"
    assert page.forms() == []
    assert "9 August 2017, 23:59 (Vienna)" in page.text
    assert page.link("Ask the conference office for an extension").startswith("mailto:")


def extension(app, *, email: str = REQUIRED["contact_email"]) -> str:
    later = DEADLINE + timedelta(days=1)
    with app.app_context():
        issue_extension(email, slug=SLUG, until=later, reason="Illness", by="office@example.org", now=DEADLINE)
    return mailed_link(app, "extension", path=FORM)


def test_an_extension_opens_the_form_for_one_proposal_until_its_date(app, pages):
    set_clock(app, DEADLINE + timedelta(hours=1))
    link = extension(app)
    page = pages.get(link)
    assert "You have an extension." in page.text
    assert pages.form().values["contact_email"] == [REQUIRED["contact_email"]]
    pages.submit(**REQUIRED)
    assert len(stored(app)) == 1
    assert "was used already" in pages.get(link, status=410).text


def test_an_extension_is_for_its_address_alone(app, pages):
    set_clock(app, DEADLINE + timedelta(hours=1))
    pages.get(extension(app, email="other@example.org"))
    page = pages.submit(status=422, **EVERYTHING)
    assert "other@example.org" in page.element("contact_email-problem").text
    assert_kept(pages)


def test_an_extension_that_ends_while_one_types_keeps_every_word(app, pages):
    set_clock(app, DEADLINE + timedelta(hours=1))
    link = extension(app)
    pages.get(link)
    set_clock(app, DEADLINE + timedelta(days=1))
    page = pages.submit(status=422, **EVERYTHING)
    assert "This extension was good until" in page.text
    assert_kept(pages)
    assert "This extension was good until" in pages.get(link, status=410).text


def test_a_forged_extension_is_an_unknown_page_but_eats_no_text(app, pages):
    set_clock(app, DEADLINE - timedelta(minutes=1))
    pages.get(FORM)
    set_clock(app, DEADLINE)
    pages.post(f"{FORM}?extension=forged", EVERYTHING | {"catering": "y", "step_free": "y"}, status=422)
    assert pages.form().values["title"] == [EVERYTHING["title"]]
    pages.get(f"{FORM}?extension=forged", status=404)
