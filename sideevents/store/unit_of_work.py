"""One use-case, one transaction: begun as a writer, whole or not at all, run again where the database asks."""

import functools
import sqlite3
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from sideevents.extensions import db
from sideevents.rules.problem import MovedOn, Problem
from sideevents.store.booking import NO_OVERLAP

P = ParamSpec("P")
R = TypeVar("R")

WRITES, LIGHTLY = "sideevents_writes", "sideevents_lightly"
SYNCHRONOUS = "sideevents_synchronous"
ATTEMPTS = 3
RETRYABLE = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


class Busy(Exception):
    """The database could not take the change in time; it changed nothing, and the same request may be sent again."""


def unit_of_work(function: Callable[P, R]) -> Callable[P, R]:
    """Run a use-case in one transaction that takes the write lock at its start.

    It may run more than once, so nothing in it may leave the database. Raises Busy when the database stays locked,
    MovedOn when the database itself refused an overlapping booking."""

    return _persistent(function, keep=True)


def light_unit_of_work(function: Callable[Concatenate[Connection, P], R]) -> Callable[P, R]:
    """As a unit of work, but on a connection of its own, without a session, and with a commit that does not wait for
    the disk. No process that dies undoes it; a power cut may, so this is for what is then done again without harm."""

    @functools.wraps(function)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        def once() -> R:
            with db.engine.connect() as connection:
                lightly = connection.execution_options(**{WRITES: True, LIGHTLY: True})
                with lightly.begin():
                    return function(lightly, *args, **kwargs)

        return _patiently(once)

    return whole


def rehearsal(function: Callable[P, R]) -> Callable[P, R]:
    """Run a use-case whole, walls and letters included, and take everything back: a preview shows what would be."""
    return _persistent(function, keep=False)


def _persistent(function: Callable[P, R], *, keep: bool) -> Callable[P, R]:
    @functools.wraps(function)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        return _patiently(lambda: _once(lambda: function(*args, **kwargs), keep=keep))

    return whole


def _patiently(attempt: Callable[[], R]) -> R:
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except DBAPIError as error:
            if _refused_overlap(error):
                raise MovedOn([Problem("room-taken", about="room")]) from error
            if not _may_retry(error):
                raise
    raise Busy


def _once(work: Callable[[], R], *, keep: bool) -> R:
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("a unit of work starts with nothing pending")
    # an earlier read has begun a transaction that cannot become a writer on SQLite, and that sees old rows
    session.rollback()
    try:
        session.connection(execution_options={WRITES: True})
        result = work()
        if keep:
            session.commit()
        else:
            session.rollback()
    except BaseException:
        session.rollback()
        raise
    return result


def _refused_overlap(error: DBAPIError) -> bool:
    return isinstance(error, IntegrityError) and NO_OVERLAP in str(error.orig)


def _may_retry(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    if isinstance(error, OperationalError) and error.connection_invalidated:
        return True
    return getattr(error.orig, "sqlstate", None) in RETRYABLE


def prepare_engine(engine: Engine) -> None:
    """Give each connection the settings that booking depends on."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _begin_postgresql)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; see _begin_sqlite
    for pragma in ("busy_timeout=5000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(WRITES, False):
        wanted = "NORMAL" if options.get(LIGHTLY, False) else "FULL"
        if connection.info.get(SYNCHRONOUS, "FULL") != wanted:
            connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
            connection.info[SYNCHRONOUS] = wanted
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(LIGHTLY, False):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


def _prepare_postgresql(connection: object, _record: object) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        for setting in ("lock_timeout='5s'", "statement_timeout='30s'", "idle_in_transaction_session_timeout='60s'"):
            cursor.execute(f"SET {setting}")
    connection.commit()  # type: ignore[attr-defined]
