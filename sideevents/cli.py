"""``sideevents …``: what the operator types. Exit 0 done, 1 refused with the reason on stderr, 2 wrong usage."""

import click
from flask import current_app
from sqlalchemy import make_url

from sideevents import clock
from sideevents.addresses import clean_address
from sideevents.cli_files import conference, programme, proposals
from sideevents.cli_post import mail_group
from sideevents.cli_support import in_app, refuse
from sideevents.config import NotConfigured
from sideevents.store import office, schema
from sideevents.store.conference import all_conferences
from sideevents.usecases.invite_officer import ROLES, invite_officer
from sideevents.usecases.remove_officer import remove_officer


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sideevents")
def main() -> None:
    """Side events: proposed, decided and published in one place."""


for group in (conference, proposals, programme, mail_group):
    main.add_command(group)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--migrate", is_flag=True, help="Bring the database to this release's schema first.")
@in_app
def run(*, host: str, port: int, workers: int, migrate: bool) -> None:
    """Serve for production; on the embedded database also carry the mail."""
    from sideevents.serving import serve

    if migrate:
        schema.upgrade()
    schema.assert_schema()
    embedded = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name() == "sqlite"
    click.echo(f"Serving {current_app.config['PUBLIC_URL']} on {host}:{port} with {workers} workers.")
    serve(host=host, port=port, workers=workers, carry_mail=embedded)


@main.command()
@click.option("--reset", is_flag=True, help="Start over: forget what was entered.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
def demo(*, reset: bool, host: str, port: int) -> None:
    """Start the demonstration: the bundled conference, the sample proposals, a clock of its own, a mailbox page."""
    from sideevents.demonstration import start

    try:
        start(reset=reset, host=host, port=port)
    except NotConfigured as error:
        refuse(str(error))


@main.group()
def db() -> None:
    """The database's schema."""


@db.command("upgrade")
@in_app
def db_upgrade() -> None:
    """Bring the database to this release's schema."""
    schema.upgrade()
    schema.assert_schema()
    click.echo("The database fits this release.")


@db.command("check")
@in_app
def db_check() -> None:
    """Say whether the database fits this release and refuses double bookings."""
    schema.assert_schema()
    click.echo("The database fits this release.")


def _address(email: str) -> str:
    try:
        return clean_address(email).casefold()
    except ValueError as error:
        refuse(f"{email} is no e-mail address: {error}")


@main.group("office")
def office_group() -> None:
    """Who may decide."""


@office_group.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="officer", show_default=True)
@click.option("--conference", "slug", help="One conference only; without it, all of them.")
@in_app
def office_invite(*, email: str, role: str, slug: str | None) -> None:
    """Let an address sign in to the office."""
    invite_officer(_address(email), role=role, slug=slug, now=clock.now())
    click.echo(f"{email} may sign in at {current_app.config['PUBLIC_URL']}/office/sign-in as {role}.")


@office_group.command("list")
@in_app
def office_list() -> None:
    """Who may sign in, a line each."""
    slugs = {row.id: row.slug for row in all_conferences()}
    for row in office.all_officers():
        click.echo(f"{row.email}\t{row.role}\t{slugs.get(row.conference_id or 0, 'all conferences')}")


@office_group.command("remove")
@click.argument("email")
@in_app
def office_remove(*, email: str) -> None:
    """Take an address off the list and sign it out everywhere."""
    remove_officer(_address(email))
    click.echo(f"{email} may no longer sign in.")
