"""A NUL, which PostgreSQL takes in no text, is refused in words wherever somebody can type or forge one."""

import pytest

from tests.grounds.office import Office
from tests.grounds.pages import Pages
from tests.scenes import SLUG
from tests.web.proposing import FIND, propose

NUL = "NUL\0NUL"


@pytest.fixture
def office(app_on):
    return Office(app_on("postgresql"))


@pytest.fixture
def pages(office):
    return Pages(office.app)


@pytest.mark.parametrize("path", [f"/{NUL}/", f"/{SLUG}/events/{NUL}", f"/{NUL}/propose", f"/office/decide/{NUL}"])
def test_in_an_address(pages, path):
    pages.get(path.replace("\0", "%00"), status=404)


@pytest.mark.parametrize("field", ["title", "abstract", "lead_organisation", "contact_email", "speakers", "gate_list"])
def test_in_the_form(pages, field):
    propose(pages, status=422, **{field: NUL})


@pytest.mark.parametrize("action", ["approve", "decline", "return"])
@pytest.mark.parametrize("field", ["note", "initials", "place"])
def test_in_a_decision(office, pages, action, field):
    proposal_id, path = office.proposed()
    pages.get(path)
    fields = {"action": action, "note": "Because.", "initials": "AB", "step": "decide", "place": ""}
    pages.post(path, {**fields, field: NUL}, status=422 if field != "place" or action == "approve" else 303)
    assert len(office.decisions(proposal_id)) == (1 if pages.page.status == 422 else 2)


@pytest.mark.parametrize("path", ["/office/sign-in", FIND])
def test_in_an_address_to_write_to(pages, path):
    pages.get(path)
    name = "contact_email" if path == FIND else "email"
    pages.post(path, {name: f"{NUL}@example.org"}, status=422)
