"""``make torture``: SIGKILL at twelve points, 25 times each, and all other troubles, on both databases.

Prints its figures; exit 1 on a breach. ``TORTURE_ROUNDS`` is how often at each point."""

import logging
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.grounds.apps import migrate, sqlite_url
from tests.grounds.postgres import bindirs, running_postgres
from tests.torture.arena import ground_on
from tests.torture.controls import CONTROLS
from tests.torture.ground import Ground
from tests.torture.points import POINTS, Point, kill_at
from tests.torture.troubles import TROUBLES

HEADING = f"{'':42}{'rounds':>8}{'letters':>9}{'lost':>6}{'copies':>8}{'unlike':>8}{'disorder':>10}{'left':>6}  verdict"


def main() -> int:
    """Everything on both databases; 1 on a breach."""
    logging.disable()
    rounds = int(os.environ.get("TORTURE_ROUNDS", "25"))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        kept = [_torture("SQLite", sqlite_url(Path(name) / "torture.sqlite"), Path(name) / "sqlite", rounds=rounds)]
        with running_postgres(bindirs()[0]) as server:
            title = f"PostgreSQL {server.version()}"
            kept.append(_torture(title, server.create(), Path(name) / "postgresql", rounds=rounds))
    print(f"\n{'kept' if all(kept) else 'BROKEN'}: the promise of the outbox, {time.monotonic() - begun:.0f} s in all")
    return 0 if all(kept) else 1


def _torture(title: str, url: str, folder: Path, *, rounds: int) -> bool:
    folder.mkdir()
    migrate(folder, url=url)
    print(f"\n{title}\n{HEADING}", flush=True)
    with ground_on(folder, url=url) as ground:
        kept = [_killed(ground, point, rounds=rounds) for point in POINTS]
        kept += [_troubled(ground, name) for name in TROUBLES]
        kept += [_controlled(ground, name) for name in CONTROLS]
    return all(kept)


def _killed(ground: Ground, point: Point, *, rounds: int) -> bool:
    found = [kill_at(ground, point) for _ in range(rounds)]
    kept = all(each.clean and each.copies <= point.copies for each in found)
    sums = [sum(getattr(each, name) for each in found) for name in _COLUMNS]
    _row(f"killed: {point.name}", rounds, sums, "kept" if kept else "BROKEN")
    return kept


def _troubled(ground: Ground, name: str) -> bool:
    found = TROUBLES[name](ground)
    kept = found.verdict.clean and not found.breaches
    said = "kept" if kept else f"BROKEN {'; '.join(found.breaches)}"
    _row(name, 1, [getattr(found.verdict, column) for column in _COLUMNS], said)
    return kept


def _controlled(ground: Ground, name: str) -> bool:
    seen = CONTROLS[name](ground)
    print(f"control, {name:60} {'found, as it must be' if seen else 'NOT FOUND'}", flush=True)
    return seen


_COLUMNS = ("letters", "lost", "copies", "unlike", "disorder", "waiting")


def _row(name: str, rounds: int, sums: list[int], said: str) -> None:
    letters, lost, copies, unlike, disorder, left = sums
    print(f"{name:42}{rounds:8}{letters:9}{lost:6}{copies:8}{unlike:8}{disorder:10}{left:6}  {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
