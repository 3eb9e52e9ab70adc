"""Loading: conference files and proposal files, whole or not at all."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sideevents.demonstration.story import CONFERENCE_FILE, SAMPLES, samples
from sideevents.rules import conference_file
from sideevents.rules.problem import Refused
from sideevents.rules.workflow import Action, Status
from sideevents.store.conference import all_conferences, find_conference
from sideevents.store.office import all_officers
from sideevents.store.proposal import extensions_of, proposals_of
from sideevents.usecases.load_conference import load_conference
from sideevents.usecases.load_proposals import Terms, load_proposals
from tests import scenes
from tests.scenes import NOW, SLUG

BY = Terms(by="a test")


@pytest.fixture
def document(each_context):
    return conference_file.parse(CONFERENCE_FILE.read_text("utf-8"))


@pytest.fixture
def entries(each_context):
    scenes.vienna()
    row = find_conference(SLUG)
    assert row is not None
    return samples(row.read())


def test_a_new_conference_holds_its_letters(document):
    assert load_conference(document, held=True, now=NOW).new
    assert [row.outbox_held for row in all_conferences()] == [True]


def test_loading_again_tells_what_changed_and_gives_the_programme_a_new_version(document):
    load_conference(document, held=True, now=NOW)
    document["venue"] = "Elsewhere"
    loaded = load_conference(document, held=True, now=NOW)
    assert [(path, after) for path, _, after in loaded.differences] == [("venue", "Elsewhere")]
    row = find_conference(SLUG)
    assert row is not None
    assert (row.read().venue, row.programme_version) == ("Elsewhere", 2)


def test_loading_again_refuses_what_would_break_a_booking_and_names_it(document):
    load_conference(document, held=True, now=NOW)
    scenes.decide(scenes.submitted(), Action.APPROVE)
    document["rooms"] = [room for room in document["rooms"] if room["key"] != "m2"]
    with pytest.raises(Refused) as refused:
        load_conference(document, held=True, now=NOW)
    assert [problem.facts["reference"] for problem in refused.value.problems] == ["SE-001"]
    row = find_conference(SLUG)
    assert row is not None
    assert row.read().room("m2") is not None


def test_two_conferences_live_beside_each_other_with_references_of_their_own(document):
    load_conference(document, held=True, now=NOW)
    other = {**document, "slug": "another", "reference_prefix": "AN"}
    load_conference(other, held=True, now=NOW)
    assert [row.slug for row in all_conferences()] == ["another", SLUG]
    with pytest.raises(Refused) as refused:
        load_conference({**other, "slug": "a-third"}, held=True, now=NOW)
    assert scenes.codes(refused) == ["prefix-taken"]


def test_the_samples_are_loaded_as_submitted_without_letters(entries):
    references = load_proposals(entries, slug=SLUG, terms=BY, now=datetime(2017, 8, 29, tzinfo=UTC))
    assert (len(references), references[0]) == (25, "SE-001")
    row = find_conference(SLUG)
    assert row is not None
    rows = proposals_of(row.id)
    assert {each.state for each in rows} == {Status.SUBMITTED}
    assert sum(each.late for each in rows) == 3
    assert scenes.letters() == []


def test_as_submitted_the_three_late_samples_are_bad_rows_and_nothing_is_loaded(entries):
    with pytest.raises(Refused) as refused:
        load_proposals(entries, slug=SLUG, terms=replace(BY, as_submitted=True), now=NOW)
    assert [problem.about for problem in refused.value.problems] == [
        "row 10: deadline",
        "row 11: deadline",
        "row 25: deadline",
    ]
    row = find_conference(SLUG)
    assert row is not None
    assert proposals_of(row.id) == []


def test_late_samples_get_in_by_an_extension_each(entries):
    terms = replace(BY, as_submitted=True, extend_late="Agreed by telephone")
    load_proposals(entries, slug=SLUG, terms=terms, now=NOW)
    row = find_conference(SLUG)
    assert row is not None
    assert [each.reason for each in extensions_of(row.id)] == ["Agreed by telephone"] * 3


def test_letters_are_written_when_asked_for(entries):
    load_proposals(entries[:2], slug=SLUG, terms=replace(BY, letters=True), now=NOW)
    assert scenes.letters() == ["received", "decision-wanted"] * 2


def test_every_bad_row_is_named_with_all_its_problems(entries):
    bad = [
        replace(entries[0], ask=replace(entries[0].ask, title="", theme="gardening")),
        entries[1],
        entries[1],
    ]
    with pytest.raises(Refused) as refused:
        load_proposals(bad, slug=SLUG, terms=BY, now=NOW)
    assert {problem.about for problem in refused.value.problems} == {"row 1: title", "row 1: theme", "row 3: title"}


def test_the_sample_file_holds_the_25_proposals():
    rows = json.loads(SAMPLES.read_text("utf-8"))
    assert len(rows) == 25
    assert all(datetime.fromisoformat(row["submitted_at"]) > NOW - timedelta(days=60) for row in rows)


def test_the_offices_mailbox_may_sign_in_from_the_first_load(document):
    load_conference(document, held=True, now=NOW)
    load_conference(document, held=True, now=NOW)
    assert [(row.email, row.role) for row in all_officers()] == [("gcmigrationparticipationvienna@un.org", "officer")]


def test_a_prefix_stays_once_a_reference_carries_it(document):
    load_conference(document, held=True, now=NOW)
    load_conference({**document, "reference_prefix": "GC"}, held=True, now=NOW)
    load_conference(document, held=True, now=NOW)
    scenes.submitted()
    with pytest.raises(Refused) as refused:
        load_conference({**document, "reference_prefix": "GC"}, held=True, now=NOW)
    assert scenes.codes(refused) == ["prefix-in-use"]
