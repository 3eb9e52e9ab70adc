"""Every code that the portal's own source objects with has its sentence, and every sentence finds its facts."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from flask_babel import Babel

from sideevents import describing, wording
from sideevents.rules.contact import HAND_OVER
from sideevents.rules.problem import Problem
from sideevents.rules.workflow import Action, Status
from sideevents.sentences import SENTENCES
from tests import builders
from tests.grounds.house import Source, sources

RAISERS = ("Problem", "Objection")


@dataclass(frozen=True)
class Use:
    """One place in the source that objects; ``facts`` is None where it builds them out of sight."""

    where: str
    code: str
    facts: frozenset[str] | None


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    app = Flask("words")
    Babel(app)
    with app.app_context():
        yield


def uses() -> list[Use]:
    return [use for source in sources() for function in source.functions() for use in uses_in(source, function)]


def uses_in(source: Source, function: ast.AST) -> Iterator[Use]:
    names = {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISERS and node.args:
            for code in codes_of(node.args[0], names):
                yield Use(f"{source.name}:{node.lineno}", code, facts_of(node, names))


def codes_of(node: ast.AST, names: dict[str, ast.AST]) -> list[str]:
    """The codes that an expression may be; a parameter's are where the function is called."""
    if isinstance(node, ast.Name):
        return codes_of(names[node.id], names) if node.id in names else []
    if isinstance(node, ast.IfExp):
        return codes_of(node.body, names) + codes_of(node.orelse, names)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def facts_of(call: ast.Call, names: dict[str, ast.AST]) -> frozenset[str] | None:
    if call.func.id == "Objection":
        return frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
    given = [keyword.value for keyword in call.keywords if keyword.arg == "facts"] or call.args[2:3]
    return keys_of(given[0], names) if given else frozenset()


def keys_of(node: ast.AST, names: dict[str, ast.AST]) -> frozenset[str] | None:
    if isinstance(node, ast.Name) and node.id in names:
        return keys_of(names[node.id], names)
    if not isinstance(node, ast.Dict):
        return None
    found: frozenset[str] = frozenset()
    for key, value in zip(node.keys, node.values, strict=True):
        more = frozenset({key.value}) if isinstance(key, ast.Constant) else keys_of(value, names)
        if more is None:
            return None
        found |= more
    return found


def variants(code: str) -> list[str]:
    known = SENTENCES[code]
    return [str(each) for each in (known if isinstance(known, tuple) else (known,))]


def test_every_code_in_the_source_has_a_sentence():
    found = uses()
    assert sorted({f"{use.code} ({use.where})" for use in found if use.code not in SENTENCES}) == []
    assert {"deadline-passed", "room-taken", "missing", "toml-syntax"} <= {use.code for use in found}


def test_every_use_brings_the_facts_of_one_of_its_sentences():
    hungry = []
    for use in uses():
        if use.facts is None:
            continue
        facts = use.facts | ({"done"} if "action" in use.facts else set())
        if not any(wording.placeholders(variant) <= facts for variant in variants(use.code)):
            hungry.append(f"{use.code} ({use.where})")
    assert hungry == []


def test_no_sentence_is_kept_for_a_code_that_nobody_uses():
    said = {text for source in sources() if source.path.stem != "sentences" for text in source.strings()}
    assert sorted(set(SENTENCES) - said) == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_whole_and_ends(code):
    for variant in variants(code):
        assert variant.endswith((".", "?", "%(message)s"))
        assert variant % dict.fromkeys(wording.placeholders(variant), "x")


def test_every_state_and_every_verb_has_its_words():
    conference = builders.conference()
    assert {status: wording.status_text(status) for status in Status}.keys() == wording.STATUSES.keys()
    assert {*(action.value for action in Action), HAND_OVER} == wording.ACTIONS.keys()
    for status in Status:
        assert "%(" not in wording.what_next(status, conference=conference)


def test_a_deadline_is_read_as_the_minute_before():
    conference = builders.conference()
    problem = Problem("deadline-passed", about="deadline", facts={"deadline": conference.deadline})
    assert "until 9 August 2017, 23:59 (Vienna)" in wording.sentence(problem, conference)
    assert describing.deadline_text(conference) == "9 August 2017, 23:59 (Vienna)"


def test_facts_are_spoken_in_the_zone_of_the_conference():
    facts = {"action": Action.APPROVE, "by": "AB", "at": datetime(2017, 8, 8, 15, 5, tzinfo=UTC), "status": "approved"}
    said = wording.sentence(Problem("decided-meanwhile", facts=facts), builders.conference())
    assert "approved by AB on 8 August 2017, 17:05 (Vienna)" in said


def test_a_problem_without_its_facts_is_still_a_sentence():
    assert wording.sentence(Problem("room-taken", about="room")).startswith("Another side event has just taken")
    assert wording.sentence(Problem("no-such-code")) == "This was refused (no-such-code)."


def test_a_missing_field_says_what_to_enter():
    assert wording.sentence(Problem("missing", about="title")) == "Enter a title."
    assert wording.sentence(Problem("missing", about="rooms[1].name")) == "This is needed."


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Europe/Vienna", "(Vienna)"), ("America/New_York", "(New York)"), ("UTC", "(UTC)")],
)
def test_a_zone_is_named_by_its_city(zone, said):
    moment = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)
    assert describing.instant_text(moment, describing.ZoneInfo(zone)).endswith(said)


def test_a_slot_names_day_hours_and_city():
    assert describing.slot_text(builders.slot("13:15-14:45"), builders.conference()) == (
        "Monday 4 September 2017, 13:15–14:45 (Vienna)"
    )
    assert describing.place_text(builders.conference(), "m2", builders.slot("13:15-14:45")).endswith("M2, M, 1")
    assert describing.place_text(builders.conference(), "", builders.slot("13:15-14:45")).endswith("Online")
    assert describing.place_text(builders.conference(), "gone", builders.slot("13:15-14:45")).endswith("gone")


def test_an_ask_is_told_in_labels_and_words():
    ask = builders.ask(languages=("en", "ar", "sgn"), equipment=("projector",), slot_minutes=45, no_recording=True)
    facts = dict(describing.ask_facts(ask, builders.conference()))
    assert facts["Theme"] == "Trafficking in persons"
    assert facts["Wishes"] == "1. Mon 4 Sep, Lunch break, 13:15–14:45"
    assert facts["Languages"] == "English, Arabic, Sign language"
    assert facts["Equipment"] == "Projector and screen"
    assert facts["No recording"] == "Yes"
    assert "Catering" not in facts
    assert "Title" not in facts


def test_days_and_times_alone_are_spoken_too():
    assert describing.day_text(date(2017, 9, 5)) == "5 September 2017"
    facts = {"title": "Panel 1", "start": time(10, 0), "end": time(13, 0)}
    assert "Panel 1, 10:00 to 13:00" in wording.sentence(Problem("during-plenary", facts=facts))
