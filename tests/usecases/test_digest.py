"""The office's morning letter: what it tells, when it comes, and that it comes once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sideevents.errands import write_what_is_due
from sideevents.extensions import db
from sideevents.rules.problem import Refused
from sideevents.rules.workflow import Action
from sideevents.store import incoming
from sideevents.store.conference import ConferenceRow, find_conference
from sideevents.store.incoming import Message
from sideevents.store.letter import FAILED, LetterRow
from sideevents.store.unit_of_work import unit_of_work
from sideevents.usecases.send_digest import send_digest
from sideevents.usecases.set_digest_hour import set_digest_hour
from tests import scenes
from tests.scenes import NOW, SLUG

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
SEVEN = datetime(2017, 8, 2, 5, 0, tzinfo=UTC)  # 07:00 in Vienna on the day after the first proposals
OVER = datetime(2017, 9, 5, 22, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def conference(each_context):
    scenes.vienna()


@unit_of_work
def change(**values: object) -> None:
    """Give the conference's row other values."""
    for name, value in values.items():
        setattr(find_conference(SLUG), name, value)


def digests() -> list[LetterRow]:
    """The digests in the outbox."""
    db.session.rollback()
    return list(db.session.scalars(select(LetterRow).where(LetterRow.name == "digest").order_by(LetterRow.id)))


def sent(*moments: datetime) -> list[datetime]:
    """Let a worker look at these moments; when it wrote a digest."""
    found = []
    for now in moments:
        known = len(digests())
        write_what_is_due(now)
        found += [now] * (len(digests()) - known)
    return found


def section(text: str, heading: str) -> str:
    """What stands under a heading, as one line; "" without it."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith(heading)]
    if not starts:
        return ""
    rest = lines[starts[0] + 2 :]
    ends = [number for number, line in enumerate(rest) if line.startswith("---") or line == "-- "]
    return " ".join(" ".join(rest[: ends[0] - 1]).split()).partition(" You get this letter")[0]


def digest_at(now: datetime) -> str:
    """The digest that leaves at an instant."""
    change(digest_at=NOW - DAY)
    write_what_is_due(now)
    return digests()[-1].text


def test_it_comes_once_a_day_at_the_hour_and_is_not_written_where_nothing_is_to_tell():
    assert sent(SEVEN - DAY, SEVEN - HOUR) == []
    scenes.submitted(now=SEVEN - HOUR)
    assert sent(SEVEN - SECOND, SEVEN, SEVEN + SECOND, SEVEN + DAY - SECOND, SEVEN + DAY) == [SEVEN, SEVEN + DAY]


def test_what_comes_in_after_an_empty_morning_waits_for_the_next_one():
    assert sent(SEVEN) == []
    scenes.submitted(now=SEVEN + HOUR)
    assert sent(SEVEN + 2 * HOUR, SEVEN + DAY - SECOND, SEVEN + DAY) == [SEVEN + DAY]
    assert "SE-001" in section(digests()[0].text, "New since 2 August 2017, 07:00")


def test_a_late_worker_sends_todays_and_tells_of_all_the_days_between():
    scenes.submitted(now=SEVEN - HOUR)
    write_what_is_due(SEVEN)
    scenes.submitted(now=SEVEN + HOUR)
    evening = SEVEN + 3 * DAY + 14 * HOUR
    assert sent(evening, evening + HOUR) == [evening]
    assert section(digests()[-1].text, "New since 2 August 2017, 07:00").startswith("- SE-002")
    assert digests()[-1].key.startswith(f"digest:{SLUG}-2017-08-05:gcmigration")


@pytest.mark.parametrize("values", [{"digest_hour": None}, {"outbox_held": True}])
def test_no_digest_is_written_where_none_is_wanted_or_none_could_leave(values):
    scenes.submitted(now=SEVEN - HOUR)
    change(**values)
    assert sent(SEVEN, SEVEN + DAY) == []


def test_a_conference_that_is_over_has_no_digest():
    scenes.submitted(now=SEVEN)
    assert sent(OVER, OVER + DAY) == []
    assert len(sent(OVER - HOUR)) == 1


def test_the_hour_that_the_office_sets_counts_and_one_a_day_is_all():
    scenes.submitted(now=SEVEN - HOUR)
    write_what_is_due(SEVEN)
    set_digest_hour(SLUG, hour=18)
    six = SEVEN + 11 * HOUR
    assert sent(six, six + DAY - SECOND, six + DAY) == [six + DAY]
    set_digest_hour(SLUG, hour=None)
    assert sent(six + 2 * DAY) == []
    for hour in (24, -1):
        with pytest.raises(Refused):
            set_digest_hour(SLUG, hour=hour)


def test_two_workers_at_once_write_one(each_app):
    scenes.submitted(now=SEVEN - HOUR)
    row = find_conference(SLUG)
    conference_id, start, wrote = row.id, threading.Barrier(4), []
    db.session.rollback()

    def work() -> None:
        with each_app.app_context():
            start.wait(timeout=10)
            wrote.append(send_digest(conference_id, now=SEVEN))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sorted(wrote) == [False, False, False, True]
    assert len(digests()) == 1


def test_it_tells_what_waits_and_for_how_long():
    scenes.submitted()
    scenes.decide(scenes.submitted(), Action.DECLINE)
    second = scenes.submitted(now=NOW + 2 * DAY, title="T" * 200)
    text = digest_at(SEVEN + 3 * DAY)
    waiting = section(text, "Waiting for your decision")
    assert waiting.startswith("- SE-001: Side event number")
    assert "(4 days) - SE-003: TTT" in waiting
    assert "TTT… (2 days)" in waiting
    assert "SE-002" not in text.replace(section(text, "New since"), "")
    assert digests()[-1].subject == "Side events on 5 August 2017: to decide 2, new 2"
    assert scenes.proposal(second).reference == "SE-003"


def test_it_tells_offers_and_replies_and_letters_that_failed_or_are_held():
    scenes.decide(scenes.submitted(), Action.OFFER)
    scenes.decide(scenes.submitted(), Action.APPROVE, room="m3", collect=True)
    _post_goes_wrong()
    text = digest_at(SEVEN)
    assert "SE-001: Side event number" in section(text, "Offers that are open")
    assert "until 11 August 2017, 18:00" in section(text, "Offers that are open")
    assert section(text, "Letters that failed").startswith("- [SE-001] Your side event proposal has arrived (to")
    assert section(text, "Letters that you hold back").startswith("- [SE-002] Your side event is approved (to")
    assert section(text, "Replies since") == "- SE-001, from who@example.org"


@unit_of_work
def _post_goes_wrong() -> None:
    row = db.session.scalars(select(LetterRow).where(LetterRow.name == "received").order_by(LetterRow.id)).first()
    row.state = FAILED
    about = {"conference_id": row.conference_id, "proposal_id": row.proposal_id}
    for kind, sender in (("reply", "who@example.org"), ("report", "daemon@example.org")):
        message = Message(f"<{kind}@example.org>", sender, "Re: arrived", "Thank you.")
        incoming.keep(message, kind=kind, outcome="kept", now=NOW + HOUR, **about)


def test_it_tells_places_that_the_conference_would_refuse_by_now():
    scenes.decide(scenes.submitted(), Action.APPROVE)
    assert section(digest_at(SEVEN), "Places that no longer stand") == ""
    document = dict(find_conference(SLUG).document)
    document["rooms"] = [room for room in document["rooms"] if room["key"] != "m2"]
    change(document=document)
    conflict = section(digest_at(SEVEN + DAY), "Places that no longer stand")
    assert conflict == "- SE-001: The conference has no room “m2”. Choose one of the list."


def test_it_tells_windows_that_too_many_wish_for_first():
    for _ in range(3):
        scenes.submitted()
    scenes.submitted(format="online")
    assert section(digest_at(SEVEN), "More first wishes") == ""
    document = dict(find_conference(SLUG).document)
    document["rooms"] = [room for room in document["rooms"] if room["key"] in ("m2", "m3")]
    change(document=document)
    crowd = section(digest_at(SEVEN + DAY), "More first wishes")
    assert crowd == "- Mon 4 Sep, Lunch break, 13:15–14:45: first wishes 3, rooms free 2"


def test_it_counts_cautions_of_what_waits():
    for _ in range(2):
        scenes.submitted(lead_organisation="Two Events Please")
    text = digest_at(SEVEN)
    assert section(text, "Beware") == "- Same lead organizer as another proposal: SE-001, SE-002"


def test_it_is_for_the_office_and_says_where_to_go():
    scenes.submitted()
    digest_at(SEVEN)
    letter = digests()[0]
    row = db.session.scalars(select(ConferenceRow)).one()
    assert letter.recipient == letter.reply_to == row.read().office_email
    assert letter.proposal_id is None
    assert f"http://localhost/office/{SLUG}/" in letter.text
