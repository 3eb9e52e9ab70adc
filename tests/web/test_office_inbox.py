"""The inbox: counts per state, filters by address, order of receipt, empty states; and the programme's state."""

from datetime import timedelta

import pytest

from sideevents.extensions import db
from sideevents.rules.workflow import Action
from sideevents.store.letter import LetterRow
from tests import scenes
from tests.grounds.office import queries_of
from tests.scenes import MONDAY_LUNCH, NOW, TUESDAY_LUNCH
from tests.web.test_office_decide import amend

HOME = "/office/gcm-vienna-2017/"


def references(page):
    return [node.text for node in page.root.all("th") if node.get("scope") == "row"]


def tabs(page):
    from itertools import chain

    lists = [node for node in page.root.all("nav") if node.get("aria-label") == "States"]
    links = chain.from_iterable(node.all("a") for node in lists)
    return {"".join(each for each in link.children if isinstance(each, str)).strip(): link for link in links}


def counts(page):
    return {words: int(next(link.all("span")).text) for words, link in tabs(page).items()}


def test_an_empty_inbox_says_what_will_come(officer):
    page = officer.get(HOME)
    assert "No proposal yet." in page.text
    assert counts(page) == {"To decide": 0, "All": 0, "submitted": 0, "approved": 0}


def test_proposals_stand_in_order_of_receipt_with_what_the_office_needs(office, officer):
    office.tell(scenes.submitted, title="Zweite", now=NOW + timedelta(hours=1))
    office.tell(scenes.submitted, title="الأولى", now=NOW, lead_organisation="Harbour", expected_attendance=77)
    page = officer.get(HOME)
    assert references(page) == ["SE-002", "SE-001"]
    for words in ("الأولى", "Harbour", "77", "1. Mon 4 Sep, Lunch break", "submitted", "7 days ago"):
        assert words in page.text
    title = next(node for node in page.root.all("a") if node.text == "الأولى")
    assert title.get("dir") == "auto"


def test_each_state_has_its_count_and_its_tab(office, officer):
    ids = [office.tell(scenes.submitted) for _ in range(4)]
    office.tell(scenes.decide, ids[0], Action.APPROVE)
    office.tell(scenes.decide, ids[1], Action.DECLINE)
    office.tell(amend, ids[0], title="A newer text")
    office.tell(scenes.unconfirmed)
    page = officer.get(HOME)
    assert counts(page) == {"To decide": 3, "All": 4, "submitted": 2, "approved": 1, "declined": 1}
    assert "Not confirmed by their organizers yet: 1." in page.text
    assert references(officer.get(tabs(page)["To decide"].get("href"))) == ["SE-001", "SE-003", "SE-004"]
    declined = officer.get(tabs(page)["declined"].get("href"))
    assert references(declined) == ["SE-002"]
    assert tabs(declined)["declined"].get("aria-current") == "page"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=trafficking", ["SE-002"]),
        ("window=2017-09-05/lunch", ["SE-002", "SE-003"]),
        ("q=HARBOUR", ["SE-001"]),
        ("q=se-003", ["SE-003"]),
        ("q=ÉLAN", ["SE-003"]),
        ("late=1", ["SE-003"]),
        ("pending=1", ["SE-001"]),
        ("failed=1", ["SE-002"]),
        ("status=approved&theme=trafficking", []),
        ("status=nonsense", ["SE-001", "SE-002", "SE-003"]),
        ("status=approved", ["SE-001"]),
    ],
)
def test_the_address_filters_the_inbox(office, officer, query, expected):
    office.tell(three_proposals)
    page = officer.get(f"{HOME}?{query}")
    assert references(page) == expected
    assert expected or "No proposal is like that." in page.text


def three_proposals():
    first = scenes.submitted(lead_organisation="Harbour Rights")
    second = scenes.submitted(theme="trafficking", preferences=(MONDAY_LUNCH, TUESDAY_LUNCH))
    third = scenes.submitted(title="Un élan commun", preferences=(TUESDAY_LUNCH,))
    scenes.decide(first, Action.APPROVE)
    amend(first, title="A newer text")
    scenes.proposal(third).late = True
    db.session.commit()
    letter = db.session.query(LetterRow).filter_by(proposal_id=second, name="received").one()
    letter.state = "failed"
    db.session.commit()


def test_filters_are_kept_in_the_form_and_can_be_cleared(office, officer):
    office.tell(three_proposals)
    page = officer.get(f"{HOME}?status=submitted&theme=trafficking&q=side")
    form = page.form("filters")
    assert (form.values["theme"], form.values["q"], form.values["status"]) == (["trafficking"], ["side"], ["submitted"])
    assert page.link("Clear the filters") == f"{HOME}?status=submitted"
    assert "theme=trafficking" in tabs(page)["All"].get("href")
    assert "letters failed: 1" in page.text


@pytest.mark.parametrize("path", [HOME, f"{HOME}programme"])
def test_a_page_costs_the_same_queries_with_one_proposal_and_with_sixty(office, officer, path):
    first = office.tell(scenes.submitted)
    office.tell(scenes.decide, first, Action.APPROVE)
    few = queries_of(office.app, lambda: officer.get(path))
    office.tell(lambda: [scenes.submitted() for _ in range(59)])
    many = queries_of(office.app, lambda: officer.get(path))
    assert few == many
    assert few < 15
    assert len(references(officer.get(HOME))) == 60


def test_the_programme_state_shows_rooms_windows_and_what_is_free(office, officer):
    page = officer.get(f"{HOME}programme")
    assert "Everything is free." in page.text
    first, second = office.tell(scenes.submitted, title="Firm one"), office.tell(scenes.submitted, title="Held one")
    office.tell(scenes.decide, first, Action.APPROVE)
    office.tell(scenes.decide, second, Action.OFFER, room="c4")
    online = office.tell(scenes.submitted, format="online", title="Far away")
    office.tell(scenes.decide, online, Action.APPROVE, room="")
    page = officer.get(f"{HOME}programme")
    assert "Side events with a room or online: 2. Offers that hold a slot: 1." in page.text
    rows = {next(row.all("th")).text.split(",")[0]: row for row in page.root.all("tr")}
    cells = [cell.text for cell in rows["M2"].all("td")]
    assert cells[0] == "free"
    assert cells[1].startswith("SE-001 Firm one 13:15–14:45, firm")
    assert "held by an offer, until 11 August 2017, 18:00 (Vienna)" in rows["C4"].text
    assert "SE-003" in rows["Online"].text
