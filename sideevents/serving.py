"""The production server, and beside it, on the embedded database, the process that carries the mail."""

import ctypes
import os
import socket
import subprocess
import sys
import threading

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from sideevents.config import NotConfigured

MAIL_WORKER = [sys.executable, "-m", "sideevents", "mail", "worker"]
# glibc's mallopt: one arena, not one for each of many threads, and give back at once what a large page once needed
# (132 MB a worker under load without, 111 MB with, at the same speed)
THRIFT = {"M_ARENA_MAX": (-8, 1), "M_MMAP_THRESHOLD": (-3, 128 * 1024), "M_TRIM_THRESHOLD": (-1, 128 * 1024)}
SECONDS_TO_FINISH_A_LETTER = 60


def serve(*, host: str, port: int, workers: int, carry_mail: bool) -> None:
    """Serve ``sideevents.wsgi:app`` until SIGTERM or Ctrl-C; then the mail worker finishes its letter and ends too.

    Threads and backlog are what 200 slow connections need (docs/decisions/004-granian.md)."""
    assert_free(host, port)
    _be_thrifty()
    server = Granian(
        "sideevents.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=128,
        backlog=4096,
        backpressure=1024,
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,  # it would warn of the many threads, which are on purpose
    )
    if not carry_mail:
        server.serve()
        return
    beside = Beside([*MAIL_WORKER, "--beside", str(os.getpid())])
    beside.start()
    try:
        server.serve()
    finally:
        beside.stop()


def _be_thrifty() -> None:
    """Tell the allocator of this process, from which the workers are forked; another C library is left alone."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        for parameter, value in THRIFT.values():
            library.mallopt(parameter, value)


def assert_free(host: str, port: int) -> None:
    """NotConfigured if somebody listens there: the server would share the port with them without a word."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotConfigured(
                f"Port {port} of {host} cannot be had ({error.strerror}): choose another one."
            ) from error


class Beside:
    """Keeps one process running beside the server: started again if it dies."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start it and watch over it."""
        self._keeper.start()

    def stop(self) -> None:
        """Ask it to end and wait until it has."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=SECONDS_TO_FINISH_A_LETTER)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen(self._command)  # noqa: S603 - our own command
            self._process.wait()
            self._stopping.wait(1)
