"""Proposing: the form, its preview, its answers."""

import pytest

from sideevents.extensions import db
from sideevents.rules.ask import CoOrganizer
from sideevents.store.conference import find_conference
from tests import scenes
from tests.web.proposing import DEADLINE, FORM, REQUIRED, SLUG, letters, post, propose, set_clock, stored

# one phone's worth of names in six scripts
NAMES = ("مريم العلي", "陈思远", "Ольга Иванова", "José Ñúñez", "रवि शर्मा", "נועה לוי")


@pytest.fixture(autouse=True)
def vienna(app):
    with app.app_context():
        scenes.vienna()


def test_the_form_shows_each_window_with_how_many_wish_for_it(app, pages):
    with app.app_context():
        scenes.submitted(preferences=(scenes.MONDAY_LUNCH,))
        scenes.unconfirmed(preferences=(scenes.MONDAY_LUNCH, scenes.TUESDAY_LUNCH))
    text = pages.get(FORM).text
    assert "Mon 4 Sep, Lunch break 13:15–14:45 (Vienna), 2 proposals wish for it" in text
    assert "Tue 5 Sep, Lunch break 13:15–14:45 (Vienna), 1 proposal wishes for it" in text
    assert "Proposals close on 9 August 2017, 23:59 (Vienna)" in text
    assert len(pages.form().choices("preference_1")) == 5


def test_each_rendered_form_has_a_key_of_its_own(pages):
    keys = {pages.get(FORM).form().values["submission_key"][0] for _ in range(2)}
    assert len(keys) == 2
    assert all(len(key) >= 16 for key in keys)


def test_a_proposal_lands_where_the_next_step_is_told(app, pages):
    assert propose(pages).location == f"/{SLUG}/received"
    text = pages.follow().text
    assert "within 48 hours" in text
    assert app.config["MAIL_DEFAULT_SENDER"] in text
    assert letters(app) == ["confirm-address"]


def test_every_field_reaches_the_proposal(app, pages):
    optional = {
        "co_organisers": "Second Network\nThird Network <office@third.example.org>\n\n",
        "contact_phone": "+43 1 26060",
        "public_email": "info@harbour.example.org",
        "preference_3": scenes.TUESDAY_LUNCH,
        "slot_minutes": "60",
        "languages": ["fr", "ar"],
        "languages_other": "Deutsch, sgn; Swahili",
        "equipment": ["projector", "headsets"],
        "equipment_other": "A piano",
        "accessibility_needs": "Captions",
        "speakers": "A judge\n  A  nurse ",
        "gate_list": "N. One\nN. Two",
        "join_url": "https://meet.example.org/1",
        **dict.fromkeys(("catering", "step_free", "closed", "no_recording"), True),
    }
    propose(pages, **optional)
    (ask,) = stored(app)
    assert ask.co_organisers == (
        CoOrganizer("Second Network"),
        CoOrganizer("Third Network", "office@third.example.org"),
    )
    assert ask.preferences == (scenes.MONDAY_LUNCH, scenes.TUESDAY_LUNCH)
    assert (ask.slot_minutes, ask.expected_attendance) == (60, 30)
    assert ask.languages == ("fr", "ar", "de", "sgn", "sw")
    assert (ask.equipment, ask.equipment_other) == (("projector", "headsets"), "A piano")
    assert (ask.speakers, ask.gate_list) == (("A judge", "A nurse"), ("N. One", "N. Two"))
    assert (ask.catering, ask.step_free, ask.closed, ask.no_recording) == (True, True, True, True)
    assert (ask.public_email, ask.contact_phone) == ("info@harbour.example.org", "+43 1 26060")


def test_an_absent_box_means_no(app, pages):
    propose(pages)
    (ask,) = stored(app)
    assert (ask.catering, ask.step_free, ask.closed, ask.no_recording) == (False, False, False, False)


def test_a_language_beyond_the_conference_comes_by_its_code(app, pages):
    post(pages, languages=["de", "en"])
    assert set(stored(app)[0].languages) == {"de", "en"}


@pytest.mark.parametrize("name", NAMES)
def test_names_come_back_as_they_were_typed(app, pages, name):
    assert propose(pages, contact_name=name, title="", status=422).form().values["contact_name"] == [name]
    pages.submit(button="submit", title=f"{name} {name}")
    (ask,) = stored(app)
    assert (ask.contact_name, ask.title) == (name, f"{name} {name}")


def test_every_problem_is_said_at_once_beside_its_field(app, pages):
    page = post(
        pages,
        status=422,
        title="x",
        theme="gardening",
        expected_attendance="many",
        contact_email="ada",
        join_url="http://a",
    )
    described = {field: page.element(f"{field}-problem").text for field in ("title", "expected_attendance")}
    assert described["title"] == "This is too short: it needs at least 5 characters."
    assert described["expected_attendance"] == "This must be a number from 1 to 5000."
    for field in ("theme", "contact_email", "join_url"):
        assert page.element(f"{field}-problem").text
    summary = [link for link in page.links() if "#" in link.href and link.text == described["title"]]
    assert len(summary) == 1
    assert page.title.startswith("Problem: ")
    assert (stored(app), letters(app)) == ([], [])


@pytest.mark.parametrize(("length", "status"), [(3000, 303), (3001, 422)])
def test_an_abstract_has_3000_characters_at_most_in_any_script(pages, length, status):
    page = post(pages, abstract="境" * length, status=status)
    if status == 422:
        assert "3001 characters" in page.element("abstract-problem").text
        assert page.element("abstract-counter").text == "3001 of 3,000 characters, 3001 words"


def test_line_ends_of_the_browser_count_as_one_character(pages):
    post(pages, abstract="a\r\n" * 1498 + "end")


@pytest.mark.parametrize(
    ("field", "character"),
    [
        ("title", "\x00"),
        ("abstract", "\x00"),
        ("abstract", "\x0b"),
        ("title", "\x0b"),
        ("title", "\x1c"),
        ("title", "\u2028"),
        ("title", "\u202e"),
        ("contact_name", "\n"),
        ("speakers", "\x0c"),
        ("co_organisers", "\u2066"),
    ],
)
def test_characters_that_cannot_be_shown_are_refused_and_named(app, pages, field, character):
    page = post(pages, status=422, **{field: f"Words and {character} words"})
    assert f"U+{ord(character):04X}" in page.element(f"{field}-problem").text
    assert stored(app) == []


@pytest.mark.parametrize("number", ["0", "5001", "9" * 31, "-3", "3.5", "9" * 5000])
def test_a_number_out_of_range_never_reaches_the_database(app, pages, number):
    page = post(pages, status=422, expected_attendance=number)
    assert "from 1 to 5000" in page.element("expected_attendance-problem").text


def test_a_wish_named_twice_is_said_at_the_second_even_if_one_between_is_empty(pages):
    page = propose(pages, preference_3=scenes.MONDAY_LUNCH, status=422)
    assert "twice" in page.element("preference_3-problem").text


def test_a_first_wish_left_out_is_asked_for(pages):
    page = propose(pages, preference_1="", preference_2=scenes.MONDAY_LUNCH, status=422)
    assert page.element("preference_1-problem").text == "Choose the window that you wish for most."
    assert page.form().values["preference_2"] == [scenes.MONDAY_LUNCH]


def test_unknown_languages_and_wrong_addresses_of_partners_are_named(pages):
    page = post(pages, status=422, languages_other="Klingon", co_organisers="Good\nBad <bad@>", accept_rules=None)
    assert "“Klingon”" in page.element("languages_other-problem").text
    assert "“bad@”" in page.element("co_organisers-problem").text
    assert page.element("accept_rules-problem").text == "Accept the rules to send the proposal."


def test_a_preview_changes_nothing_and_keeps_the_text(app, pages):
    page = propose(
        pages, button="preview", status=200, co_organisers="Partner <secret@partner.example.org>", speakers="A judge"
    )
    assert "How it will look" in page.text
    assert "The abstract has 7 words and 59 characters." in page.text
    shown = page.root.all("section")
    assert not any("secret@" in section.text for section in shown)
    assert (stored(app), letters(app)) == ([], [])
    pages.submit(button="submit")
    assert len(stored(app)) == 1


def test_a_preview_of_something_unfinished_shows_what_is_wrong(pages):
    page = propose(pages, button="preview", status=200, title="")
    assert page.element("title-problem").text == "Enter a title."


def test_a_closed_event_is_previewed_without_abstract_and_speakers(pages):
    page = propose(pages, button="preview", status=200, closed=True, speakers="A judge")
    (section,) = page.root.all("section")
    assert REQUIRED["abstract"] not in section.text
    assert "A judge" not in section.text


def test_a_preview_does_not_ask_to_accept_the_rules(pages):
    page = propose(pages, button="preview", status=200, accept_rules=False)
    assert "There is a problem" not in page.text
    assert "Accept the rules" in pages.submit(button="submit", status=422).text


def test_where_the_conference_takes_late_proposals_they_are_marked_as_late(app, pages):
    with app.app_context():
        row = find_conference(SLUG)
        row.document = {**row.document, "deadline": {**row.document["deadline"], "late": "flag"}}
        db.session.commit()
    set_clock(app, DEADLINE)
    assert "yours will be marked as late" in pages.get(FORM).text
    pages.submit(**REQUIRED)
    with app.app_context():
        assert scenes.proposal(1).late


def test_no_form_stands_at_an_unknown_conference(pages):
    pages.get("/no%00where/propose", status=404)
    for path in ("propose", "received", "find-my-proposals"):
        pages.get(f"/nowhere/{path}", status=404)
