"""By keyboard alone: Tab, Space, Enter and arrows are enough to propose and decide, and one sees where one is."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.people import ARABIC_ABSTRACT, OFFICE, PROPOSAL, PROPOSE, follow_letter, open_letter

STEPS = 150
WHERE = """() => {
    const node = document.activeElement, box = node.getBoundingClientRect();
    const seen = [node, node.closest('.choice'), node.closest('.check')].filter(Boolean).some(place => {
        const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(place);
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
    });
    // inside a date the focus is on a part that the browser draws itself, its ring included
    const ours = node.matches(':focus');
    return {name: node.name || '', value: node.value || '', tag: node.tagName,
        words: node.textContent.trim(), seen: seen || !ours, inside: box.bottom > 0 && box.top < innerHeight};
}"""


def tab_to(page: Page, *, name: str = "", value: str = "", words: str = "") -> None:
    """Press Tab until the control with this name and value, or these words, has the focus, seen each time."""
    passed = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        assert here["seen"], f"nobody sees the focus on {here}"
        assert here["inside"], f"the focus is off the screen on {here}"
        passed.append(here["name"] or here["words"][:30])
        if words and here["words"] == words:
            return
        if name and here["name"] == name and (not value or here["value"] == value):
            return
    raise AssertionError(f"never came to {name or words} {value}; passed {passed}")


def choose(page: Page, value: str) -> None:
    """In a select that has the focus, go down until this option stands there."""
    for _ in range(STEPS):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the list never showed {value}")


def mark(page: Page, name: str, value: str) -> None:
    """Tab to a group of radios, and go with the arrows to one of them."""
    tab_to(page, name=name)
    page.keyboard.press("Space")
    for _ in range(STEPS):
        if page.evaluate("document.activeElement.value") == value:
            assert page.evaluate("document.activeElement.checked")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} never came to {value}")


def typed(page: Page, *names: str) -> None:
    """Tab to text fields and type what the proposal says."""
    for name in names:
        tab_to(page, name=name)
        page.keyboard.insert_text(PROPOSAL[name])


def enter(page: Page) -> None:
    """Press Enter on what has the focus, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_side_event_is_proposed_and_its_address_confirmed_by_keyboard(demonstration, visitor):
    page = visitor(demonstration.url, reduced_motion="reduce").page
    page.goto(PROPOSE)
    tab_to(page, words="Skip to the content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    typed(page, "title")
    tab_to(page, name="abstract")
    page.keyboard.insert_text(ARABIC_ABSTRACT)
    assert f"{len(ARABIC_ABSTRACT)} of 3,000" in page.locator(".counter").inner_text()
    mark(page, "theme", PROPOSAL["theme"])
    typed(page, "lead_organisation")
    tab_to(page, name="organisation_type")
    choose(page, PROPOSAL["organisation_type"])
    typed(page, "contact_name", "contact_email")
    tab_to(page, name="preference_1")
    choose(page, PROPOSAL["preference_1"])
    mark(page, "format", "in-person")
    typed(page, "expected_attendance")
    tab_to(page, name="languages", value="ar")
    page.keyboard.press("Space")
    tab_to(page, name="accept_rules")
    page.keyboard.press("Space")
    tab_to(page, words="Send the proposal")
    enter(page)
    assert urlsplit(page.url).path.endswith("/received")
    follow_letter(page, to=PROPOSAL["contact_email"], subject="Confirm", path="/proposals/confirm/")
    tab_to(page, words="Confirm my address and submit the proposal")
    enter(page)
    assert page.locator("h1").inner_text() == PROPOSAL["title"]


def test_the_office_decides_by_keyboard(demonstration, visitor):
    page = visitor(demonstration.url, reduced_motion="reduce").page
    open_letter(page, to=OFFICE, subject="[SE-016] Decision wanted")
    address = page.locator("pre.letter a[href*='/office/decide/']").inner_text()
    tab_to(page, words=address)
    enter(page)
    assert urlsplit(page.url).path == urlsplit(address).path
    mark(page, "action", "approve")
    tab_to(page, name="place")
    choose(page, "2017-09-05 13:15-14:45 c4")
    tab_to(page, name="initials")
    page.keyboard.type("AB")
    tab_to(page, words="Preview the letter")
    enter(page)
    assert page.locator("h1").inner_text() == "The letter as it will leave"
    tab_to(page, words="Decide and send")
    enter(page)
    assert page.locator("h1").inner_text() == "SE-016: approved"


def test_the_problems_of_a_refused_form_lead_to_their_fields(demonstration, visitor):
    page = visitor(demonstration.url, reduced_motion="reduce").page
    page.goto(PROPOSE)
    tab_to(page, words="Send the proposal")
    enter(page)
    problems = page.locator(".problems a")
    fields = [link.get_attribute("href") or "" for link in problems.all()]
    assert len(fields) > 8
    for number, field in enumerate(fields):
        problems.nth(number).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab") if page.locator(field).evaluate("node => node !== document.activeElement") else None
        focused = page.locator(field).evaluate(
            "node => node === document.activeElement || node.contains(document.activeElement)"
        )
        assert focused, field
