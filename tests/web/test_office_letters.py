"""The office sees its post: counts on every page, lists of letters, a letter's own page, the correspondence."""

import tomllib
from datetime import timedelta

import pytest
from sqlalchemy import insert

from sideevents.extensions import db
from sideevents.rules.workflow import Action
from sideevents.store.incoming import Message, keep
from sideevents.store.letter import DeliveryRow, LetterRow
from sideevents.usecases.load_conference import load_conference
from tests import scenes
from tests.grounds.house import TESTS
from tests.grounds.office import OFFICER, queries_of
from tests.scenes import NOW

HOME = "/office/gcm-vienna-2017/"
LETTERS = f"{HOME}letters"


def mark(name, **changes):
    """Let the only letter of this name be in some state."""
    row = db.session.query(LetterRow).filter_by(name=name).one()
    for field, value in changes.items():
        setattr(row, field, value)
    db.session.commit()
    return row.id


def happened(letter_id, result, said=""):
    db.session.add(DeliveryRow(letter_id=letter_id, at=NOW, result=result, said=said))
    db.session.commit()


def subjects(page):
    return [next(node.all("a")).text for node in page.root.all("th") if node.get("scope") == "row"]


def many(count):
    """Copies of the only receipt, all waiting."""
    row = db.session.query(LetterRow).filter_by(name="received").one()
    plain = {column.name: getattr(row, column.name) for column in LetterRow.__table__.columns}
    values = [{**plain, "id": 1000 + n, "key": f"copy-{n}", "subject": f"Copy {n}"} for n in range(count)]
    db.session.rollback()
    db.session.execute(insert(LetterRow), values)
    db.session.commit()


def test_every_page_of_the_office_says_what_waits_and_what_failed(office, officer):
    office.tell(scenes.submitted)
    office.tell(mark, "received", state="failed")
    for path in (HOME, f"{HOME}programme", LETTERS, f"{HOME}extensions", f"{HOME}proposals/SE-001"):
        assert officer.get(path).link("Letters (2 wait, 1 failed)") == LETTERS


def test_letters_that_are_sent_or_dropped_are_counted_nowhere(office, officer):
    office.tell(scenes.submitted)
    for name in ("received", "confirm-address", "decision-wanted"):
        office.tell(mark, name, state="sent")
    assert officer.get(HOME).link("Letters") == LETTERS
    assert officer.page.link("To send") == f"{LETTERS}/collected"


def load_harbour():
    """A second conference, empty."""
    document = tomllib.loads((TESTS / "data" / "harbour-new-york-2026.toml").read_text("utf-8"))
    load_conference(document, held=True, now=NOW)


def test_the_list_of_conferences_says_how_the_post_fares_to_officers_alone(office):
    office.tell(load_harbour)
    office.tell(scenes.submitted)
    office.tell(mark, "received", state="failed")
    office.tell(mark, "confirm-address", state="held")
    chief = office.signed_in(office.invite("chief@example.org", slug=None))
    assert "Letters: 1 waits, 1 failed, 1 held" in chief.get("/office/").text
    reader = office.signed_in(office.invite("reader@example.org", role="reader", slug=None))
    assert "Letters:" not in reader.get("/office/").text


def test_readers_see_no_letters_and_no_count_of_them(office):
    office.tell(scenes.submitted)
    reader = office.signed_in(office.invite("reader@example.org", role="reader"))
    assert "Letters" not in reader.get(HOME).text
    for path in (LETTERS, f"{LETTERS}/1", f"{LETTERS}/collected", f"{LETTERS}/1/edit"):
        reader.get(path, status=403)


@pytest.mark.parametrize(
    ("changes", "words", "tab"),
    [
        ({}, "waiting", "waiting"),
        (
            {"attempts": 2, "next_attempt_at": NOW + timedelta(minutes=5), "server_said": "451 greylisted"},
            "delayed attempt 3 not before 1 August 2017, 10:05 (Vienna) 451 greylisted",
            "delayed",
        ),
        ({"state": "sent", "sent_at": NOW}, "delivered to the mail server 1 August 2017, 10:00 (Vienna)", "sent"),
        (
            {"state": "sent", "sent_at": NOW, "reported": "delayed", "server_said": "4.4.1 trying"},
            "A report says: it is delayed on its way 1 August 2017, 10:00 (Vienna) 4.4.1 trying",
            "sent",
        ),
        ({"state": "failed", "server_said": "550 no such user"}, "failed 550 no such user", "failed"),
        ({"state": "held"}, "held until you send it", "held"),
        ({"state": "dropped"}, "dropped", ""),
    ],
)
def test_a_letter_stands_in_the_list_of_its_state_with_the_servers_words(office, officer, changes, words, tab):
    office.tell(scenes.submitted)
    office.tell(mark, "received", **changes)
    row = next(
        node for node in officer.get(LETTERS, query_string={"state": tab}).root.all("tr") if "Receipt" in node.text
    )
    assert words in row.text
    for other in {"delayed", "sent", "failed", "held"} - {tab}:
        assert "Receipt" not in "".join(
            node.text for node in officer.get(LETTERS, query_string={"state": other}).root.all("tbody")
        )


def test_tabs_count_the_letters_and_a_delayed_one_waits_too(office, officer):
    office.tell(scenes.submitted)
    office.tell(mark, "received", attempts=1)
    office.tell(mark, "confirm-address", state="failed")
    tabs = {link.text for link in officer.get(LETTERS).links()}
    assert {"All3", "Waiting2", "Delayed1", "Held0", "Sent0", "Failed1"} <= tabs


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ADA@", {"confirm-address", "received"}),
        ("se-001", {"confirm-address", "received", "decision-wanted"}),
        ("DECISION wanted: all", {"decision-wanted"}),
        ("100%", set()),
        ("a\0da@", {"confirm-address", "received"}),
        (OFFICER, {"decision-wanted"}),
    ],
)
def test_letters_are_found_by_address_subject_and_reference(office, officer, q, found):
    office.tell(scenes.submitted, title="All aboard", contact_email="ada@example.org")
    for name in ("received", "decision-wanted", "confirm-address"):
        office.tell(mark, name, reply_to="x@example.org")
    page = officer.get(LETTERS, query_string={"q": q})
    ids = {link.href.rpartition("/")[2] for link in page.links() if link.href.startswith(f"{LETTERS}/")}
    assert {str(office.last_letter(name).id) for name in found} == ids - {"collected"}


def test_letters_stand_a_hundred_a_page_newest_first(office, officer):
    office.tell(scenes.submitted)
    office.tell(many, 120)
    page = officer.get(LETTERS)
    assert subjects(page)[0] == "Copy 119"
    assert len(subjects(page)) == 100
    page = officer.get(page.link("Older letters"))
    assert subjects(page)[0] == "Copy 19"
    assert len(subjects(page)) == 23
    assert page.link("Newer letters") == f"{LETTERS}?page=1"
    assert "No letter is like that." in officer.get(f"{LETTERS}?page=99").text
    assert len(subjects(officer.get(f"{LETTERS}?page={'9' * 40}"))) == 100


def test_a_longer_list_needs_no_more_queries(office, officer):
    office.tell(scenes.submitted)
    few = queries_of(office.app, lambda: officer.get(LETTERS))
    office.tell(many, 60)
    assert queries_of(office.app, lambda: officer.get(LETTERS)) == few


def test_a_letter_has_a_page_with_its_parts_and_its_way(office, officer):
    proposal_id = office.tell(scenes.submitted)
    office.tell(scenes.decide, proposal_id, Action.APPROVE)
    letter_id = office.tell(mark, "approved", state="failed", server_said="550 5.1.1 unknown")
    office.tell(happened, letter_id, "later", "451 try later")
    office.tell(happened, letter_id, "bounced", "550 5.1.1 unknown")
    letter = office.last_letter("approved")
    page = officer.get(f"{LETTERS}/{letter_id}")
    assert page.heading == letter.subject
    assert next(page.root.all("pre")).raw == letter.text
    frame = next(page.root.all("iframe"))
    assert (frame.get("srcdoc"), frame.get("sandbox")) == (letter.html, "")
    for words in (
        "did not take it yet 1 August 2017, 10:00 (Vienna) 451 try later",
        "It came back: it could not be delivered",
        "An invitation goes along",
        "REQUEST",
        "Monday 4 September 2017, 13:15–14:45 (Vienna)",
    ):
        assert words in page.text
    assert page.link("Open SE-001") == f"{HOME}proposals/SE-001"
    assert officer.submit(f"{letter_id}/retry").location == f"{LETTERS}/{letter_id}"
    assert "The office sent it again" in officer.follow().text


def test_of_all_styles_the_letters_own_is_let_into_the_page(office, officer):
    office.tell(scenes.submitted)
    policy = officer.get(f"{LETTERS}/{office.last_letter('received').id}").headers["Content-Security-Policy"]
    assert "style-src 'self' 'sha256-" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy


def test_a_letter_of_another_conference_or_none_is_not_found(office, officer):
    office.tell(scenes.submitted)
    letter_id = office.tell(mark, "received", conference_id=None)
    for number in (letter_id, 999, 10**30):
        officer.get(f"{LETTERS}/{number}", status=404)
    officer.get(HOME)
    officer.post(f"{LETTERS}/{letter_id}/retry", status=404)


def test_mail_that_came_in_stands_among_the_letters_in_the_order_of_time(office, officer):
    proposal_id = office.tell(scenes.submitted)
    office.tell(scenes.decide, proposal_id, Action.RETURN, note="Shorter, please.")

    def reply():
        message = Message("<1@example.org>", "ada@example.org", "Re: shorter", "How short?\n<script>x</script>")
        keep(message, kind="reply", outcome="passed-on", now=NOW + timedelta(minutes=30), proposal_id=proposal_id)
        report = Message("<2@example.org>", "daemon@example.org", "Undelivered", "550 no such user")
        about = db.session.query(LetterRow).filter_by(name="received").one().id
        keep(report, kind="report", outcome="bounced", now=NOW, proposal_id=proposal_id, letter_id=about)
        db.session.commit()

    office.tell(reply)
    page = officer.get(f"{HOME}proposals/SE-001")
    words = page.text
    assert (
        words.index("Decision wanted")
        < words.index("Reply: Re: shorter")
        < words.index("Open the letter: [SE-001] Please")
    )
    for each in ("How short? <script>x</script>", "ada@example.org", "passed on to the office"):
        assert each in words
    reports = [node for node in page.root.all("a") if node.text == "Open the letter that it is about"]
    assert [node.get("href") for node in reports] == [f"{LETTERS}/{office.last_letter('received').id}"]
