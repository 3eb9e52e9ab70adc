"""A visitor without a browser: fetches pages, checks every one of them, fills in and sends forms as a browser would."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.grounds.markup import BUTTON_TYPES, CSRF_FIELD, Node, page_problems, read_html


@dataclass(frozen=True)
class Link:
    """What a link says and where it leads."""

    text: str
    href: str


@dataclass
class Form:
    """A form as a browser holds it: preset and hidden values, and the buttons that send it."""

    node: Node
    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, node: Node, *, page_path: str) -> "Form":
        """The form as it stands when the page has loaded."""
        action = urljoin(page_path, node.get("action")) if node.get("action") else page_path
        form = cls(node, action=action, method=node.get("method", "get").lower())
        for control in form.controls():
            form.values.setdefault(control.get("name"), []).extend(_preset(control))
        return form

    def controls(self) -> list[Node]:
        """Inputs, selects and text areas that would be sent, buttons left out."""
        root = self.node
        while root.parent is not None:
            root = root.parent
        identity = self.node.get("id")
        strangers = [
            node for node in root.all("input", "select", "textarea") if identity and node.get("form") == identity
        ]
        own = [node for node in self.node.all("input", "select", "textarea") if not node.has("form")]
        return [
            node
            for node in own + strangers
            if node.get("name") and not node.has("disabled") and not _is_button(node) and not _is_off(node)
        ]

    def buttons(self) -> list[Node]:
        """What can be pressed to send it, in order."""
        return [
            node
            for node in self.node.all("button", "input")
            if node.get("type", "submit" if node.tag == "button" else "text") in ("submit", "image")
        ]

    def button(self, wanted: str | None) -> Node | None:
        """The button with this text, name or value; the first one if none is named."""
        buttons = self.buttons()
        if wanted is None:
            return buttons[0] if buttons else None
        for node in buttons:
            if wanted in (node.text, node.get("value"), node.get("name")):
                return node
        raise AssertionError(f"no button {wanted!r}; there are {[node.text or node.get('value') for node in buttons]}")

    def choices(self, name: str) -> list[str]:
        """The values that boxes, radios or a select of this name offer."""
        offered = []
        for node in (node for node in self.controls() if node.get("name") == name):
            if node.tag == "select":
                offered += [_option_value(option) for option in node.all("option") if not option.has("disabled")]
            elif node.get("type") in ("checkbox", "radio"):
                offered.append(node.get("value", "on"))
        return offered

    def fill(self, name: str, value: Any) -> None:
        """Type or choose. A list for several boxes, True or False for one, None to empty it."""
        if name not in self.values:
            raise AssertionError(f"no field {name!r}; there are {sorted(self.values)}")
        choices = self.choices(name)
        if value is True:
            value = choices
        values = (
            [] if value in (None, False) else [str(each) for each in (value if isinstance(value, list) else [value])]
        )
        wrong = [each for each in values if choices and each not in choices]
        if wrong:
            raise AssertionError(f"{name} does not offer {wrong}; it offers {choices}")
        self.values[name] = values if choices or values else [""]

    def data(self, *, button: str | None = None) -> list[tuple[str, str]]:
        """What goes over the wire when the button is pressed."""
        pressed = self.button(button)
        pairs = [(name, value) for name, values in self.values.items() for value in values]
        if pressed is not None and pressed.get("name"):
            pairs.append((pressed.get("name"), pressed.get("value")))
        return pairs


@dataclass
class Page:
    """An answer. An HTML page was checked when it was fetched."""

    path: str
    response: TestResponse

    def __post_init__(self) -> None:
        self.status = self.response.status_code
        self.headers = self.response.headers
        self.is_html = self.response.mimetype == "text/html"
        self.html = self.response.get_data(as_text=True) if self.is_html else ""
        self.root, _ = read_html(self.html)

    @property
    def text(self) -> str:
        """What a reader sees, white space squeezed; of other formats all there is."""
        body = next(self.root.all("body"), self.root)
        return body.text if self.is_html else self.response.get_data(as_text=True)

    @property
    def title(self) -> str:
        """The name in the browser's tab."""
        return next(self.root.all("title")).text

    @property
    def heading(self) -> str:
        """The page's h1."""
        return next(self.root.all("h1")).text

    @property
    def location(self) -> str:
        """Path and query that a redirect leads to."""
        parts = urlsplit(urljoin(self.path, self.headers["Location"]))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def links(self) -> list[Link]:
        """All links, their addresses made whole."""
        return [
            Link(node.text, urljoin(self.path, node.get("href"))) for node in self.root.all("a") if node.has("href")
        ]

    def link(self, text: str) -> str:
        """Where the only link with this text leads; AssertionError if there is none or they disagree."""
        found = {each.href for each in self.links() if each.text == text}
        if len(found) != 1:
            raise AssertionError(
                f"one link {text!r} is wanted; there are {sorted({each.text for each in self.links()})}"
            )
        return found.pop()

    def forms(self) -> list[Form]:
        """All forms in reading order."""
        return [Form.read(node, page_path=self.path) for node in self.root.all("form")]

    def form(self, which: str | None = None) -> Form:
        """The form with this action (its end will do), id or button text; the only one that posts if none is named."""
        forms = self.forms()
        if which is None:
            found = [form for form in forms if form.method == "post"]
        else:
            found = [form for form in forms if _is_called(form, which)]
        if len(found) != 1:
            names = [(form.action, form.node.get("id"), [button.text for button in form.buttons()]) for form in forms]
            raise AssertionError(f"one form {which or 'that posts'!r} is wanted, found {len(found)} among {names}")
        return found[0]

    def element(self, identity: str) -> Node:
        """The element with this id."""
        found = next((node for node in self.root.all() if node.get("id") == identity), None)
        if found is None:
            raise AssertionError(f"nothing has the id {identity!r}")
        return found


class Pages:
    """A visitor with cookies of their own, whose browser asks for a ``language``. Every HTML page is checked as it
    comes; ``page`` is the last one."""

    def __init__(self, app: Flask, *, remote_addr: str = "127.0.0.1", language: str = "en") -> None:
        self.client = app.test_client()
        self._around = {"REMOTE_ADDR": remote_addr, "HTTP_ACCEPT_LANGUAGE": language}
        self.page: Page

    def get(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """Fetch; AssertionError if the status is another or the page has faults."""
        return self._keep(path, self.client.get(path, environ_overrides=self._around, **options), status=status)

    def post(self, path: str, data: Any = None, *, status: int = 303, **options: Any) -> Page:
        """Send fields with the last page's token; AssertionError if the status is another or the page has faults."""
        pairs = list(data.items()) if isinstance(data, dict) else list(data or [])
        if not any(name == CSRF_FIELD for name, _ in pairs):
            pairs.append((CSRF_FIELD, self.csrf_token()))
        return self._send(path, pairs, status=status, **options)

    def submit(
        self, which: str | None = None, /, *, button: str | None = None, status: int = 303, **fields: Any
    ) -> Page:
        """Fill in a form of the last page, press a button (the first by default) and return the answer.

        What is not named keeps the value it had on the page. ``which`` is as in ``Page.form``."""
        form = self.page.form(which)
        for name, value in fields.items():
            form.fill(name, value)
        pairs = form.data(button=button)
        if form.method == "get":
            path = form.action.partition("?")[0]
            return self.get(path, status=status, query_string=pairs)
        return self._send(form.action, pairs, status=status)

    def follow(self, *, status: int = 200) -> Page:
        """Go where the last answer redirects to."""
        return self.get(self.page.location, status=status)

    def csrf_token(self) -> str:
        """The token in the last page's forms; AssertionError if it has none."""
        for node in self.page.root.all("input"):
            if node.get("name") == CSRF_FIELD:
                return node.get("value")
        raise AssertionError(f"the page {self.page.path} holds no form with {CSRF_FIELD}")

    @property
    def text(self) -> str:
        """What a reader sees on the last page."""
        return self.page.text

    def links(self) -> list[Link]:
        """All links of the last page."""
        return self.page.links()

    def form(self, which: str | None = None) -> Form:
        """A form of the last page."""
        return self.page.form(which)

    def _send(self, path: str, pairs: list[tuple[str, Any]], *, status: int, **options: Any) -> Page:
        data: dict[str, list[Any]] = {}
        for name, value in pairs:
            data.setdefault(name, []).extend(value if isinstance(value, list) else [value])
        answer = self.client.post(path, data=data, environ_overrides=self._around, **options)
        return self._keep(path, answer, status=status)

    def _keep(self, path: str, answer: TestResponse, *, status: int) -> Page:
        page = Page(answer.request.full_path.rstrip("?"), answer)
        if page.status != status:
            lead = page.headers.get("Location") or page.text[:1500]
            raise AssertionError(f"{path} answered {page.status}, not {status}: {lead}")
        # a redirect's own little page is Werkzeug's, and nobody sees it
        faults = page_problems(page.html) if page.is_html and not 300 <= page.status < 400 else []
        if faults:
            raise AssertionError(f"{path} has faults:\n- " + "\n- ".join(faults))
        self.page = page
        return page


def _is_called(form: Form, name: str) -> bool:
    action = form.action.partition("?")[0]
    if name in (form.action, action, form.node.get("id")) or action.endswith("/" + name.lstrip("/")):
        return True
    return any(name == node.text for node in form.buttons())


def _is_button(node: Node) -> bool:
    return node.tag == "input" and node.get("type").lower() in BUTTON_TYPES


def _is_off(node: Node) -> bool:
    group = node.above("fieldset")
    return group is not None and group.has("disabled")


def _preset(node: Node) -> list[str]:
    if node.tag == "textarea":
        # the parser of a browser drops one line break after the tag
        return [node.raw.replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")]
    if node.tag == "select":
        options = [option for option in node.all("option") if not option.has("disabled")]
        chosen = [option for option in options if option.has("selected")]
        if not chosen and not node.has("multiple"):
            chosen = options[:1]
        return [_option_value(option) for option in chosen]
    if node.get("type").lower() in ("checkbox", "radio"):
        return [node.get("value", "on")] if node.has("checked") else []
    return [node.get("value")]


def _option_value(option: Node) -> str:
    return option.get("value") if option.has("value") else option.text
