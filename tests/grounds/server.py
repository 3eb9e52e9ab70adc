"""The portal as a real process on a free port, for tests that need what only a process shows."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTAL = (sys.executable, "-m", "sideevents")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class LiveServer:
    """A started process that answers on ``url``; ``output()`` is all it has printed."""

    def __init__(self, arguments: Sequence[str], *, port: int, env: Mapping[str, str], log: Path) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [*arguments],
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def output(self) -> str:
        """What the process has printed."""
        return self._log.read_text("utf-8", errors="replace")

    def wait_until_up(self, *, path: str = "/healthz", seconds: float = 30) -> "LiveServer":
        """Return once ``path`` answers 200; RuntimeError with the output if the process ends or takes too long."""
        give_up = time.monotonic() + seconds
        while not self._answers(path):
            if self.process.poll() is not None or time.monotonic() > give_up:
                self.stop()
                raise RuntimeError(f"The server did not come up at {self.url}{path}:\n{self.output()}")
            time.sleep(0.05)
        return self

    def stop(self, *, seconds: float = 15) -> int:
        """End it with SIGTERM, all of its group by force if that does not do; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            status = -signal.SIGKILL
        _end_group(self.process.pid)
        self.process.wait()
        return status

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except OSError:
            return False


def serve(arguments: Sequence[str], *, folder: Path, env: Mapping[str, object] | None = None) -> LiveServer:
    """Start ``python -m sideevents ARGUMENTS``, or any other program whose path is absolute, and wait for ``/healthz``.

    ``{port}`` in an argument becomes a free port. ``folder`` takes instance and output; ``env`` adds settings."""
    port = free_port()
    words = [word.replace("{port}", str(port)) for word in arguments]
    command = words if Path(words[0]).is_absolute() else [*PORTAL, *words]
    log = folder / f"server-{port}.log"
    return LiveServer(command, port=port, env=environment(folder, port=port, env=env), log=log).wait_until_up()


def environment(folder: Path, *, port: int = 5000, env: Mapping[str, object] | None = None) -> dict[str, str]:
    """The settings a process of the portal starts with: none of the caller's own, all in ``folder``."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SIDEEVENTS_")}
    ours = {
        "SIDEEVENTS_SECRET_KEY": "nobody-guesses-this-in-a-test",
        "SIDEEVENTS_INSTANCE_PATH": folder / "instance",
        "SIDEEVENTS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": ROOT,
        "PYTHONUNBUFFERED": 1,
    }
    return clean | {name: str(value) for name, value in {**ours, **(env or {})}.items()}


def _end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
