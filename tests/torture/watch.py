"""One clock for all processes of a torture: it stands until somebody moves it."""

import mmap
import struct
from datetime import datetime, timedelta
from pathlib import Path

from tests.mail.waiting import NOON

SECONDS = struct.Struct("d")


class SharedWatch:
    """Calling it tells the time; whoever opens the same file sees the same."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(SECONDS.pack(0))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SECONDS.size)

    def __call__(self) -> datetime:
        return NOON + timedelta(seconds=SECONDS.unpack_from(self._memory)[0])

    def wait(self, *, seconds: float) -> None:
        """Let time pass, for everybody."""
        SECONDS.pack_into(self._memory, 0, SECONDS.unpack_from(self._memory)[0] + seconds)
