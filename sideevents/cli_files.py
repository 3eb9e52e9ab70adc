"""``sideevents conference | proposals | programme``: files in and out."""

from pathlib import Path
from typing import Any

import click
import tomli_w
from flask import current_app

from sideevents import clock
from sideevents.cli_support import in_app, refuse, refused_lines
from sideevents.feeds import EXPORTS
from sideevents.rules import conference_file
from sideevents.rules.problem import Refused
from sideevents.rules.proposal_file import entry_of, rows_of
from sideevents.store.conference import ConferenceRow, all_conferences, find_conference
from sideevents.store.programme import read_programme
from sideevents.usecases.load_conference import load_conference
from sideevents.usecases.load_proposals import Terms, load_proposals

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _known(slug: str) -> ConferenceRow:
    row = find_conference(slug)
    if row is None:
        refuse(f"There is no conference {slug}: 'sideevents conference list' names them.")
    return row


@click.group()
def conference() -> None:
    """Conference files."""


def _document(file: Path) -> dict[str, Any]:
    try:
        document = conference_file.parse(file.read_text("utf-8"))
    except UnicodeDecodeError:
        refuse(f"{file}: is not UTF-8 text.")
    except Refused as error:
        refuse(*(f"{file}: {line}" for line in refused_lines(error)))
    problems = conference_file.document_problems(document)
    if problems:
        refuse(*(f"{file}: {line}" for line in refused_lines(Refused(problems))))
    return document


@conference.command("check")
@click.argument("file", type=FILE)
def conference_check(*, file: Path) -> None:
    """Say what is wrong with a conference file: file, key and reason, a line each."""
    document = _document(file)
    click.echo(f"{file}: {document['slug']} is in order.")


@conference.command("load")
@click.argument("file", type=FILE)
@in_app
def conference_load(*, file: Path) -> None:
    """Load a conference, or update it; refuses, with the list, what would break a booking."""
    loaded = load_conference(_document(file), held=True, now=clock.now())
    if loaded.new:
        click.echo(f"{loaded.slug} is loaded. Its letters are held until 'sideevents mail release'.")
        return
    for path, before, after in loaded.differences:
        click.echo(f"{path}: {before} -> {after}")
    click.echo(f"{loaded.slug} is up to date ({len(loaded.differences)} changes).")


@conference.command("list")
@in_app
def conference_list() -> None:
    """The conferences, a line each."""
    for row in all_conferences():
        click.echo(f"{row.slug}\t{row.reference_prefix}\t{row.read().title}")


@conference.command("export")
@click.argument("slug")
@in_app
def conference_export(*, slug: str) -> None:
    """Print a conference as a file that can be loaded again."""
    row = _known(slug)
    click.echo(tomli_w.dumps(conference_file.from_json(row.document), multiline_strings=True), nl=False)


@click.group()
def proposals() -> None:
    """Proposals from files."""


@proposals.command("load")
@click.argument("file", type=FILE)
@click.option("--conference", "slug", required=True)
@click.option("--as-submitted", is_flag=True, help="Hold each row to the deadline at its own submitted_at.")
@click.option("--extend-late", default="", metavar="REASON", help="Sign an extension for each late row.")
@click.option("--letters", is_flag=True, help="Write the receipts, and the letters that ask for a decision.")
@in_app
def proposals_load(*, file: Path, slug: str, as_submitted: bool, extend_late: str, letters: bool) -> None:
    """Load proposals from JSON or CSV: all rows or none, each bad row named with all its problems."""
    row = _known(slug)
    read = row.read()
    rows = rows_of(file.read_text("utf-8"), csv_file=file.suffix.lower() == ".csv")
    entries = [entry_of(each, conference=read) for each in rows]
    terms = Terms(by="sideevents proposals load", as_submitted=as_submitted, extend_late=extend_late, letters=letters)
    references = load_proposals(entries, slug=slug, terms=terms, now=clock.now())
    click.echo(f"{len(references)} proposals are loaded: {', '.join(references)}.")


@click.group()
def programme() -> None:
    """The public programme."""


@programme.command("export")
@click.argument("slug")
@click.option("--format", "format_", type=click.Choice(sorted(EXPORTS)), required=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@in_app
def programme_export(*, slug: str, format_: str, output: Path) -> None:
    """Write the public programme into a file."""
    _known(slug)
    found = read_programme(slug, now=clock.now())
    assert found is not None
    output.write_bytes(EXPORTS[format_](found, public_url=current_app.config["PUBLIC_URL"]))
    click.echo(f"{output}: {len(found.events)} side events.")
