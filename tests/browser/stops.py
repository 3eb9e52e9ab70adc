"""Every page of the portal in every state: how a person gets there. One function a door, a name a stop."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.people import (
    HOME,
    OFFICE,
    PROPOSE,
    SLUG,
    confirm,
    decide,
    fill,
    follow_letter,
    open_letter,
    press,
    propose,
    signed_out_meanwhile,
)

Stop = Callable[[Page], object]
EMPTY, CLOSED = "/harbour-new-york-2026/", "/closed-2026/"
WRITTEN = {  # the newest letter to a contact whose proposal is in this state, in the demonstration's own story
    "submitted": ("saoirse.macgiolla@pumr.example.org", "[SE-016]"),
    "returned": ("mateus@wyam.example.org", "[SE-010]"),
    "waitlisted": ("ngocanh.tran@iamwu.example.org", "[SE-009]"),
    "offered": ("benedikta.oberhofer@doc4justice.example.org", "[SE-011]"),
    "approved": ("l.mansouri@migrant-league.example.org", "[SE-003]"),
    "moved": ("elodie.kabore-lefevre@accueil-droits.example.org", "[SE-002]"),
    "with a new text": ("solvi.brekke@aopdm.example.org", "[SE-013]"),
    "declined": ("sales@bordersight.example.org", "[SE-015]"),
    "cancelled": ("s.immaculee@inhm.example.org", "[SE-018]"),
    "withdrawn": ("elodie.kabore-lefevre@accueil-droits.example.org", "[SE-012]"),
}


def at(path: str) -> Stop:
    """A page with an address of its own."""
    return lambda page: page.goto(path)


def letter_link(to: str, subject: str, path: str) -> Stop:
    """Behind a link of a letter."""
    return lambda page: follow_letter(page, to=to, subject=subject, path=path)


def organizer(state: str, then: str = "") -> Stop:
    """The organizer's page of a proposal in a state, or one of its own pages below."""

    def go(page: Page) -> None:
        to, subject = WRITTEN[state]
        follow_letter(page, to=to, subject=subject, path="/proposals/")
        if then:
            page.goto(f"{page.url}/{then}")

    return go


def sent(start: Stop, button: str, *, form: str = "", **fields: object) -> Stop:
    """What a form answers; ``form`` is its id where the page has several."""

    def go(page: Page) -> None:
        start(page)
        fill(page.locator(f"form#{form}") if form else page, **fields)
        press(page, button)

    return go


def letter_as_html(to: str, subject: str) -> Stop:
    """The HTML part of a letter, as a mail program would show it."""

    def go(page: Page) -> None:
        open_letter(page, to=to, subject=subject)
        page.wait_for_url("**/dev/mailbox/*")
        page.goto(f"{page.url}/html")

    return go


def used_twice(page: Page) -> None:
    """A form that was sent, sent again with another title."""
    propose(page, title="مرة أولى", contact_email="twice@rights.example.org")
    page.go_back()
    fill(page, title="مرة ثانية")
    press(page, "Send the proposal")


def too_often(page: Page) -> None:
    """One more request than the portal takes from one source in an hour."""
    for _ in range(11):
        page.goto(f"{HOME}find-my-proposals")
        fill(page, email="leila@rights.example.org")
        press(page, "Mail me the links")


def duplicate(page: Page) -> None:
    """The same proposal from a new form."""
    for _ in range(2):
        propose(page, title="مكرر", contact_email="double@rights.example.org")


def confirmed(page: Page) -> None:
    """The organizer's page right after the button."""
    propose(page, title="وصل للتو", contact_email="fresh@rights.example.org")
    confirm(page, to="fresh@rights.example.org")


def amended(page: Page) -> None:
    """The preview of a new text."""
    organizer("submitted", "amend")(page)
    fill(page, title="Firewalls between Enforcement and Services", abstract="Shorter than before.")
    press(page, "See what would change")


def asked_to_take_over(page: Page) -> None:
    """The page of somebody who is to be the contact from now on."""
    organizer("submitted", "hand-over")(page)
    fill(page, contact_name="نور", contact_email="noor@rights.example.org")
    press(page, "Ask the new contact")
    follow_letter(page, to="noor@rights.example.org", subject="", path="/proposals/take-over/")


def aged(page: Page) -> None:
    """A form that lay open for longer than the browser's session."""
    page.goto(PROPOSE)
    page.context.clear_cookies()
    fill(page, title="لم يضع شيء")
    assert press(page, "Send the proposal") == 400


def offered_an_older_text(page: Page) -> None:
    """An offer whose text the organizer has changed since."""
    organizer("offered", "amend")(page)
    fill(page, title="A Newer Title")
    press(page, "Send the new text")
    organizer("offered", "offer")(page)


PUBLIC: dict[str, Stop] = {
    "programme": at(HOME),
    "programme narrowed": at(f"{HOME}?day=2017-09-05&language=en"),
    "programme with nothing found": at(f"{HOME}?q=nothing-is-called-so"),
    "programme not published": at(EMPTY),
    "programme closed for proposals": at(CLOSED),
    "conferences": at("/"),
    "event": at(f"{HOME}events/SE-001"),
    "event in arabic": at(f"{HOME}events/SE-003"),
    "event moved": at(f"{HOME}events/SE-002"),
    "event cancelled": at(f"{HOME}events/SE-018"),
    "not found": at("/gcm-vienna-2017/nowhere"),
    "link forged": at("/proposals/forged"),
    "mailbox": at("/dev/mailbox"),
    "mailbox of nobody": at("/dev/mailbox?to=nobody%40example.org"),
    "mailbox letter": lambda page: open_letter(page, to=OFFICE, subject="[SE-003] Decision wanted"),
}
ORGANIZER: dict[str, Stop] = {
    "form": at(PROPOSE),
    "form empty and refused": sent(at(PROPOSE), "Send the proposal"),
    "form previewed": sent(at(PROPOSE), "Preview", title="معاينة", abstract="one two three"),
    "form used twice": used_twice,
    "form duplicate": duplicate,
    "form aged": aged,
    "form closed": at(f"{CLOSED}propose"),
    "form with a bad extension": at(f"{PROPOSE}?extension=forged"),
    "received": at(f"{HOME}received"),
    "find": at(f"{HOME}find-my-proposals"),
    "find refused": sent(at(f"{HOME}find-my-proposals"), "Mail me the links", email="no address"),
    "find sent": sent(at(f"{HOME}find-my-proposals"), "Mail me the links", email="leila@rights.example.org"),
    "find too often": too_often,
    "form far too long": sent(at(PROPOSE), "Send the proposal", abstract="x" * 600_000),
    "confirm": letter_link(
        "friederike.grossschaedl@galam.example.org", "Confirm your e-mail address", "/proposals/confirm/"
    ),
    "confirm too late": letter_link(
        "dawit@routewatch.example.org", "Confirm your e-mail address", "/proposals/confirm/"
    ),
    "confirm used": letter_link(
        "l.mansouri@migrant-league.example.org", "Confirm your e-mail address", "/proposals/confirm/"
    ),
    "proposal just confirmed": confirmed,
    **{f"proposal {state}": organizer(state) for state in WRITTEN},
    "amend": organizer("submitted", "amend"),
    "amend refused": sent(organizer("returned", "amend"), "Send the new text", title="x", abstract=""),
    "amend previewed": amended,
    "amend not possible": organizer("declined", "amend"),
    "withdraw": organizer("approved", "withdraw"),
    "offer": organizer("offered", "offer"),
    "offer of an older text": offered_an_older_text,
    "hand over": organizer("submitted", "hand-over"),
    "hand over refused": sent(organizer("submitted", "hand-over"), "Ask the new contact", contact_email="no address"),
    "hand over not possible": organizer("declined", "hand-over"),
    "take over": asked_to_take_over,
}

DECIDE_16 = letter_link(OFFICE, "[SE-016] Decision wanted", "/office/decide/")
PROPOSAL_8 = at(f"/office/{SLUG}/proposals/SE-008")
PROPOSAL_10 = at(f"/office/{SLUG}/proposals/SE-010")


def overtaken(page: Page) -> None:
    """A decision sent after a colleague's."""
    letter_link(OFFICE, "[SE-017] Decision wanted", "/office/decide/")(page)
    fill(page, action="waitlist", initials="AB", note="We write as soon as a room becomes free.")
    press(page, "Preview the letter")
    other = page.context.new_page()
    letter_link(OFFICE, "[SE-017] Decision wanted", "/office/decide/")(other)
    decide(other, "decline", initials="CD", note="The rooms are full.")
    other.close()
    page.bring_to_front()
    press(page, "Decide and send")


def just_decided(page: Page) -> None:
    """What follows a decision by link: its letter and the way back."""
    letter_link(OFFICE, "[SE-007] Changed", "/office/decide/")(page)
    decide(page, "waitlist")


def asked_to_sign_in(page: Page) -> None:
    """Behind the link that signs an officer in."""
    page.goto("/office/sign-in")
    fill(page, email=OFFICE)
    press(page, "Mail me a link")
    follow_letter(page, to=OFFICE, subject="", path="/office/sign-in/")


def extended(page: Page) -> None:
    """The form of a closed conference, opened by an extension."""
    page.goto("/office/closed-2026/extensions")
    fill(page, email="late@rights.example.org", until_day="2017-09-01", until_time="18:00", reason="Post was late")
    press(page, "Issue and mail the link")
    follow_letter(page, to="late@rights.example.org", subject="", path="/closed-2026/propose")


LETTERS: dict[str, Stop] = {
    "letter to the office": letter_as_html(OFFICE, "[SE-003] Decision wanted"),
    "letter about a change": letter_as_html(OFFICE, "[SE-007] Changed"),
    "letter to an organizer": letter_as_html(*WRITTEN["moved"]),
}
BY_LINK: dict[str, Stop] = {
    "sign in": at("/office/sign-in"),
    "sign in with what was typed": signed_out_meanwhile,
    "sign in refused": sent(at("/office/sign-in"), "Mail me a link", email="no address"),
    "sign in sent": at("/office/sign-in?sent=1"),
    "sign in by link": asked_to_sign_in,
    "decide": DECIDE_16,
    "decide refused": sent(DECIDE_16, "Preview the letter", note="Only a note."),
    "decide previewed": sent(
        DECIDE_16,
        "Preview the letter",
        action="approve",
        place="2017-09-05 13:15-14:45 c4",
        initials="AB",
        note="أهلا وسهلا",
    ),
    "decide for a taken room": sent(
        DECIDE_16, "Preview the letter", action="approve", place="2017-09-05 13:15-14:45 boardroom-d", initials="AB"
    ),
    "decide overtaken": overtaken,
    "decide used": letter_link(OFFICE, "[SE-003] Decision wanted", "/office/decide/"),
    "decide a new text": letter_link(OFFICE, "[SE-013] New text", "/office/decide/"),
    "decided and undo": just_decided,
    "decide forged": at("/office/decide/forged"),
}
SIGNED_IN: dict[str, Stop] = {
    "office conferences": at("/office/"),
    "inbox": at(f"/office/{SLUG}/"),
    "inbox narrowed": at(f"/office/{SLUG}/?status=approved&q=a"),
    "inbox with nothing found": at(f"/office/{SLUG}/?q=nothing-is-called-so"),
    "inbox empty": at(f"/office{EMPTY}"),
    "office programme": at(f"/office/{SLUG}/programme"),
    "office programme empty": at(f"/office{EMPTY}programme"),
    "office letters": at(f"/office/{SLUG}/letters"),
    "office letters held": at(f"/office{EMPTY}letters"),
    "office extensions": at(f"/office/{SLUG}/extensions"),
    "office extensions refused": sent(at(f"/office/{SLUG}/extensions"), "Issue and mail the link"),
    "form under an extension": extended,
    "office extensions issued": at("/office/closed-2026/extensions"),
    "office not found": at(f"/office/{SLUG}/proposals/SE-999"),
    **{
        f"office proposal {number}": at(f"/office/{SLUG}/proposals/SE-{number}")
        for number in ("001", "002", "010", "011", "013", "018")
    },
    "office proposal refused": sent(PROPOSAL_8, "Preview the letter", form="decision", action="offer", note="For you."),
    "office proposal previewed": sent(
        PROPOSAL_8,
        "Preview the letter",
        form="decision",
        action="offer",
        place="2017-09-04 13:15-14:45 c4",
        initials="AB",
    ),
    "office undo refused": sent(PROPOSAL_10, "Preview taking it back", **{"undo-initials": ""}),
    "office undo previewed": sent(PROPOSAL_10, "Preview taking it back", **{"undo-initials": "AB"}),
}
