"""A proposal's text is judged whole: every objection at once, each beside its field."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sideevents.rules.admission import LANGUAGES, admission_problems, ask_problems
from sideevents.rules.ask import CoOrganizer
from sideevents.rules.problem import Problem
from tests.builders import LUNCH, PRE_PLENARY, ask, conference, window

quick = settings(max_examples=100, deadline=None)
SECOND_LUNCH = "2017-09-05/lunch"
LONG = "x" * 4000


def problems_of(**changes):
    return ask_problems(ask(**changes), conference=conference())


def test_a_dull_proposal_is_admitted():
    assert problems_of() == []


def test_everything_may_be_filled_in():
    full = {
        "co_organisers": (CoOrganizer("City of Example", "city@example.org"), CoOrganizer("Bar Association")),
        "preferences": (LUNCH, PRE_PLENARY, SECOND_LUNCH),
        "contact_phone": "+43 1 26060",
        "public_email": "public@harbour.example.org",
        "slot_minutes": 45,
        "equipment": ("projector", "headsets"),
        "equipment_other": "two flip charts\nand a bell",
        "accessibility_needs": "A ramp\r\nto the podium",
        "speakers": ("Moderator", "الخبيرة"),
        "gate_list": ("Ada Example",),
        "join_url": "https://meet.example.org/j/1?pwd=a",
        "languages": ("ar", "zh", "sgn"),
        "format": "hybrid",
    }
    assert problems_of(**full) == []


REQUIRED = [
    ("title", {"title": ""}),
    ("abstract", {"abstract": " \n "}),
    ("theme", {"theme": ""}),
    ("lead_organisation", {"lead_organisation": ""}),
    ("organisation_type", {"organisation_type": ""}),
    ("contact_name", {"contact_name": " "}),
    ("contact_email", {"contact_email": ""}),
    ("preference_1", {"preferences": ()}),
    ("preference_1", {"preferences": ("", LUNCH)}),
    ("format", {"format": ""}),
    ("languages", {"languages": ()}),
    ("co_organisers", {"co_organisers": (CoOrganizer("", "city@example.org"),)}),
]


@pytest.mark.parametrize(("about", "changes"), REQUIRED)
def test_what_is_required_must_be_there(about, changes):
    assert problems_of(**changes) == [Problem("missing", about=about)]


BOUNDS = [  # field, value of a length, the longest
    ("title", lambda n: "x" * n, 350),
    ("abstract", lambda n: "字" * n, 3000),
    ("lead_organisation", lambda n: "x" * n, 250),
    ("contact_name", lambda n: "x" * n, 350),
    ("contact_email", lambda n: "x" * (n - 12) + "@example.org", 254),
    ("contact_phone", lambda n: "1" * n, 350),
    ("public_email", lambda n: "x" * (n - 12) + "@example.org", 254),
    ("co_organisers", lambda n: (CoOrganizer("x" * n),), 250),
    ("co_organisers", lambda n: (CoOrganizer("City", "x" * (n - 12) + "@example.org"),), 254),
    ("equipment_other", lambda n: "x" * n, 3000),
    ("accessibility_needs", lambda n: "x" * n, 3000),
    ("speakers", lambda n: ("Moderator", "x" * n), 350),
    ("gate_list", lambda n: ("x" * n,), 350),
    ("join_url", lambda n: "https://example.org/" + "x" * (n - 20), 2000),
]


@pytest.mark.parametrize(("field", "of_length", "most"), BOUNDS, ids=str)
def test_every_text_has_an_end(field, of_length, most):
    assert problems_of(**{field: of_length(most)}) == []
    expected = Problem("too-long", about=field, facts={"max": most, "has": most + 1})
    assert problems_of(**{field: of_length(most + 1)}) == [expected]


def test_a_title_has_five_characters():
    assert problems_of(title="数字证据打") == []
    assert problems_of(title="数字证据") == [Problem("too-short", about="title", facts={"min": 5})]


LINES = [
    ("speakers", lambda n: tuple(f"Speaker {i}" for i in range(n)), 50),
    ("gate_list", lambda n: tuple(f"Guest {i}" for i in range(n)), 200),
    ("co_organisers", lambda n: tuple(CoOrganizer(f"City {i}") for i in range(n)), 50),
    ("equipment", lambda n: ("projector",) * n, 50),
    ("languages", lambda n: ("en",) * n, 50),
]


@pytest.mark.parametrize(("field", "lines", "most"), LINES, ids=str)
def test_every_list_has_an_end(field, lines, most):
    assert problems_of(**{field: lines(most)}) == []
    assert problems_of(**{field: lines(most + 1)}) == [Problem("too-many", about=field, facts={"max": most})]


CHOICES = [
    ("theme", {"theme": "weather"}, "weather"),
    ("organisation_type", {"organisation_type": "club"}, "club"),
    ("format", {"format": "postal"}, "postal"),
    ("preference_1", {"preferences": ("2017-09-04/tea",)}, "2017-09-04/tea"),
    ("preference_3", {"preferences": (LUNCH, PRE_PLENARY, "2018-09-04/lunch")}, "2018-09-04/lunch"),
    ("equipment", {"equipment": ("projector", "stage")}, "stage"),
    ("languages", {"languages": ("en", "xx")}, "xx"),
    ("languages", {"languages": ("EN",)}, "EN"),
    ("languages", {"languages": ("",)}, ""),
    ("theme", {"theme": "\ud800\x1b" + "w" * 99}, "??" + "w" * 58),
]


@pytest.mark.parametrize(("about", "changes", "value"), CHOICES)
def test_a_choice_is_one_of_those_offered(about, changes, value):
    assert problems_of(**changes) == [Problem("unknown-choice", about=about, facts={"value": value})]


def test_a_window_is_wished_for_once():
    assert problems_of(preferences=(LUNCH, LUNCH)) == [Problem("preference-twice", about="preference_2")]
    twice = problems_of(preferences=(LUNCH, PRE_PLENARY, LUNCH))
    assert twice == [Problem("preference-twice", about="preference_3")]


def test_three_wishes_are_heard():
    four = (LUNCH, PRE_PLENARY, SECOND_LUNCH, "2017-09-05/pre-plenary")
    assert problems_of(preferences=four) == [Problem("too-many", about="preference_3", facts={"max": 3})]


@pytest.mark.parametrize(("expected", "fits"), [(0, False), (1, True), (5000, True), (5001, False), (10**30, False)])
def test_between_one_and_five_thousand_people_are_expected(expected, fits):
    problem = Problem("out-of-range", about="expected_attendance", facts={"min": 1, "max": 5000})
    assert problems_of(expected_attendance=expected) == ([] if fits else [problem])


@pytest.mark.parametrize(
    ("preferences", "minutes", "most"),
    [
        ((LUNCH,), 90, None),
        ((LUNCH,), 91, 90),
        ((LUNCH,), 15, None),
        ((LUNCH,), 14, 90),
        ((PRE_PLENARY,), 75, None),
        ((PRE_PLENARY,), 76, 75),
        ((PRE_PLENARY, LUNCH), 90, None),
        ((), 90, None),
        ((PRE_PLENARY, LUNCH), -1, 90),
        ((), 91, 90),
    ],
)
def test_a_slot_is_wished_from_a_quarter_of_an_hour_to_the_longest_window_wished_for(preferences, minutes, most):
    problem = Problem("out-of-range", about="slot_minutes", facts={"min": 15, "max": most})
    problems = problems_of(preferences=preferences, slot_minutes=minutes)
    assert [each for each in problems if each.about == "slot_minutes"] == ([problem] if most else [])


URLS = [
    ("https://meet.example.org", True),
    ("HTTPS://meet.example.org", True),
    ("http://meet.example.org", False),
    ("javascript:alert(1)", False),
    ("https://", False),
    ("https:///path", False),
    ("https://[::1", False),
    ("https://meet.example.org/ and more", False),
    ("meet.example.org", False),
]


@pytest.mark.parametrize(("url", "taken"), URLS)
def test_a_join_address_is_https(url, taken):
    assert problems_of(join_url=url) == ([] if taken else [Problem("not-https", about="join_url")])


@pytest.mark.parametrize("address", ["ada", "ada@", "@example.org", "ada example@example.org", " ada@example.org"])
@pytest.mark.parametrize("field", ["contact_email", "public_email", "co_organisers"])
def test_an_address_has_the_shape_of_one(field, address):
    value = (CoOrganizer("City", address),) if field == "co_organisers" else address
    assert problems_of(**{field: value}) == [Problem("bad-address", about=field, facts={"address": address})]


ONE_LINERS = [
    ("title", lambda text: text),
    ("lead_organisation", lambda text: text),
    ("contact_name", lambda text: text),
    ("contact_email", lambda text: f"a{text}@example.org"),
    ("contact_phone", lambda text: text),
    ("public_email", lambda text: f"a{text}@example.org"),
    ("co_organisers", lambda text: (CoOrganizer(text),)),
    ("co_organisers", lambda text: (CoOrganizer("City", f"a{text}@example.org"),)),
    ("speakers", lambda text: (text, text)),
    ("gate_list", lambda text: (text,)),
    ("join_url", lambda text: f"https://example.org/{text}"),
]
LONG_TEXTS = ["abstract", "equipment_other", "accessibility_needs"]


@pytest.mark.parametrize(("field", "value"), ONE_LINERS, ids=str)
def test_one_line_holds_no_control_and_nothing_that_turns_it_round(field, value):
    problems = problems_of(**{field: value("word\x00word\u202eword")})
    expected = [Problem("forbidden-character", about=field, facts={"character": each}) for each in ("U+0000", "U+202E")]
    assert problems == expected


@pytest.mark.parametrize("field", LONG_TEXTS)
def test_a_long_text_holds_no_control_but_line_ends_and_tabs(field):
    problems = problems_of(**{field: "line\r\nline\tword \u202b\x0b"})
    assert problems == [Problem("forbidden-character", about=field, facts={"character": "U+000B"})]


@pytest.mark.parametrize("field", ["contact_phone", "equipment_other"])
def test_a_control_alone_is_not_an_empty_field(field):
    assert [problem.code for problem in problems_of(**{field: "\x0b"})] == ["forbidden-character"]


def test_languages_are_all_of_iso_639_1_and_sign():
    assert len(LANGUAGES) == 184
    assert {"ar", "zh", "en", "fr", "ru", "es", "de", "sw", "zu", "sgn"} <= LANGUAGES
    assert {len(code) for code in LANGUAGES - {"sgn"}} == {2}


WRONG = {  # each refused for itself, independent of the others
    "title": "abc",
    "abstract": "",
    "theme": "weather",
    "lead_organisation": "",
    "organisation_type": "club",
    "contact_name": LONG,
    "contact_email": "ada",
    "expected_attendance": 0,
    "format": "postal",
    "languages": (),
    "co_organisers": (CoOrganizer(""),),
    "contact_phone": "\x07",
    "public_email": "ada",
    "slot_minutes": 5,
    "equipment": ("stage",),
    "equipment_other": LONG,
    "accessibility_needs": LONG,
    "speakers": (LONG,),
    "gate_list": ("\x07",),
    "join_url": "ftp://example.org",
}


@given(st.sets(st.sampled_from(sorted(WRONG))))
@quick
def test_every_problem_is_told_at_once_and_no_other(fields):
    problems = problems_of(**{field: WRONG[field] for field in fields})
    assert sorted(problem.about for problem in problems) == sorted(fields)


def test_problems_come_in_the_order_of_the_form():
    assert [problem.about for problem in problems_of(**WRONG)] == list(WRONG)


def test_a_line_wrong_twice_is_one_problem():
    assert len(problems_of(speakers=("\x07", "a\x07"))) == 1


def test_a_wish_in_a_window_of_another_conference_is_unknown():
    elsewhere = conference(windows=(window(key="tea"),))
    (problem,) = ask_problems(ask(), conference=elsewhere)
    assert (problem.code, problem.about) == ("unknown-choice", "preference_1")


def test_the_hour_is_judged_with_the_text():
    dull = conference()
    wrong = ask(title="")
    late = [Problem("deadline-passed", about="deadline", facts={"deadline": dull.deadline})]
    missing = [Problem("missing", about="title")]
    before = dull.deadline - timedelta(microseconds=1)
    assert admission_problems(wrong, conference=dull, now=before) == missing
    assert admission_problems(wrong, conference=dull, now=dull.deadline) == missing + late
    assert admission_problems(ask(), conference=dull, now=dull.deadline) == late


def test_an_extension_or_a_flag_lets_late_ones_in():
    dull = conference()
    until = dull.deadline + timedelta(days=2)
    facts = {"conference": dull, "extension_until": until}
    assert admission_problems(ask(), now=until - timedelta(seconds=1), **facts) == []
    assert [each.code for each in admission_problems(ask(), now=until, **facts)] == ["deadline-passed"]
    assert admission_problems(ask(), conference=conference(late="flag"), now=until) == []
