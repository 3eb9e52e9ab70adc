"""The decision page behind the link of the office's letter."""

import pytest

from sideevents.rules.workflow import Action
from tests import scenes
from tests.grounds.office import decided, place
from tests.scenes import MONDAY_LUNCH, TUESDAY_LUNCH

M2 = place(MONDAY_LUNCH, "m2")


def test_the_page_shows_the_proposal_and_what_is_free_before_it_asks(office, pages):
    office.tell(scenes.decide, office.proposed()[0], Action.APPROVE)
    _, path = office.proposed(
        title="Порты и права",
        preferences=(TUESDAY_LUNCH, MONDAY_LUNCH),
        contact_name="Ada Example",
        lead_organisation="Harbour",
    )
    page = pages.get(path)
    assert page.heading == "Порты и права"
    assert "SE-002 · revision 1 · received 1 August 2017, 10:00 (Vienna) · on time" in page.text
    for fact in ("Harbour", "Ada Example", "1. Tue 5 Sep, Lunch break, 13:15–14:45", "M2 (120 seats), M3 (90 seats)"):
        assert fact in page.text
    words = page.text
    assert words.index("What is free") < words.index("Your decision")
    assert words.index("Wish 1: Tue 5 Sep") < words.index("Wish 2: Mon 4 Sep")
    assert "M2 (120 seats): taken by SE-001, 13:00–15:00" in words


def test_nothing_is_preset_and_approve_is_not_the_first_choice(office, pages):
    _, path = office.proposed()
    form = pages.get(path).form("decision")
    assert form.values["action"] == []
    assert form.values["place"] == [""]
    assert form.choices("action") == ["return", "offer", "approve", "waitlist", "decline"]
    assert (form.values["accept_day"], form.values["accept_time"]) == (["2017-08-11"], ["18:00"])


@pytest.mark.parametrize(
    ("verb", "fields", "status", "letter"),
    [
        ("return", {"note": "Shorten the title."}, "returned", "returned"),
        ("offer", {"place": M2}, "offered", "offered"),
        ("approve", {"place": M2}, "approved", "approved"),
        ("waitlist", {}, "waitlisted", "waitlisted"),
        ("decline", {"note": "No products."}, "declined", "declined"),
    ],
)
def test_each_verb_has_its_letter_previewed_decided_and_written_down(office, pages, verb, fields, status, letter):
    proposal_id, path = office.proposed()
    before = office.everything()
    pages.get(path)
    page = pages.submit("decision", status=200, action=verb, initials="AB", **fields)
    previewed = page.root.all("pre")
    assert office.everything() == before, "a preview changes nothing"
    answer = pages.submit("preview", button="Decide and send")
    assert answer.location.startswith("/office/undo/")
    row = office.decisions(proposal_id)[-1]
    assert (row.action, row.initials, row.by) == (verb, "AB", "gcmigrationparticipationvienna@un.org")
    assert office.status(proposal_id) == status
    assert office.letters(proposal_id)[-1] == letter
    sent = office.last_letter(letter)
    assert next(previewed).raw.strip() == sent.text.strip()
    assert fields.get("note", "") in sent.text


@pytest.mark.parametrize(
    ("verb", "fields", "status", "letter"),
    [
        ("move", {"place": place(TUESDAY_LUNCH, "c2")}, "approved", "moved"),
        ("cancel", {"note": "The delegation cannot travel."}, "cancelled", "cancelled"),
        ("approve", {}, "approved", "approved"),
        ("return", {"note": "The old title was better."}, "approved", "returned"),
        ("decline", {"note": "Not about the theme."}, "approved", "declined"),
    ],
)
def test_an_approved_side_event_with_a_new_text_is_decided_on_from_its_letter(
    office, pages, verb, fields, status, letter
):
    proposal_id, path = office.proposed()
    decided(pages, path, action="approve", place=M2, initials="AB")
    office.tell(amend, proposal_id, title="A better title")
    page = pages.get(office.link("amended"))
    assert "new text to decide on" in page.text
    assert "What revision 2 changed" in page.text
    decided(pages, office.link("amended"), action=verb, initials="AB", **fields)
    assert (office.status(proposal_id), office.letters(proposal_id)[-1]) == (status, letter)


def amend(proposal_id, **changes):
    from dataclasses import replace

    from sideevents.store.proposal import revision_of
    from sideevents.usecases.amend_proposal import amend_proposal

    row = scenes.proposal(proposal_id)
    amend_proposal(row.id, replace(revision_of(row), **changes), revision=row.revision, now=scenes.NOW)


def test_the_difference_to_the_text_before_is_shown(office, pages):
    proposal_id, _ = office.proposed(title="Old words stay here")
    office.tell(amend, proposal_id, title="New words stay here")
    page = pages.get(office.link("amended"))
    assert [node.text for node in page.root.all("del")] == ["Old"]
    assert [node.text for node in page.root.all("ins")] == ["New"]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_page_changes_nothing(office, pages, method):
    _, path = office.proposed()
    before = office.everything()
    answer = getattr(pages.client, method)(f"{path}?step=decide&action=approve&initials=AB&place={M2}")
    assert answer.status_code == 200
    assert office.everything() == before


def test_a_press_without_the_last_button_only_previews(office, pages):
    proposal_id, path = office.proposed()
    pages.get(path)
    pages.post(path, {"action": "decline", "note": "No.", "initials": "AB"}, status=200)
    assert office.status(proposal_id) == "submitted"


def test_the_cautions_of_the_chosen_room_stand_above_the_letter(office, pages):
    _, path = office.proposed(expected_attendance=150)
    pages.get(path)
    page = pages.submit("decision", status=200, action="approve", place=M2, initials="AB")
    assert "150 people are expected, and the room has 120 seats." in page.text


def test_change_something_leads_back_with_everything_kept(office, pages):
    _, path = office.proposed()
    pages.get(path)
    note = "Line one\r\n\r\nالسطر الثاني & <b>"
    pages.submit(
        "decision",
        status=200,
        action="offer",
        place=M2,
        note=note,
        initials="ÅB",
        start="13:30",
        accept_day="2017-08-14",
    )
    form = pages.submit("preview", button="Change something", status=200).form("decision")
    for name, value in {
        "action": "offer",
        "place": M2,
        "note": note,
        "initials": "ÅB",
        "start": "13:30",
        "accept_day": "2017-08-14",
    }.items():
        assert form.values[name] == [value]


def test_every_problem_stands_beside_its_field_and_the_text_is_kept(office, pages):
    _, path = office.proposed()
    pages.get(path)
    page = pages.submit("decision", status=422, action="offer", note="Kept words", accept_day="2017-08-01")
    assert page.element("place-problem").text == "Choose a slot: its day, its start and its end."
    assert "Write your initials" in page.element("initials-problem").text
    assert page.form("decision").values["note"] == ["Kept words"]
    page = pages.submit("decision", status=422, place=M2, initials="AB")
    assert "choose a later instant" in page.element("accept_day-problem").text
    page = pages.submit("decision", status=422, action="decline", note="")
    assert "Write a note" in page.element("note-problem").text


def test_no_verb_chosen_is_said_kindly(office, pages):
    _, path = office.proposed()
    pages.get(path)
    page = pages.submit("decision", status=422, note="Kept words")
    assert page.element("action-problem").text == "Choose a decision."
    assert "Write your initials" in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "nonsense"},
        {"place": "2017-13-41 99:99-00:00 m2"},
        {"place": "0001-01-01 13:15-14:45 m2"},
        {"place": "2017-09-04 13:15-14:45 nowhere"},
        {"place": "2017-09-04 10:15-11:45 m2"},
        {"place": M2, "start": "25:61"},
        {"place": M2, "start": "14:45", "end": "13:15"},
        {"place": M2, "note": "NUL\x00"},
        {"place": M2, "initials": "A\u202eB"},
        {"place": M2, "note": "x" * 3001},
        {"action": "undo"},
        {"action": "merge"},
        {"action": "accept"},
    ],
)
def test_nonsense_from_a_forged_form_is_refused_and_changes_nothing(office, pages, fields):
    _, path = office.proposed()
    before = office.everything()
    pages.get(path)
    sent = {"action": "approve", "initials": "AB", "step": "decide", **fields}
    answer = pages.client.post(path, data={**sent, "csrf_token": pages.csrf_token()})
    assert answer.status_code in (409, 422)
    assert office.everything() == before


def test_start_and_end_may_be_chosen_inside_the_window(office, pages):
    proposal_id, path = office.proposed()
    decided(pages, path, action="approve", place=M2, start="13:30", end="14:30", initials="AB")
    assert office.decisions(proposal_id)[-1].after["slot"] == ["2017-09-04T11:30:00+00:00", "2017-09-04T12:30:00+00:00"]


def test_an_online_event_is_approved_without_a_room(office, pages):
    proposal_id, path = office.proposed(format="online", join_url="https://example.org/join")
    decided(pages, path, action="approve", place=place(MONDAY_LUNCH, ""), initials="AB")
    assert office.decisions(proposal_id)[-1].after["room"] == ""
    assert office.status(proposal_id) == "approved"


def test_boxes_ticked_by_eye_are_kept_with_the_decision(office, pages):
    proposal_id, path = office.proposed(title="What Austria does", organisation_type="private-sector")
    page = pages.get(path)
    assert page.form("decision").choices("checked") == ["commercial-pitch", "state-in-title:Austria"]
    decided(pages, path, action="waitlist", checked=["state-in-title:Austria"], initials="AB")
    assert office.decisions(proposal_id)[-1].after["checked"] == ["state-in-title:Austria"]


def test_the_initials_are_remembered_in_the_browser(office, pages):
    _, first = office.proposed()
    decided(pages, first, action="waitlist", initials="AB")
    _, second = office.proposed()
    assert pages.get(second).form("decision").values["initials"] == ["AB"]
