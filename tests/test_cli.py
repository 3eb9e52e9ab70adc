"""The command, as an operator types it: exit 0 done, 1 refused with the reason on stderr, 2 wrong usage."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from sideevents.cli import main
from sideevents.demonstration.story import CONFERENCE_FILE, SAMPLES
from tests.grounds.apps import SECRET

SLUG = "gcm-vienna-2017"


@pytest.fixture
def sideevents(tmp_path, fresh_database):
    url = fresh_database("sqlite")

    def run(*arguments: str, code: int = 0, **settings: str) -> Result:
        environment = {
            "SIDEEVENTS_SECRET_KEY": SECRET,
            "SIDEEVENTS_INSTANCE_PATH": str(tmp_path),
            "SIDEEVENTS_SQLALCHEMY_DATABASE_URI": url,
            "SIDEEVENTS_TESTING": "true",
            "SIDEEVENTS_NOW": "2017-08-08T17:00:00+02:00",
            **settings,
        }
        result = CliRunner().invoke(main, arguments, env=environment)
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def loaded(sideevents):
    sideevents("conference", "load", str(CONFERENCE_FILE))
    return sideevents


def all_commands(command=main, path=()):
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from all_commands(child, (*path, name))


@pytest.mark.parametrize("path", list(all_commands()), ids=" ".join)
def test_every_command_has_help(path):
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")


def test_without_a_secret_it_stops_and_says_how_to_make_one(sideevents):
    assert "token_urlsafe" in sideevents("db", "check", code=1, SIDEEVENTS_SECRET_KEY="").stderr


def test_an_empty_database_is_refused_until_it_is_upgraded(sideevents, tmp_path):
    settings = {"SIDEEVENTS_SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/empty.sqlite"}
    assert "db upgrade" in sideevents("db", "check", code=1, **settings).stderr
    assert "db upgrade" in sideevents("run", code=1, **settings).stderr
    sideevents("db", "upgrade", **settings)
    sideevents("db", "check", **settings)


def test_a_conference_is_loaded_listed_exported_and_loaded_again(loaded, tmp_path):
    assert SLUG in loaded("conference", "list").stdout
    copy = tmp_path / "copy.toml"
    copy.write_text(loaded("conference", "export", SLUG).stdout, "utf-8")
    assert "(0 changes)" in loaded("conference", "load", str(copy)).stdout


def test_a_bad_conference_file_is_named_with_key_and_reason(sideevents, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(CONFERENCE_FILE.read_text("utf-8").replace('time_zone = "Europe/Vienna"', 'time_zone = "Vienna"'))
    result = sideevents("conference", "check", str(bad), code=1)
    assert f"{bad}: time_zone: " in result.stderr
    bad.write_text("slug = \n")
    assert str(bad) in sideevents("conference", "check", str(bad), code=1).stderr
    assert sideevents("conference", "check", str(CONFERENCE_FILE)).stdout.endswith(f"{SLUG} is in order.\n")


def test_proposals_are_loaded_from_json_and_from_csv(loaded, tmp_path):
    result = loaded("proposals", "load", str(SAMPLES), "--conference", SLUG)
    assert result.stdout.startswith("25 proposals are loaded: SE-001,")
    rows = json.loads(SAMPLES.read_text("utf-8"))[:1]
    del rows[0]["preferences"]
    row = {key: "\n".join(value) if isinstance(value, list) else value for key, value in rows[0].items()}
    row |= {"title": "From a spreadsheet", "preference_1": "2017-09-04/lunch"}
    file = tmp_path / "proposals.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as sheet:
        writer = csv.DictWriter(sheet, row)
        writer.writeheader()
        writer.writerow(row)
    assert "1 proposals are loaded: SE-026" in loaded("proposals", "load", str(file), "--conference", SLUG).stdout


def test_late_rows_are_named_and_get_in_by_an_extension(loaded):
    load = ("proposals", "load", str(SAMPLES), "--conference", SLUG, "--as-submitted")
    result = loaded(*load, code=1)
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["row 10", "row 11", "row 25"]
    loaded(*load, "--extend-late", "Agreed by telephone")


def test_the_programme_is_exported(loaded, tmp_path):
    file = tmp_path / "programme.ics"
    loaded("programme", "export", SLUG, "--format", "ics", "-o", str(file))
    assert Calendar.from_ical(file.read_bytes())["VERSION"] == "2.0"
    loaded("programme", "export", "nowhere", "--format", "json", "-o", str(file), code=1)


def test_officers_are_invited_listed_and_removed(loaded):
    loaded("office", "invite", "Officer@Example.org", "--conference", SLUG, "--role", "reader")
    assert f"officer@example.org\treader\t{SLUG}" in loaded("office", "list").stdout
    loaded("office", "remove", "officer@example.org")
    assert loaded("office", "list").stdout == f"gcmigrationparticipationvienna@un.org\tofficer\t{SLUG}\n"
    assert "officer@example.org" in loaded("office", "remove", "officer@example.org", code=1).stderr
    loaded("office", "invite", "no address", code=1)
    loaded("office", "invite", code=2)


def test_letters_of_a_new_conference_wait_until_they_are_released(loaded):
    loaded("proposals", "load", str(SAMPLES), "--conference", SLUG, "--letters")
    status = loaded("mail", "status").stdout
    assert "queued\t50" in status
    assert f"held until 'sideevents mail release': {SLUG}" in status
    kept = {"SIDEEVENTS_DEV_MAILBOX": "true", "SIDEEVENTS_NOW": "2017-08-08T18:00:00+02:00"}
    assert loaded("mail", "send", **kept).stdout.startswith("0 letters")
    assert SLUG in loaded("mail", "release").stdout
    assert loaded("mail", "send", **kept).stdout.startswith("51 letters")  # and the digest of the day
    assert "1" in loaded("mail", "retry", "1", code=1).stderr


def test_the_readme_names_every_command():
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    groups = [path for path in all_commands() if len(path) == 1]
    assert [path[0] for path in groups if f"`{path[0]}" not in readme] == []
