"""Conference files: what they must hold, and every problem of them at once."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from sideevents.rules import conference_file
from sideevents.rules.conference_shape import RESERVED_SLUGS
from sideevents.rules.problem import Refused

HARBOUR = Path(__file__).parents[1] / "data" / "harbour-new-york-2026.toml"


@pytest.fixture
def document():
    return conference_file.parse(HARBOUR.read_text("utf-8"))


def found(document):
    """(code, about) of every problem; the same whether dates are TOML's or ISO strings."""
    problems = conference_file.document_problems(document)
    assert conference_file.document_problems(conference_file.to_json(document)) == problems
    return [(problem.code, problem.about) for problem in problems]


def only(document):
    """The one problem of a document."""
    (problem,) = conference_file.document_problems(document)
    return problem.code, problem.about, dict(problem.facts)


def put(document, path, value):
    """Set the value at a path of keys and list places; ``...`` takes the key away."""
    *way, last = path
    for step in way:
        document = document[step]
    if value is ...:
        del document[last]
    else:
        document[last] = value


def test_a_good_file_has_no_problem(document):
    assert found(document) == []


def test_text_that_is_no_toml_is_refused_with_its_line():
    with pytest.raises(Refused) as refused:
        conference_file.parse('slug = "a"\ntitle = = 3\n')
    (problem,) = refused.value.problems
    assert (problem.code, problem.about, problem.facts["line"]) == ("toml-syntax", "", 2)
    assert "line 2" in problem.facts["message"]


@pytest.mark.parametrize("text", ['slug = "a', "seats = " + "9" * 5000])
def test_every_way_of_being_no_toml_is_the_same_refusal(text):
    with pytest.raises(Refused) as refused:
        conference_file.parse(text)
    assert refused.value.problems[0].code == "toml-syntax"
    assert refused.value.problems[0].facts["line"] == 1


REQUIRED = [
    *((key,) for key in ("slug", "title", "short_title", "venue", "city", "time_zone", "dates", "languages")),
    *((key,) for key in ("reference_prefix", "decisions_by", "texts", "office", "deadline", "windows", "themes")),
    ("organisation_types",),
    ("texts", "rules"),
    ("texts", "privacy"),
    ("office", "name"),
    ("office", "email"),
    ("deadline", "submissions"),
    *(("agenda", 1, key) for key in ("day", "start", "end", "title", "kind")),
    *(("windows", 1, key) for key in ("day", "key", "start", "end", "kind", "label")),
    *(("rooms", 2, key) for key in ("name", "seats")),
    *(("rooms", 1, "closed", 0, key) for key in ("from", "until", "reason")),
    ("themes", 0, "key"),
    ("themes", 0, "label"),
]


def written(path):
    """The path as ``about`` has it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


@pytest.mark.parametrize("path", REQUIRED, ids=written)
def test_a_required_key_is_missed(document, path):
    put(document, path, ...)
    assert found(document) == [("missing", written(path))]


@pytest.mark.parametrize("path", [("title",), ("office", "name"), ("rooms", 0, "name")], ids=written)
def test_a_blank_text_is_missing(document, path):
    put(document, path, "  ")
    assert found(document) == [("missing", written(path))]


@pytest.mark.parametrize("key", ["dates", "languages", "windows", "themes", "organisation_types"])
def test_an_empty_list_is_missing(document, key):
    put(document, (key,), [])
    assert ("missing", key) in found(document)


@pytest.mark.parametrize("key", ["agenda", "rooms", "equipment", "cautions", "programme_from", "join_links"])
def test_what_is_optional_may_be_absent(document, key):
    for room in document["rooms"]:
        room.pop("features", None)
    put(document, (key,), ...)
    assert found(document) == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("title",), 7, "text"),
        (("office",), "me", "a table"),
        (("windows",), {"day": 1}, "a list"),
        (("windows", 0), "lunch", "a table"),
        (("dates", 1), "1 November", "a date"),
        (("dates", 1), "2026-W44-7", "a date"),
        (("dates", 1), "20261101", "a date"),
        (("dates", 1), datetime(2026, 11, 1, 10), "a date"),
        (("deadline", "submissions"), True, "a date"),
        (("windows", 0, "start"), "9:30", "a time"),
        (("windows", 0, "start"), time(13, 0, 30), "a time"),
        (("windows", 0, "start"), 13, "a time"),
        (("rooms", 0, "seats"), "40", "a whole number"),
        (("rooms", 0, "seats"), 40.5, "a whole number"),
        (("rooms", 0, "seats"), True, "a whole number"),
        (("rooms", 0, "step_free"), 1, "true or false"),
        (("rooms", 2, "parts"), "east", "a list"),
        (("programme_from",), "2026-10-05", "a date and time"),
        (("rooms", 1, "closed", 0, "from"), datetime(2026, 10, 31, 12, tzinfo=UTC), "a date and time without offset"),
        (("cautions", "seats"), "on", "a whole number"),
        (("cautions", "parallel"), True, "a whole number"),
    ],
)
def test_a_value_of_another_type_says_what_is_expected(document, path, value, expected):
    put(document, path, value)
    problems = [each for each in conference_file.document_problems(document) if each.about == written(path)]
    assert [(each.code, each.facts) for each in problems] == [("wrong-type", {"expected": expected})]


@pytest.mark.parametrize(
    ("path", "value", "code", "facts"),
    [
        (("slug",), "Harbour 2026", "bad-slug", {"slug": "Harbour 2026"}),
        (("slug",), "-harbour", "bad-slug", {"slug": "-harbour"}),
        (("rooms", 0, "name"), "East\nRoom", "forbidden-character", {"character": "U+000A"}),
        (("texts", "rules"), "One\u2028two", "forbidden-character", {"character": "U+2028"}),
        (("short_title",), "x" * 61, "too-long", {"max": 60, "has": 61}),
        (("time_zone",), "Europe/Wien", "unknown-zone", {"zone": "Europe/Wien"}),
        (("time_zone",), "America", "unknown-zone", {"zone": "America"}),
        (("time_zone",), "../etc/passwd", "unknown-zone", {"zone": "../etc/passwd"}),
        (("reference_prefix",), "hb", "bad-prefix", {"prefix": "hb"}),
        (("reference_prefix",), "H-B", "bad-prefix", {"prefix": "H-B"}),
        (("languages", 0), "English", "bad-language", {"language": "English"}),
        (("office", "email"), "office at un.org", "bad-address", {"address": "office at un.org"}),
        (("office", "email"), "a@b@un.org", "bad-address", {"address": "a@b@un.org"}),
        (("office", "email"), "office@localhost", "bad-address", {"address": "office@localhost"}),
        (("join_links",), "all", "bad-value", {"value": "all", "allowed": ("public", "calendar-only", "none")}),
        (("deadline", "late"), "maybe", "bad-value", {"value": "maybe", "allowed": ("refuse", "flag")}),
        (("agenda", 0, "kind"), "main", "bad-value", {"value": "main", "allowed": ("plenary", "break", "other")}),
        (("windows", 0, "kind"), "tea", "bad-value", {"value": "tea", "allowed": ("lunch", "pre-plenary", "other")}),
        (("rooms", 0, "seats"), 0, "out-of-range", {"min": 1, "max": 100_000}),
        (("rooms", 0, "set_up_minutes"), -5, "out-of-range", {"min": 0, "max": 720}),
        (("windows", 0, "slot_minutes"), 125, "out-of-range", {"min": 5, "max": 120}),
        (("cautions", "parallel"), -1, "out-of-range", {"min": 0, "max": 1000}),
        (("cautions", "seats"), 2, "out-of-range", {"min": 0, "max": 1}),
        (("decisions_by",), date(1, 1, 1), "out-of-range", {"min": 1970, "max": 2999}),
        (("rooms", 0, "features", 0), "organ", "unknown-feature", {"feature": "organ"}),
        (("rooms", 2, "parts", 0), "north", "unknown-room", {"room": "north"}),
        (("rooms", 2, "parts", 0), "hall", "unknown-room", {"room": "hall"}),
        (("rooms", 0, "parts"), ["west"], "part-of-part", {"room": "east"}),
    ],
)
def test_a_bad_value_is_named_with_its_facts(document, path, value, code, facts):
    put(document, path, value)
    if code == "part-of-part":
        path = ("rooms", 2, "parts", 0)
    assert only(document) == (code, written(path), facts)


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_a_word_of_the_address_table_is_no_slug(document, slug):
    put(document, ("slug",), slug)
    assert only(document) == ("reserved-slug", "slug", {"slug": slug})


@pytest.mark.parametrize("slug", ["office", "api", "proposals", "static", "dev", "healthz", "readyz", "metrics"])
def test_the_reserved_words_are_those_of_the_address_table(slug):
    assert slug in RESERVED_SLUGS


@pytest.mark.parametrize(
    ("path", "near"),
    [
        (("titel",), "title"),
        (("office", "mail"), "email"),
        (("rooms", 1, "seat"), "seats"),
        (("cautions", "one-per-leader"), "one-per-lead"),
        (("xyzzy",), ""),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(document, path, near):
    put(document, path, 1)
    assert only(document) == ("unknown-key", written(path), {"near": near})


@pytest.mark.parametrize(
    ("path", "value", "about", "twice"),
    [
        (("windows", 1, "key"), "lunch", "windows[1].key", "2026-10-31/lunch"),
        (("rooms", 1, "key"), "hall", "rooms[2].key", "hall"),
        (("dates", 1), date(2026, 10, 31), "dates[1]", "2026-10-31"),
        (("languages", 1), "en", "languages[1]", "en"),
        (("rooms", 2, "parts", 1), "east", "rooms[2].parts[1]", "east"),
    ],
)
def test_what_must_be_unique_is_refused_the_second_time(document, path, value, about, twice):
    put(document, path, value)
    problems = [each for each in conference_file.document_problems(document) if each.code == "twice"]
    assert [(each.about, each.facts) for each in problems] == [(about, {"value": twice})]


@pytest.mark.parametrize("name", ["themes", "organisation_types", "equipment"])
def test_two_choices_never_share_a_key(document, name):
    document[name].append(dict(document[name][0]))
    assert found(document) == [("twice", f"{name}[1].key")]


def test_all_problems_are_named_at_once(document):
    document.update(slug="office", time_zone="Nowhere/Land", titel="x")
    del document["office"]["email"]
    document["windows"][1].update(end=time(9), kind="tea")
    document["rooms"][0].update(seats="many", features=["organ"])
    assert sorted(found(document)) == [
        ("bad-value", "windows[1].kind"),
        ("ends-before-start", "windows[1].end"),
        ("missing", "office.email"),
        ("reserved-slug", "slug"),
        ("unknown-feature", "rooms[0].features[0]"),
        ("unknown-key", "titel"),
        ("unknown-zone", "time_zone"),
        ("wrong-type", "rooms[0].seats"),
    ]


def test_an_empty_file_misses_everything_and_breaks_nothing():
    assert {code for code, _ in found({})} == {"missing"}


JUNK = [None, 0, "", "x", [], [None], {}, {"x": 1}, [{}], True, 1.5, date(2026, 1, 1)]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
@pytest.mark.parametrize("path", [*REQUIRED, ("rooms",), ("rooms", 1, "closed"), ("rooms", 2, "parts")], ids=written)
def test_no_junk_anywhere_makes_the_checker_stumble(document, path, junk):
    put(document, path, junk)
    problems = conference_file.document_problems(document)
    top = path[0]
    # only the part with the junk, or what refers to it, is objected to
    assert all(each.about.startswith((top, "windows", "agenda", "rooms")) for each in problems)
