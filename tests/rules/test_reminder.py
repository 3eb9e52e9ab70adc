"""Who is reminded when, and the office's digest once a local date, over every change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sideevents.rules.reminder import (
    Facts,
    Kind,
    digest_due,
    due_reminders,
    first_instant,
    is_over,
    next_digest,
    reminder_of,
)
from sideevents.rules.workflow import Status
from tests.builders import SECOND_DAY, VIENNA, at, conference, slot

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
ZONES = [
    ZoneInfo(key)
    for key in (
        *("Europe/Vienna", "America/Sao_Paulo", "Australia/Lord_Howe", "America/Havana", "America/St_Johns"),
        *("Asia/Beirut", "Atlantic/Azores", "Pacific/Kiritimati", "Asia/Kathmandu"),
    )
]
CHANGES = [
    (ZoneInfo("Europe/Vienna"), date(2017, 10, 29)),
    (ZoneInfo("Europe/Vienna"), date(2018, 3, 25)),
    (ZoneInfo("America/Sao_Paulo"), date(2017, 10, 15)),
    (ZoneInfo("America/Sao_Paulo"), date(2018, 2, 17)),
    (ZoneInfo("Australia/Lord_Howe"), date(2017, 10, 1)),
    (ZoneInfo("Australia/Lord_Howe"), date(2018, 4, 1)),
    (ZoneInfo("America/St_Johns"), date(2011, 3, 13)),
]


def facts(status=Status.SUBMITTED, **changes):
    """Proposal 7, submitted on 1 August at 10:00, decided on with row 3 two hours later."""
    dull = {"submitted_at": at("2017-08-01 10:00"), "decision": 3, "decided_at": at("2017-08-01 12:00")}
    return Facts(7, status, **{**dull, **changes})


def bounds(found):
    return found.kind, found.since, found.until, found.cause


def test_an_unproven_address_is_reminded_in_the_second_half_of_its_48_hours():
    found = reminder_of(facts(Status.UNCONFIRMED, decision=None, decided_at=None), conference=conference())
    assert bounds(found) == (Kind.UNCONFIRMED, at("2017-08-02 10:00"), at("2017-08-03 10:00"), "unconfirmed-7")


@pytest.mark.parametrize(
    ("offered", "accept_by", "since"),
    [
        ("2017-08-01 12:00", "2017-08-04 18:00", "2017-08-03 18:00"),
        ("2017-08-01 12:00", "2017-08-03 12:00", "2017-08-02 12:00"),  # 48 hours: both bounds meet
        ("2017-08-01 12:00", "2017-08-02 12:00", "2017-08-02 00:00"),
        ("2017-08-01 12:00", "2017-08-01 14:00", "2017-08-01 13:00"),
    ],
)
def test_an_offer_is_called_to_mind_a_day_before_its_end_or_at_half_time(offered, accept_by, since):
    offer = facts(Status.OFFERED, decided_at=at(offered), held_until=at(accept_by), slot=slot())
    found = reminder_of(offer, conference=conference())
    assert bounds(found) == (Kind.OFFER, at(since), at(accept_by), "offer-3")


def test_who_was_asked_for_changes_is_reminded_after_three_days_until_changes_close():
    found = reminder_of(facts(Status.RETURNED), conference=conference())
    assert bounds(found) == (Kind.RETURNED, at("2017-08-04 12:00"), at("2017-09-04 00:00"), "returned-3")
    too_late = facts(Status.RETURNED, decided_at=at("2017-09-01 12:00"))
    assert due_reminders([too_late], conference=conference(), now=at("2017-09-04 12:00")) == []


@pytest.mark.parametrize(
    ("decided", "reminded"),
    [("2017-08-01 12:00", True), ("2017-09-04 09:00", True), ("2017-09-04 09:01", False), ("2017-09-04 17:00", False)],
)
def test_the_day_before_is_told_at_nine_unless_the_slot_was_decided_later(decided, reminded):
    approved = facts(Status.APPROVED, decided_at=at(decided), slot=slot("08:30-09:45", day=SECOND_DAY))
    found = reminder_of(approved, conference=conference())
    assert (found is not None) is reminded
    if found:
        expected = (Kind.EVE, at("2017-09-04 09:00"), at("2017-09-05 08:30"), "eve-7-20170905T0630Z")
        assert bounds(found) == expected


def test_a_moved_slot_has_an_eve_of_its_own():
    first, second = (facts(Status.APPROVED, slot=slot(day=day)) for day in (date(2017, 9, 4), SECOND_DAY))
    causes = {reminder_of(each, conference=conference()).cause for each in (first, second)}
    assert causes == {"eve-7-20170904T1115Z", "eve-7-20170905T1115Z"}


def test_the_eve_is_a_morning_of_the_conference_though_the_clock_changes_in_the_night():
    new_york = conference(time_zone="America/New_York", dates=(date(2017, 11, 5),))
    start = datetime(2017, 11, 5, 18, 15, tzinfo=UTC)
    approved = facts(Status.APPROVED, slot=replace(slot(), start=start, end=start + DAY / 24))
    assert reminder_of(approved, conference=new_york).since == datetime(2017, 11, 4, 13, tzinfo=UTC)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.UNCONFIRMED, Status.OFFERED, Status.RETURNED}))
def test_nobody_else_is_reminded(status):
    place = None if status is Status.APPROVED else slot()
    assert reminder_of(facts(status, slot=place, held_until=at("2017-08-04 18:00")), conference=conference()) is None


@pytest.mark.parametrize("status", [Status.OFFERED, Status.RETURNED, Status.APPROVED])
def test_who_was_not_told_of_a_decision_is_not_reminded_of_it(status):
    known = facts(status, slot=slot(), held_until=at("2017-08-04 18:00"))
    assert reminder_of(known, conference=conference()) is not None
    assert reminder_of(replace(known, untold=True), conference=conference()) is None
    assert reminder_of(replace(known, decision=None), conference=conference()) is None


def test_a_reminder_is_due_from_its_first_instant_and_never_at_its_end():
    waits = facts(Status.UNCONFIRMED)
    since, until = at("2017-08-02 10:00"), at("2017-08-03 10:00")
    for now, due in ((since - SECOND, 0), (since, 1), (until - SECOND, 1), (until, 0)):
        assert len(due_reminders([waits], conference=conference(), now=now)) == due


def test_a_conference_that_is_over_reminds_nobody():
    end = at("2017-09-06 00:00")
    late = facts(Status.UNCONFIRMED, submitted_at=end - DAY - MINUTE)
    assert len(due_reminders([late], conference=conference(), now=end - SECOND)) == 1
    assert due_reminders([late], conference=conference(), now=end) == []
    assert not is_over(conference(), now=end - SECOND)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "instant"),
    [
        ("Europe/Vienna", "2017-10-29", 2, "2017-10-29T00:00"),  # shown twice: the first one
        ("Europe/Vienna", "2018-03-25", 2, "2018-03-25T01:00"),  # jumped over: 03:00
        ("America/Sao_Paulo", "2017-10-15", 0, "2017-10-15T03:00"),  # midnight jumped over: 01:00
        ("Australia/Lord_Howe", "2017-10-01", 2, "2017-09-30T15:30"),  # half an hour jumped over: 02:30
        ("Australia/Lord_Howe", "2018-04-01", 2, "2018-03-31T15:30"),  # after 01:30 to 02:00 came twice
        ("America/St_Johns", "2011-03-13", 1, "2011-03-13T03:31"),  # 00:01 became 01:01
        ("America/New_York", "2017-07-01", 7, "2017-07-01T11:00"),
    ],
)
def test_a_time_of_a_day_is_its_first_instant(zone, day, hour, instant):
    found = first_instant(date.fromisoformat(day), time(hour), ZoneInfo(zone))
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def at_each_change(test):
    for zone, day in CHANGES:
        for hour in (0, 1, 2, 3, 23):
            test = example(zone, day, hour)(test)
    return test


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ZONES), st.dates(date(2010, 1, 1), date(2019, 12, 31)), st.integers(0, 23))
@at_each_change
def test_there_is_exactly_one_digest_a_local_date_and_never_before_its_hour(zone, day, hour):
    now = datetime.combine(day - DAY, time(8), tzinfo=UTC)  # before midnight in every zone
    last, sent = None, {}
    while now < datetime.combine(day + 2 * DAY, time(12), tzinfo=UTC):
        due = digest_due(hour, now=now, zone=zone, last_sent=last)
        if due:
            assert due not in sent
            sent[due], last = now.astimezone(zone), now
        now += MINUTE
    assert {day, day + DAY} <= sent.keys()
    for local_date, local in sent.items():
        assert local.date() == local_date
        assert local.hour >= hour
    gap = timedelta(hours=1, minutes=1)
    assert sent[day].replace(tzinfo=None) < datetime.combine(day, time(hour)) + gap


def test_a_late_worker_sends_todays_digest_and_never_yesterdays():
    nine, evening = at("2017-08-08 09:00"), at("2017-08-08 23:59")
    for now in (nine, evening):
        assert digest_due(9, now=now, zone=VIENNA, last_sent=at("2017-08-05 09:00")) == date(2017, 8, 8)
    assert digest_due(9, now=nine - SECOND, zone=VIENNA, last_sent=at("2017-08-05 09:00")) is None
    assert digest_due(9, now=evening, zone=VIENNA, last_sent=nine) is None
    assert digest_due(None, now=evening, zone=VIENNA) is None


@pytest.mark.parametrize(
    ("hour", "last", "expected"),
    [
        (18, None, "2017-08-08 18:00"),
        (7, "2017-08-08 07:00", "2017-08-09 07:00"),
        (18, "2017-08-08 07:00", "2017-08-09 18:00"),  # one a day, though the hour was changed
        (7, "2017-08-07 18:00", "2017-08-08 07:00"),  # due already
    ],
)
def test_the_next_digest_is_known(hour, last, expected):
    now = at("2017-08-08 12:00")
    assert next_digest(hour, now=now, zone=VIENNA, last_sent=at(last) if last else None) == at(expected)
