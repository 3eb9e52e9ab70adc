"""HTML read into a small tree, and what is asked of every page: ``page_problems``."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
SILENT = frozenset(("script", "style", "template", "head"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BUTTON_TYPES = ("submit", "button", "reset", "image")
CSRF_FIELD = "csrf_token"


@dataclass
class Node:
    """An element, its attributes, and what stands in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Node | None" = None
    children: "list[Node | str]" = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """The attribute's value; the empty string where it stands without one."""
        return self.attributes.get(name, default)

    def has(self, name: str) -> bool:
        """Whether the attribute stands there at all."""
        return name in self.attributes

    def all(self, *tags: str) -> "Iterator[Node]":
        """All elements inside, in reading order; of these tags alone if any are given."""
        for child in self.children:
            if isinstance(child, Node):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def above(self, *tags: str) -> "Node | None":
        """The nearest element around this one that has one of the tags."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node

    @property
    def raw(self) -> str:
        """All text inside as it stands."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        """What a reader sees, white space squeezed; a picture says its ``alt``."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "img":
                yield f" {child.get('alt')} "
            elif child.tag not in SILENT:
                inline = child.tag in ("a", "abbr", "b", "bdi", "code", "em", "i", "span", "strong", "time")
                yield "" if inline else " "
                yield from child._words()
                yield "" if inline else " "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("document")
        self.open = self.root
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = self._add(tag, attrs)
        if tag not in VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = self._add(tag, attrs)
        if tag not in VOID and node.above("svg", "math") is None:
            self.faults.append(f"<{tag}/> closes itself only in the writer's mind")

    def handle_endtag(self, tag: str) -> None:
        if tag != self.open.tag:
            self.faults.append(f"</{tag}> in line {self.getpos()[0]} where <{self.open.tag}> is open")
            return
        self.open = self.open.parent or self.root

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Node:
        names = Counter(name for name, _ in attrs)
        self.faults.extend(f"<{tag}> has {name} twice" for name, count in names.items() if count > 1)
        node = Node(tag, {name: value or "" for name, value in attrs}, parent=self.open)
        self.open.children.append(node)
        return node


def read_html(html: str) -> tuple[Node, list[str]]:
    """The page as a tree, and what is wrong with its nesting."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    left_open = [] if reader.open is reader.root else [f"<{reader.open.tag}> is never closed"]
    return reader.root, reader.faults + left_open


def page_problems(html: str) -> list[str]:
    """Everything that is wrong with a whole HTML page, in words; empty where all is well."""
    root, faults = read_html(html)
    return faults + [problem for check in CHECKS for problem in check(root)]


def _head(root: Node) -> Iterator[str]:
    page = next(root.all("html"), None)
    if page is None or not page.get("lang"):
        yield "<html> names no language"
    titles = [node.text for node in root.all("title") if node.above("svg") is None]
    if len(titles) != 1 or not titles[0]:
        yield f"one title is wanted, found {titles}"


def _headings(root: Node) -> Iterator[str]:
    found = [(int(node.tag[1]), node.text) for node in root.all(*HEADINGS)]
    tops = [text for level, text in found if level == 1]
    if len(tops) != 1:
        yield f"one h1 is wanted, found {tops}"
    before = 0
    for level, text in found:
        if not text:
            yield f"an h{level} is empty"
        if level > before + 1:
            yield f"h{level} “{text}” follows h{before}"
        before = level


def _ids(root: Node) -> Iterator[str]:
    ids = Counter(node.get("id") for node in root.all() if node.has("id"))
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1 or not name)
    for node in root.all():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage"):
            for name in node.get(attribute).split():
                if name not in ids:
                    yield f"{attribute} of <{node.tag}> points to {name!r}, which is nowhere"
        anchor = node.get("href")[1:] if node.tag == "a" and node.get("href").startswith("#") else ""
        if anchor and anchor not in ids:
            yield f"the link “{node.text}” leads to #{anchor}, which is nowhere"


def _labels(root: Node) -> Iterator[str]:
    labelled = {node.get("for") for node in root.all("label") if node.text}
    for node in root.all("input", "select", "textarea"):
        kind = node.get("type", "text").lower()
        around = node.above("label")
        named = node.get("aria-label").strip() or node.get("aria-labelledby") or (around is not None and around.text)
        if kind == "hidden" or kind in BUTTON_TYPES or named or node.get("id") in labelled:
            continue
        yield f"<{node.tag} name={node.get('name')!r}> has no label"


def _names(root: Node) -> Iterator[str]:
    for node in root.all("a", "button"):
        if not (node.text or node.get("aria-label").strip() or node.has("aria-labelledby")):
            yield f"a <{node.tag}> says nothing: {node.attributes}"
    yield from (f"a picture has no alt: {node.get('src')}" for node in root.all("img") if not node.has("alt"))


def _forms(root: Node) -> Iterator[str]:
    for form in root.all("form"):
        if form.get("method").lower() != "post":
            continue
        if not any(node.get("name") == CSRF_FIELD and node.get("value") for node in form.all("input")):
            yield f"the form to {form.get('action') or 'its own page'} has no {CSRF_FIELD}"


def _inline(root: Node) -> Iterator[str]:
    for node in root.all():
        data_block = "json" in node.get("type")
        if node.tag == "style" or (node.tag == "script" and not node.has("src") and not data_block):
            yield f"an inline <{node.tag}>"
        if node.has("style"):
            yield f"an inline style on <{node.tag}>"
        handlers = [name for name in node.attributes if name.startswith("on")]
        yield from (f"an inline {name} on <{node.tag}>" for name in handlers)
        if any(node.get(name).strip().lower().startswith("javascript:") for name in ("href", "src", "action")):
            yield f"a javascript: address on <{node.tag}>"


CHECKS: tuple[Callable[[Node], Iterator[str]], ...] = (_head, _headings, _ids, _labels, _names, _forms, _inline)
