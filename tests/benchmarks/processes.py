"""What a process of the server weighs, read from /proc."""

import re
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Weight:
    """Memory of one process: all that is mapped (RSS), and with what is shared divided by its users (PSS)."""

    name: str
    rss_mb: float
    pss_mb: float


def weights(parent: int) -> list[Weight]:
    """The process and all that it has started, the heaviest first."""
    found = [_weight(pid, parent=parent) for pid in _family(parent)]
    return sorted(found, key=lambda weight: -weight.rss_mb)


def _family(pid: int) -> list[int]:
    children = [
        int(child) for task in (PROC / str(pid) / "task").iterdir() for child in (task / "children").read_text().split()
    ]
    return [pid, *(each for child in children for each in _family(child))]


def _weight(pid: int, *, parent: int) -> Weight:
    said = (PROC / str(pid) / "smaps_rollup").read_text()
    return Weight(_name(pid, parent=parent), _megabytes("Rss", said), _megabytes("Pss", said))


def _name(pid: int, *, parent: int) -> str:
    command = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if "mail worker" in command:
        return "mail"
    return "server" if pid == parent else "worker"


def _megabytes(field: str, said: str) -> float:
    match = re.search(rf"^{field}:\s+(\d+) kB", said, re.MULTILINE)
    return int(match.group(1)) / 1024 if match else 0.0
