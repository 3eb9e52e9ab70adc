"""The rules of the house that neither linter nor import contracts can hold."""

import re
import sys
from pathlib import Path

import pytest

from tests.grounds import url_map
from tests.grounds.apps import let_go
from tests.grounds.house import PACKAGE, ROOT, TEMPLATES, TESTS, Source, sources, templates

MODULE_LINES = 300
FUNCTION_LINES = 40

CLOCKS = re.compile(
    r"(^|\.)(datetime|date|func|dt)\.(now|utcnow|today|current_timestamp)$|^time\.(time|time_ns|localtime|gmtime)$"
)
CLOCK = "sideevents/clock.py"
# the demonstration is a command of its own: it decides what time it is
CLOCK_READERS = (
    "sideevents/__init__.py",
    "sideevents/cli",
    "sideevents/demonstration/",
    "sideevents/web/",
)
MAIL_SENDERS = (
    "sideevents/extensions.py",
    "sideevents/mail/client.py",
    "sideevents/mail/postman.py",
    "sideevents/mail/transport.py",
)
MAIL_BINDERS = ("sideevents/__init__.py", *MAIL_SENDERS)

TEMPLATE_FOLDERS = {"organizer", "office", "programme", "mail"}
# a template or module that may mark text as safe, with the reason
MARKED_AS_SAFE: dict[str, str] = {}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")


@pytest.fixture
def portal(tmp_path: Path):
    app = url_map.portal(tmp_path)
    yield app
    let_go(app)


def test_one_module_reads_the_wall_clock():
    readers = [
        f"{source.name}:{line} {name}"
        for source in sources()
        if source.name != CLOCK
        for name, line in source.dotted()
        if CLOCKS.search(name)
    ]
    assert readers == []
    imported = {"time.time", "time.time_ns", "time.localtime", "time.gmtime"}
    assert [source.name for source in sources() if source.imports() & imported and source.name != CLOCK] == []
    assert any(CLOCKS.search(name) for name, _ in Source(ROOT / CLOCK).dotted()), "the clock itself must be found"


def test_only_doors_and_commands_ask_for_the_time():
    askers = [source.name for source in sources() if "sideevents.clock" in source.imports()]
    assert [name for name in askers if not name.startswith(CLOCK_READERS)] == []
    assert askers


def test_one_place_sends_mail():
    speakers = [source.name for source in sources() if source.imports() & {"smtplib", "flask_mail"}]
    assert [name for name in speakers if name not in MAIL_SENDERS] == []
    holders = [source.name for source in sources() if "sideevents.extensions.mail" in source.imports()]
    assert [name for name in holders if name not in MAIL_BINDERS] == []
    assert speakers


def test_rules_import_the_standard_library_alone():
    strangers = [
        f"{source.name}: {name}"
        for source in sources(PACKAGE / "rules")
        for name in source.imports()
        if name.partition(".")[0] not in sys.stdlib_module_names
        and name != "sideevents.rules"
        and not name.startswith("sideevents.rules.")
    ]
    assert strangers == []


def test_no_module_is_long():
    lengths = {source.name: len(source.text.splitlines()) for source in [*sources(), *sources(TESTS)]}
    assert {name: length for name, length in lengths.items() if length > MODULE_LINES} == {}


def test_no_function_is_long():
    long = [
        f"{source.name}:{function.lineno} {function.name}"
        for source in [*sources(), *sources(TESTS)]
        for function in source.functions()
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_csrf_protection_has_no_exception(portal):
    csrf = portal.extensions["csrf"]
    assert portal.config["WTF_CSRF_ENABLED"]
    assert portal.config["WTF_CSRF_CHECK_DEFAULT"]
    assert "POST" in portal.config["WTF_CSRF_METHODS"]
    assert (csrf._exempt_views, csrf._exempt_blueprints) == (set(), set())
    assert [source.name for source in sources() if "WTF_CSRF_ENABLED" in source.strings()] == []


def test_a_post_without_a_token_is_refused_at_every_address(portal):
    posts = [rule for rule in portal.url_map.iter_rules() if "POST" in (rule.methods or set())]
    assert posts
    client = portal.test_client()
    answers = {}
    for rule in posts:
        numbers = {
            name for name, converter in rule._converters.items() if type(converter).__name__ == "IntegerConverter"
        }
        values = {name: 1 if name in numbers else "none" for name in rule.arguments}
        address = portal.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
        answers[address] = client.post(address).status_code
    assert {address: status for address, status in answers.items() if status != 400} == {}


def test_the_addresses_are_the_committed_ones(portal):
    committed = url_map.COMMITTED.read_text("utf-8").splitlines()
    assert url_map.lines(portal) == committed, "if it is meant: make url-map"


def test_every_test_file_holds_tests():
    files = [source for source in sources(TESTS) if source.path.name.startswith("test_")]
    empty = [source.name for source in files if not any(each.name.startswith("test_") for each in source.functions())]
    assert empty == []
    assert len(files) > 1


def test_tests_leave_nothing_out_and_patch_no_path():
    forbidden = {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.skip", "pytest.importorskip"}
    used = [
        f"{source.name}:{line} {name}"
        for source in sources(TESTS)
        for name, line in source.dotted()
        if name in forbidden
    ]
    assert used == []
    assert [source.name for source in sources(TESTS) if source.imports() & {"unittest.mock", "mock"}] == []
    by_path = re.compile(r"monkeypatch\.setattr\(\s*[\"']")
    assert [source.name for source in sources(TESTS) if by_path.search(source.text)] == []


def test_templates_live_with_the_door_that_renders_them():
    assert {path.name for path in TEMPLATES.iterdir() if path.is_dir()} <= TEMPLATE_FOLDERS


def test_every_template_is_used():
    code = sources()
    in_code = {text for source in code for text in source.strings()}
    letters = in_code | {function.name.replace("_", "-") for source in code for function in source.functions()}
    called = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+[\"']([^\"']+)[\"']")
    in_templates = {name for path in templates() for name in called.findall(path.read_text("utf-8"))}
    used = in_code | in_templates
    unused = [
        path.relative_to(TEMPLATES).as_posix()
        for path in templates()
        if path.relative_to(TEMPLATES).as_posix() not in used
        and not (path.parent.name == "mail" and path.name.partition(".")[0] in letters)
    ]
    assert unused == []
    assert in_templates


def test_a_use_case_is_named_as_its_public_function():
    files = [source for source in sources(PACKAGE / "usecases") if not source.path.name.startswith("_")]
    assert [source.name for source in files if source.path.stem not in source.public_functions()] == []
    assert files


def test_nothing_is_marked_as_safe_without_a_reason():
    marks = re.compile(r"\|\s*safe\b|\bMarkup\(|\bautoescape\s+false\b")
    files = [*templates(), *(source.path for source in sources())]
    found = {path.relative_to(ROOT).as_posix() for path in files if marks.search(path.read_text("utf-8"))}
    assert found == set(MARKED_AS_SAFE)


def test_nothing_is_left_for_later_in_a_comment():
    files = [*templates(), *(source.path for source in [*sources(), *sources(TESTS)]), *(ROOT / "docs").rglob("*.md")]
    assert [path.relative_to(ROOT).as_posix() for path in files if UNFINISHED.search(path.read_text("utf-8"))] == []


def test_migrations_are_numbered_one_after_the_other():
    names = [source.path.stem for source in sources(PACKAGE / "migrations" / "versions")]
    assert [int(name.partition("_")[0]) for name in names] == list(range(1, len(names) + 1))
    assert names
