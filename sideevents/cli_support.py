"""What every command does alike: make the application, and turn refusals into sentences on stderr."""

import functools
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click
from sqlalchemy.exc import OperationalError

from sideevents import create_app
from sideevents.config import NotConfigured
from sideevents.rules.problem import Refused
from sideevents.store.backstop import BackstopMissing
from sideevents.store.schema import SchemaDiffers
from sideevents.store.unit_of_work import Busy
from sideevents.wording import sentence


def refuse(*reasons: str) -> NoReturn:
    """Say why on stderr, a line each, and end with 1."""
    for reason in reasons:
        click.echo(reason, err=True)
    sys.exit(1)


def refused_lines(refused: Refused) -> list[str]:
    """One line a problem: where, and what is wrong."""
    return [
        ": ".join(part for part in (problem.about, sentence(problem, None)) if part) for problem in refused.problems
    ]


def in_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command with the application and the database at hand; refusals become sentences."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            with create_app().app_context():
                return command(*args, **kwargs)
        except NotConfigured as error:
            refuse(str(error))
        except Refused as error:
            refuse(*refused_lines(error))
        except (SchemaDiffers, BackstopMissing) as error:
            refuse(str(error))
        except (OperationalError, Busy) as error:
            refuse(f"The database does not answer as it should: {error}")

    return wrapped
