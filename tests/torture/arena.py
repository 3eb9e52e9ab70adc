"""A ground to torture on, made and taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.torture.ground import Ground
from tests.torture.server import Server


@contextmanager
def ground_on(folder: Path, *, url: str) -> Iterator[Ground]:
    """A server and a ground on a migrated database."""
    server = Server(folder)
    try:
        ground = Ground(folder, url=url, server=server)
        try:
            yield ground
        finally:
            ground.close()
    finally:
        server.stop()
