"""What organizers, officers and participants do in a browser, in the steps that several journeys share."""

import re
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page

from tests.grounds import browser as grounds

SLUG = "gcm-vienna-2017"
HOME = f"/{SLUG}/"
PROPOSE = f"/{SLUG}/propose"
OFFICE = "gcmigrationparticipationvienna@un.org"
# pictures of long pages at twice the size take seconds each
PHONE = {**grounds.PHONE, "device_scale_factor": 1}

ARABIC_TITLE = "مسارات آمنة للعمال المهاجرين وأسرهم"
ARABIC_ABSTRACT = (
    "يجمع هذا اللقاء ممثلين عن النقابات والبعثات ومنظمات المجتمع المدني لمناقشة سبل حماية العمال المهاجرين من الاتجار"
    " بالبشر والعمل القسري. نعرض نتائج ثلاث سنوات من العمل الميداني في أربعة موانئ، ونقترح التزامات عملية يمكن إدراجها"
    " في الاتفاق العالمي. يخصص نصف الوقت لأسئلة الحضور."
)
PROPOSAL: dict[str, Any] = {
    "title": ARABIC_TITLE,
    "abstract": ARABIC_ABSTRACT,
    "theme": "trafficking",
    "lead_organisation": "رابطة حقوق المهاجرين",
    "organisation_type": "ngo-ecosoc",
    "speakers": "مديرة الجلسة\nمفتش عمل",
    "contact_name": "ليلى المنصوري",
    "contact_email": "leila@rights.example.org",
    "preference_1": "2017-09-04/lunch",
    "preference_2": "2017-09-05/lunch",
    "format": "in-person",
    "expected_attendance": "60",
    "languages": ["ar", "en"],
    "accept_rules": True,
}


def fill(form: Page | Locator, **fields: Any) -> None:
    """Type and choose in a form: text, an option's value, a list for several boxes, True for a box of its own."""
    for name, value in fields.items():
        controls = form.locator(f"[name={name}]:not([type=hidden])")
        kind = controls.first.evaluate("node => node.type || node.tagName")
        if kind in ("checkbox", "radio"):
            for each in value if isinstance(value, list) else [value]:
                (controls if each is True else form.locator(f"[name={name}][value='{each}']")).check()
        elif kind == "select-one":
            controls.select_option(value)
        else:
            controls.fill(value)


def press(page: Page, name: str) -> int:
    """Press the button with these words; the status of the page where that ends, redirects followed."""
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name=name, exact=True).click()
    return navigation.value.status


def propose(page: Page, **changes: Any) -> int:
    """Open the form, fill in the Arabic proposal with ``changes``, and send it."""
    page.goto(PROPOSE)
    fill(page, **{**PROPOSAL, **changes})
    return press(page, "Send the proposal")


def open_letter(page: Page, *, to: str, subject: str) -> None:
    """Open the newest letter to an address whose subject begins so, in the mailbox page."""
    page.goto(f"/dev/mailbox?{urlencode({'to': to})}")
    page.locator("main th").get_by_role("link", name=re.compile(rf"^{re.escape(subject)}")).first.click()


def follow_letter(page: Page, *, to: str, subject: str, path: str) -> None:
    """Open a letter and click the link in its text that leads below ``path``."""
    open_letter(page, to=to, subject=subject)
    page.locator(f"pre.letter a[href*='{path}']").first.click()
    page.wait_for_url(f"**{path}*")


def follow_button(page: Page, *, to: str, subject: str, words: str) -> None:
    """Open a letter and press the button in its HTML, as in a mail program that shows it."""
    open_letter(page, to=to, subject=subject)
    with page.expect_navigation():
        page.frame_locator("iframe").get_by_role("link", name=words).click()


def confirm(page: Page, *, to: str) -> str:
    """Confirm the address by the newest letter; the reference that the proposal gets."""
    follow_letter(page, to=to, subject="Confirm your e-mail address", path="/proposals/confirm/")
    press(page, "Confirm my address and submit the proposal")
    return page.locator("p.meta strong").first.inner_text()


def sign_in(page: Page, *, email: str = OFFICE) -> None:
    """Sign in to the office by the mailed link."""
    page.goto("/office/sign-in")
    fill(page, email=email)
    press(page, "Mail me a link")
    follow_letter(page, to=email, subject="", path="/office/sign-in/")
    press(page, "Sign in")


def signed_out_meanwhile(page: Page) -> None:
    """A form of the office sent by somebody who is signed in no longer."""
    page.goto("/office/sign-in")
    page.evaluate(f"document.getElementById('sign-in').action = '/office/{SLUG}/extensions'")
    fill(page, email="late@rights.example.org")
    press(page, "Mail me a link")


def decide(page: Page, action: str, **fields: Any) -> int:
    """Fill in the decision form of the page, preview the letter, and let it leave."""
    fill(page.locator("#decision"), action=action, **{"initials": "AB", **fields})
    press(page, "Preview the letter")
    return press(page, "Decide and send")


def direction(place: Locator) -> str:
    """The direction in which a text is shown."""
    return str(place.evaluate("node => getComputedStyle(node).direction"))
