"""The office's post: lists, a letter, what is held, and wording it anew."""

from playwright.sync_api import Page

from tests.browser.people import SLUG, fill, press
from tests.browser.stops import Stop, at

POST = f"/office/{SLUG}/letters"
COLLECTED = f"{POST}/collected"
PROPOSAL = f"/office/{SLUG}/proposals/SE-009"


def kept(page: Page) -> None:
    """A decision whose letter waits for the office; the next time it waits already."""
    page.goto(COLLECTED)
    if page.locator("form#collected").count():
        return
    page.goto(PROPOSAL)
    fill(page.locator("#decision"), action="decline", initials="AB", note="لا توجد قاعة شاغرة.")
    press(page, "Preview the letter")
    press(page, "Decide, keep the letter for later")


def after_keeping(stop: Stop) -> Stop:
    """Somewhere to go while a letter is held."""

    def go(page: Page) -> None:
        kept(page)
        stop(page)

    return go


def held(page: Page, *, then: str = "") -> None:
    """The first held letter's form, and what one presses there."""
    page.goto(COLLECTED)
    page.locator("form#collected").get_by_role("link", name="Change").first.click()
    page.wait_for_url("**/edit")
    if then == "refused":
        fill(page, subject="")
        press(page, "Save")
    elif then:
        fill(page, subject="An answer to your proposal")
        press(page, then)


def a_letter(page: Page) -> None:
    """The page of one letter with a calendar part."""
    page.goto(f"{POST}?q=SE-002")
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/letters/*")


def over(page: Page) -> None:
    """A change that comes after a colleague's."""
    held(page)
    other = page.context.new_page()
    held(other)
    fill(other, subject="Changed by a colleague")
    press(other, "Save")
    other.close()
    page.bring_to_front()
    fill(page, subject="Too late")
    press(page, "Save")


def none_chosen(page: Page) -> None:
    """The button of those who have chosen no letter."""
    page.goto(COLLECTED)
    press(page, "Send the chosen")


SIGNED_IN: dict[str, Stop] = {
    "office letters failed": at(f"{POST}?state=failed"),
    "office letter": a_letter,
    "office letters to send": after_keeping(at(COLLECTED)),
    "office letters to send refused": after_keeping(none_chosen),
    "office letters to send none": at("/office/closed-2026/letters/collected"),
    "office letter changed": after_keeping(held),
    "office letter changed and refused": after_keeping(lambda page: held(page, then="refused")),
    "office letter changed previewed": after_keeping(lambda page: held(page, then="Preview the letter")),
    "office letter changed too late": after_keeping(over),
    "office proposal with a held letter": after_keeping(at(PROPOSAL)),
}
PAGES = {
    "office.letter": "office letter",
    "office.collected": "office letters to send",
    "office.edit": "office letter changed",
}
PICTURES = ("office letters to send", "office letter changed", "office letter", "office proposal with a held letter")
LIKE_ANOTHER = ("office letters to send refused", "office letter changed and refused")
