"""Signing in by a mailed link, out everywhere, and what each role may open and do."""

import re

import pytest

from sideevents.store.office import OfficeSessionRow, SignInRow
from sideevents.usecases.invite_officer import invite_officer
from sideevents.usecases.load_conference import load_conference
from sideevents.usecases.remove_officer import remove_officer
from tests import scenes
from tests.grounds.office import OFFICER
from tests.grounds.pages import Pages

HOME = "/office/gcm-vienna-2017/"
PROPOSAL = f"{HOME}proposals/SE-001"


def test_a_link_is_mailed_and_its_button_signs_in(office, pages):
    pages.get("/office/sign-in")
    pages.submit("sign-in", email=f" {OFFICER.upper()} ")
    assert "If this address is on the list" in pages.follow().text
    page = pages.get(office.link("sign-in"))
    assert OFFICER in page.text
    assert office.count(OfficeSessionRow) == 0, "opening the page signs nobody in"
    assert pages.submit(button="Sign in").location == "/office/"
    assert pages.follow(status=302).location == HOME
    assert pages.follow().heading == "Inbox"


def test_a_stranger_gets_the_same_answer_and_no_letter(office, pages):
    pages.get("/office/sign-in")
    pages.submit("sign-in", email=OFFICER)
    known = pages.follow().text
    pages.submit("sign-in", email="stranger@example.org")
    assert pages.follow().text == known
    assert office.letters() == ["sign-in"]


def test_what_is_no_address_is_said_beside_the_field_and_kept(office, pages):
    pages.get("/office/sign-in")
    page = pages.submit("sign-in", email="not an address", status=422)
    assert "not an e-mail address" in page.element("email-problem").text
    assert page.form("sign-in").values["email"] == ["not an address"]


def test_requests_from_one_source_are_limited(office, pages):
    pages.get("/office/sign-in")
    form = pages.page.form("sign-in")
    form.fill("email", "stranger@example.org")
    for _ in range(10):
        pages.post("/office/sign-in", form.data())
    assert int(pages.post("/office/sign-in", form.data(), status=429).headers["Retry-After"]) > 0


def test_a_link_signs_in_once_and_for_thirty_minutes(office, pages):
    pages.get("/office/sign-in")
    pages.submit("sign-in", email=OFFICER)
    link = office.link("sign-in")
    pages.get(link)
    pages.submit(button="Sign in")
    second = Pages(office.app)
    assert "used already" in second.get(link, status=410).text
    second.get("/office/sign-in")
    second.post(link, status=410)
    second.get("/office/sign-in")
    second.submit("sign-in", email=OFFICER)
    office.set_clock("2017-08-08T17:30:01+02:00")
    assert "too old" in second.get(office.link("sign-in"), status=410).text
    assert second.get("/office/sign-in/forged", status=404)


def test_the_way_in_leads_back_to_where_one_wanted_to_go(office, pages):
    office.proposed()
    wanted = f"{HOME}?status=submitted&late=1"
    assert pages.get(wanted, status=303).location.startswith("/office/sign-in?next=")
    pages.follow()
    pages.submit("sign-in", email=OFFICER)
    pages.follow()
    pages.get(office.link("sign-in"))
    assert pages.submit(button="Sign in").location == wanted


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/office/", "/\\evil.example", "/office/\\..//x", "/dev/mailbox"],
)
def test_the_way_in_never_leads_elsewhere(office, pages, elsewhere):
    pages.get("/office/sign-in", query_string={"next": elsewhere})
    pages.submit("sign-in", email=OFFICER)
    pages.get(office.link("sign-in"))
    assert pages.submit(button="Sign in").location == "/office/"


def test_a_sign_in_starts_a_cookie_with_new_contents(office, pages):
    pages.get("/office/sign-in")
    with pages.client.session_transaction() as before:
        before["planted"] = "by somebody else"
    office.signed_in(pages=pages)
    with pages.client.session_transaction() as after:
        assert "planted" not in after
        assert after["office"]


def test_signing_out_ends_every_session_of_the_address(office):
    office.invite("colleague@example.org")
    first, second, colleague = office.signed_in(), office.signed_in(), office.signed_in("colleague@example.org")
    cookie = first.client.get_cookie("session").value
    first.get(HOME)
    first.submit("Sign out everywhere")
    assert "signed out" in first.follow().text
    assert second.get(HOME, status=303).location.startswith("/office/sign-in")
    colleague.get(HOME)
    thief = Pages(office.app)
    thief.client.set_cookie("session", cookie)
    assert thief.get(HOME, status=303).location.startswith("/office/sign-in")


@pytest.mark.parametrize(("now", "status"), [("2017-08-09T04:59:00+02:00", 200), ("2017-08-09T05:01:00+02:00", 303)])
def test_a_session_lasts_twelve_hours(office, now, status):
    visitor = office.signed_in()
    office.set_clock(now)
    assert visitor.get(HOME, status=status).status == status


def test_who_is_taken_off_the_list_is_out_at_once(office):
    office.invite("gone@example.org")
    visitor = office.signed_in("gone@example.org")
    visitor.get(HOME)
    office.tell(remove_officer, "gone@example.org")
    assert visitor.get(HOME, status=303).location.startswith("/office/sign-in")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_way_in_changes_nothing(office, pages, method):
    pages.get("/office/sign-in")
    pages.submit("sign-in", email=OFFICER)
    before = office.everything()
    for path in ("/office/sign-in?email=a@example.org", office.link("sign-in")):
        assert getattr(pages.client, method)(path).status_code == 200
    assert office.everything() == before


@pytest.mark.parametrize("path", ["", "gcm-vienna-2017/", "gcm-vienna-2017/letters", "gcm-vienna-2017/extensions"])
def test_nobody_sees_the_office_without_a_sign_in(office, pages, path):
    assert pages.get(f"/office/{path}", status=303).location.startswith("/office/sign-in?next=")


# address -> status for (officer, reader, officer of another conference)
ROUTES = {
    ("GET", HOME): (200, 200, 403),
    ("GET", f"{HOME}programme"): (200, 200, 403),
    ("GET", PROPOSAL): (200, 403, 403),
    ("GET", f"{HOME}letters"): (200, 403, 403),
    ("GET", f"{HOME}extensions"): (200, 403, 403),
    ("POST", PROPOSAL): (422, 403, 403),
    ("POST", f"{PROPOSAL}/undo"): (422, 403, 403),
    ("POST", f"{HOME}extensions"): (422, 403, 403),
    ("POST", f"{HOME}letters/1/retry"): (303, 403, 403),
    ("GET", f"{HOME}letters/1"): (200, 403, 403),
    ("GET", f"{HOME}letters/1/edit"): (409, 403, 403),
    ("POST", f"{HOME}letters/1/edit"): (409, 403, 403),
    ("GET", f"{HOME}letters/collected"): (200, 403, 403),
    ("POST", f"{HOME}letters/collected"): (422, 403, 403),
    ("GET", f"{HOME}rhythm"): (200, 403, 403),
    ("POST", f"{HOME}rhythm"): (303, 403, 403),
    ("GET", f"{HOME}words"): (200, 403, 403),
    ("GET", f"{HOME}words/waitlisted"): (200, 403, 403),
    ("POST", f"{HOME}words/waitlisted"): (200, 403, 403),
    ("GET", "/office/no-such-conference/"): (404, 404, 404),
    ("GET", f"{HOME}proposals/SE-999"): (404, 403, 403),
}


@pytest.mark.parametrize(("role", "column"), [("officer", 0), ("reader", 1), ("elsewhere", 2)])
def test_each_role_opens_and_does_what_it_may(office, role, column):
    proposal_id, _ = office.proposed()
    office.tell(scenes.decide, proposal_id, scenes.Action.WAITLIST)
    office.tell(another_conference)
    slug = "another" if role == "elsewhere" else scenes.SLUG
    email = office.invite(f"{role}@example.org", role="reader" if role == "reader" else "officer", slug=slug)
    visitor = office.signed_in(email)
    visitor.get("/office/another/" if role == "elsewhere" else HOME)
    token = visitor.csrf_token()
    answers = {}
    for method, path in ROUTES:
        data = {"csrf_token": token, "undo-decision": str(last_decision(office, proposal_id))}
        sent = {"data": data} if method == "POST" else {}
        answers[method, path] = visitor.client.open(path, method=method, **sent).status_code
    assert answers == {route: statuses[column] for route, statuses in ROUTES.items()}


def test_every_address_of_the_office_behind_the_sign_in_stands_in_the_table_of_roles(office):
    rules = [rule for rule in office.app.url_map.iter_rules() if rule.rule.startswith("/office/<slug>/")]
    known = {(method, re.sub(r"/1(?=/|$)", "/<id>", path)) for method, path in ROUTES}
    named = {"<slug>": scenes.SLUG, "<reference>": "SE-001", "<letter>": "waitlisted"}
    found = {
        (
            method,
            re.sub(r"<int[^>]*>", "<id>", re.sub(r"<\w+>", lambda name: named[name[0]], rule.rule)),
        )
        for rule in rules
        for method in (rule.methods or set()) & {"GET", "POST"}
    }
    assert found
    assert found <= known


def last_decision(office, proposal_id):
    return office.decisions(proposal_id)[-1].id


def another_conference():
    import tomllib

    from sideevents.demonstration.story import CONFERENCE_FILE

    document = tomllib.loads(CONFERENCE_FILE.read_text("utf-8"))
    load_conference({**document, "slug": "another", "reference_prefix": "AN"}, held=True, now=scenes.NOW)


def test_a_reader_sees_no_contact_data_anywhere(office):
    proposal_id, _ = office.proposed(
        contact_name="Zelda Contact",
        contact_email="zelda@example.org",
        contact_phone="+43 1 2600",
        gate_list=("Guest Private",),
        accessibility_needs="Needs a lift",
    )
    office.tell(scenes.decide, proposal_id, scenes.Action.APPROVE)
    reader = office.signed_in(office.invite("reader@example.org", role="reader"))
    shown = reader.get(HOME).html + reader.get(f"{HOME}programme").html
    for private in ("Zelda", "zelda@example.org", "2600", "Guest Private", "lift", "/proposals/"):
        assert private not in shown
    assert "SE-001" in shown


def test_an_officer_without_a_conference_has_all_of_them(office):
    office.tell(another_conference)
    visitor = office.signed_in(office.invite("chief@example.org", slug=None))
    page = visitor.get("/office/")
    assert [each.href for each in page.links() if each.href.startswith("/office/")][-2:] == ["/office/another/", HOME]
    visitor.get("/office/another/")


def test_of_two_roles_the_one_that_may_do_more_counts(office):
    office.proposed()
    office.tell(invite_officer, "both@example.org", role="reader", slug=None, now=scenes.NOW)
    visitor = office.signed_in(office.invite("both@example.org"))
    visitor.get(PROPOSAL)


def test_a_used_nonce_is_kept_as_used(office, pages):
    office.signed_in(pages=pages)

    def used():
        from sideevents.extensions import db

        return [row.used_at is not None for row in db.session.query(SignInRow)]

    assert office.tell(used) == [True]
