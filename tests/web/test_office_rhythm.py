"""The office sets the hour of its digest, and reads on the page what it would say now."""

from datetime import UTC, datetime

import pytest

from sideevents.errands import write_what_is_due
from sideevents.store.conference import find_conference
from sideevents.store.unit_of_work import unit_of_work
from tests import scenes
from tests.grounds.office import queries_of

PATH = "/office/gcm-vienna-2017/rhythm"


@unit_of_work
def hold() -> None:
    find_conference(scenes.SLUG).outbox_held = True


def hour(office):
    return office.tell(lambda: find_conference(scenes.SLUG).digest_hour)


def test_the_page_shows_the_hour_and_the_next_digest(office, officer):
    page = officer.get(PATH)
    assert page.form("rhythm").values["hour"] == ["7"]
    assert "The next digest leaves within a minute." in page.text
    office.tell(write_what_is_due, datetime(2017, 8, 8, 15, tzinfo=UTC))
    assert "The next digest leaves on 9 August 2017, 07:00 (Vienna)." in officer.get(PATH).text


def test_an_hour_that_is_set_is_kept_and_none_stops_the_digest(office, officer):
    officer.get(PATH)
    officer.submit("rhythm", hour="18")
    assert hour(office) == 18
    page = officer.get(PATH)
    assert page.form("rhythm").values["hour"] == ["18"]
    assert "The next digest leaves on 8 August 2017, 18:00 (Vienna)." in page.text
    officer.submit("rhythm", hour="")
    assert hour(office) is None
    assert "No digest is sent." in officer.get(PATH).text


@pytest.mark.parametrize("wrong", ["24", "-1", "noon", "²", "7" * 400])
def test_an_hour_of_no_day_is_refused_beside_its_field(office, officer, wrong):
    officer.get(PATH)
    token = officer.page.form("rhythm").values["csrf_token"][0]
    answer = officer.client.post(PATH, data={"hour": wrong, "csrf_token": token})
    assert answer.status_code == 422
    assert "This is not among the choices." in answer.text
    assert hour(office) == 7


def test_an_aged_form_comes_back_with_the_hour_that_was_chosen(office, officer):
    officer.get(PATH)
    with officer.client.session_transaction() as session:
        session["csrf_token"] = "another"
    page = officer.submit("rhythm", hour="12", status=400)
    assert "Nothing is lost" in page.text
    assert page.form("rhythm").values["hour"] == ["12"]
    assert hour(office) == 7


def test_the_digest_stands_there_as_it_would_leave(office, officer):
    office.tell(scenes.submitted, title="A side event about <ports> & ships")
    page = officer.get(PATH)
    office.tell(write_what_is_due, datetime(2017, 8, 8, 15, tzinfo=UTC))
    letter = office.last_letter("digest")
    assert letter.subject in page.text
    assert "SE-001: A side event about <ports> & ships" in page.text
    assert "Waiting for your decision, oldest first" in page.text


def test_looking_at_it_changes_nothing(office, officer):
    office.tell(scenes.submitted)
    officer.get(PATH)
    before = office.everything()
    officer.get(PATH)
    assert office.everything() == before


def test_nothing_to_tell_is_said_and_so_is_a_held_outbox_and_a_conference_that_is_over(office, officer):
    assert "There is nothing to tell" in officer.get(PATH).text
    office.tell(hold)
    assert "the digest begins when they are released" in officer.get(PATH).text
    office.set_clock("2017-09-06T00:00:00+02:00")
    visitor = office.signed_in()
    assert "The conference is over" in visitor.get(PATH).text


def test_a_reader_may_not_open_it(office):
    reader = office.signed_in(office.invite("reader@example.org", role="reader"))
    reader.get(PATH, status=403)


def test_the_page_asks_the_database_as_often_for_three_proposals_as_for_one(office, officer):
    office.tell(scenes.submitted)
    one = queries_of(office.app, lambda: officer.get(PATH))
    for _ in range(2):
        office.tell(scenes.submitted)
    assert queries_of(office.app, lambda: officer.get(PATH)) == one
