"""Until when, to the second, in several zones and across their clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sideevents.rules import deadline
from sideevents.rules.window import Stretch
from tests.builders import VIENNA, at, conference, slot

quick = settings(max_examples=60, deadline=None)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ZONES = (
    "Europe/Vienna",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
ODD_MIDNIGHTS = {
    "America/Sao_Paulo": datetime(2017, 10, 15, 15, tzinfo=UTC),  # skipped
    "Asia/Beirut": datetime(2017, 3, 26, 15, tzinfo=UTC),  # skipped
    "America/Havana": datetime(2017, 11, 5, 15, tzinfo=UTC),  # twice
    "Atlantic/Azores": datetime(2017, 10, 29, 15, tzinfo=UTC),  # twice
}
zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.datetimes(datetime(2016, 1, 1), datetime(2018, 12, 31), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(second=0, microsecond=0)
)


def at_odd_midnights(test):
    """Try the days on which midnight never comes, or comes twice, whatever else is tried."""
    for zone, day in ODD_MIDNIGHTS.items():
        test = example(day, ZoneInfo(zone))(test)
    return test


def begin_of_day(instant, zone):
    """The oracle: go back minute by minute while the calendar shows the same day."""
    day = instant.astimezone(zone).date()
    instant = instant.replace(second=0, microsecond=0)
    while (instant - MINUTE).astimezone(zone).date() == day:
        instant -= MINUTE
    return instant


@pytest.mark.parametrize(
    ("zone", "first_refused"),
    [
        ("Europe/Vienna", "2017-08-09T22:00:00+00:00"),
        ("America/New_York", "2017-08-10T04:00:00+00:00"),
        ("Asia/Kathmandu", "2017-08-09T18:15:00+00:00"),
        ("Pacific/Kiritimati", "2017-08-09T10:00:00+00:00"),
    ],
)
def test_the_tenth_of_august_is_late_from_its_first_instant_in_the_conference(zone, first_refused):
    closes = conference(time_zone=zone).deadline
    assert closes == datetime.fromisoformat(first_refused)
    assert not deadline.is_late(closes - timedelta(microseconds=1), deadline=closes)
    assert deadline.is_late(closes, deadline=closes)
    assert deadline.is_late(closes.astimezone(ZoneInfo("Asia/Tokyo")) + SECOND, deadline=closes)


@pytest.mark.parametrize(
    ("now", "late", "extension_until", "refused"),
    [
        ("2017-08-09 23:59", "refuse", None, False),
        ("2017-08-10 00:00", "refuse", None, True),
        ("2017-08-10 00:00", "flag", None, False),
        ("2017-08-12 11:59", "refuse", "2017-08-12 12:00", False),
        ("2017-08-12 12:00", "refuse", "2017-08-12 12:00", True),
        ("2017-08-12 12:00", "flag", "2017-08-12 12:00", False),
        ("2017-08-09 12:00", "refuse", "2017-08-01 12:00", False),
    ],
)
def test_after_the_deadline_only_an_extension_or_a_flag_helps(now, late, extension_until, refused):
    closes = conference().deadline
    until = at(extension_until) if extension_until else None
    problems = deadline.submission_problems(at(now), deadline=closes, late=late, extension_until=until)
    found = [(problem.code, problem.about, problem.facts) for problem in problems]
    assert found == ([("deadline-passed", "deadline", {"deadline": closes})] if refused else [])


def test_a_time_without_a_zone_is_no_time():
    with pytest.raises(TypeError):
        deadline.is_late(datetime(2017, 8, 9), deadline=conference().deadline)


@pytest.mark.parametrize(
    ("offered", "ends"),
    [
        ("2017-08-14 09:00", "2017-08-17 18:00"),  # Monday to Thursday
        ("2017-08-16 23:59", "2017-08-21 18:00"),  # over a weekend
        ("2017-08-18 09:00", "2017-08-23 18:00"),  # Friday to Wednesday
        ("2017-08-19 09:00", "2017-08-23 18:00"),  # Saturday counts as little as Sunday
        ("2017-08-20 09:00", "2017-08-23 18:00"),
        ("2017-10-27 09:00", "2017-11-01 18:00"),  # the clocks go back on the Sunday
        ("2017-03-24 09:00", "2017-03-29 18:00"),  # and forward
    ],
)
def test_an_offer_usually_ends_on_the_third_working_day_at_six(offered, ends):
    assert deadline.accept_by(at(offered), zone=VIENNA) == at(ends)


@given(instants, zones)
@quick
def test_an_offer_leaves_two_whole_working_days_between(now, zone):
    ends = deadline.accept_by(now, zone=zone)
    wall = ends.astimezone(zone)
    assert (wall.hour, wall.minute, wall.second) == (18, 0, 0)
    assert ends.utcoffset() == timedelta(0)
    hours = (now + timedelta(hours=n) for n in range(1, 24 * 9))
    days = {
        hour.astimezone(zone).date() for hour in hours if now.astimezone(zone).date() < hour.astimezone(zone).date()
    }
    working = [day for day in days if day.isoweekday() <= 5]
    assert wall.date() == sorted(working)[2]


@pytest.mark.parametrize(
    ("accept_by", "codes"),
    [
        ("2017-08-20 11:59", ["accept-by-past"]),
        ("2017-08-20 12:00", ["accept-by-past"]),
        ("2017-08-20 12:01", []),
        ("2017-09-03 13:15", []),
        ("2017-09-03 13:16", ["accept-by-too-late"]),
    ],
)
def test_an_offer_ends_after_now_and_a_day_before_its_slot(accept_by, codes):
    problems = deadline.accept_by_problems(at(accept_by), now=at("2017-08-20 12:00"), slot=slot("13:15-14:45"))
    assert [problem.code for problem in problems] == codes
    assert {problem.about for problem in problems} <= {"accept_by"}


def test_an_offer_too_late_names_the_latest_instant():
    problems = deadline.accept_by_problems(at("2017-09-04 08:00"), now=at("2017-08-20 12:00"), slot=slot("13:15-14:45"))
    assert problems[0].facts == {"until": at("2017-09-03 13:15")}


def test_an_offer_without_a_slot_only_ends_after_now():
    now = at("2017-08-20 12:00")
    assert deadline.accept_by_problems(at("2018-08-20 12:00"), now=now, slot=None) == []
    assert [each.code for each in deadline.accept_by_problems(now, now=now, slot=None)] == ["accept-by-past"]


def test_within_a_day_of_the_slot_no_offer_can_end_well():
    now = at("2017-09-04 08:00")
    codes = {each.code for each in deadline.accept_by_problems(now, now=now, slot=slot("13:15-14:45"))}
    assert codes == {"accept-by-past", "accept-by-too-late"}


def test_changes_close_a_day_before_the_slot_or_as_the_conference_begins():
    dull = conference()
    assert deadline.changes_close(dull, slot=slot("13:15-14:45")) == at("2017-09-03 13:15")
    assert deadline.changes_close(dull, slot=None) == at("2017-09-04 00:00")


def test_undo_closes_as_the_day_of_the_slot_or_of_the_conference_begins():
    dull = conference()
    assert deadline.undo_closes(dull, slot=slot("13:15-14:45", day=date(2017, 9, 5))) == at("2017-09-05 00:00")
    assert deadline.undo_closes(dull, slot=None) == at("2017-09-04 00:00")


def test_the_first_day_is_the_earliest_not_the_one_named_first():
    upside_down = conference(dates=(date(2017, 9, 5), date(2017, 9, 4)))
    assert deadline.undo_closes(upside_down, slot=None) == at("2017-09-04 00:00")
    assert deadline.changes_close(upside_down, slot=None) == at("2017-09-04 00:00")


@given(instants, zones)
@quick
@at_odd_midnights
def test_undo_closes_at_the_first_instant_of_the_day_of_the_slot(start, zone):
    there = conference(time_zone=zone.key)
    assert deadline.undo_closes(there, slot=Stretch(start, start + MINUTE)) == begin_of_day(start, zone)


@given(instants, zones)
@quick
@at_odd_midnights
def test_without_a_slot_everything_closes_at_the_first_instant_of_the_first_day(noon, zone):
    day = noon.astimezone(zone).date()
    there = conference(time_zone=zone.key, dates=(day, day + timedelta(days=1)))
    begin = begin_of_day(noon, zone)
    assert deadline.undo_closes(there, slot=None) == begin
    assert deadline.changes_close(there, slot=None) == begin


@given(instants, zones)
@quick
def test_a_day_before_the_slot_is_24_hours_whatever_the_clocks_do(start, zone):
    closes = deadline.changes_close(
        conference(time_zone=zone.key), slot=Stretch(start.astimezone(zone), start + MINUTE)
    )
    assert closes.timestamp() == start.timestamp() - 24 * 3600


@pytest.mark.parametrize("day", ["2017-08-08 17:00", "2017-10-28 17:00", "2017-03-25 17:00"])
def test_an_address_can_be_proven_for_48_hours_whatever_the_clocks_do(day):
    submitted = at(day).astimezone(VIENNA)
    assert deadline.confirmation_closes(submitted).timestamp() == submitted.timestamp() + 48 * 3600
