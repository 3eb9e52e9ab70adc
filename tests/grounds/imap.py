"""A real IMAP server for tests (pymap), a process on a free port of this machine: STARTTLS, then a log-in."""

import imaplib
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trustme

from tests.grounds.server import free_port

PYMAP = (sys.executable, "-c", "from pymap.main import main; main()")
USER, PASSWORD = "office", "only-for-tests"
PATIENCE_SECONDS = 20


class ImapServer:
    """``put(raw)`` lays a message into the INBOX; ``unseen()`` counts those that nobody has read."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca_file = folder / "imap-authority.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        certificate, key = folder / "imap.pem", folder / "imap.key"
        issued = authority.issue_cert("localhost")
        issued.private_key_pem.write_to_path(str(key))
        for number, part in enumerate(issued.cert_chain_pems):
            part.write_to_path(str(certificate), append=number > 0)
        self.port = free_port()
        where = ["--host", "127.0.0.1", "--port", str(self.port), "--cert", str(certificate), "--key", str(key)]
        user = ["dict", "--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]
        self._log = folder / "imap.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([*PYMAP, *where, *user], stdout=log, stderr=log)
        self._wait()

    @property
    def settings(self) -> dict[str, Any]:
        """The portal's settings that lead here. The authority of the certificate is in ``ca_file``."""
        return {"IMAP_HOST": "localhost", "IMAP_PORT": self.port, "IMAP_USER": USER, "IMAP_PASSWORD": PASSWORD}

    def reset(self) -> None:
        """Empty the INBOX."""
        with self._inbox() as client:
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()

    def put(self, raw: bytes, *, flags: str = "") -> None:
        """A message that has come in."""
        with self._inbox() as client:
            status, said = client.append("INBOX", flags, None, raw)  # type: ignore[arg-type]
            assert status == "OK", said

    def flags(self) -> list[set[str]]:
        """The flags of each message in the INBOX, oldest first."""
        with self._inbox() as client:
            _, found = client.fetch("1:*", "(FLAGS)")
        lines = [line for line in found if isinstance(line, bytes)]
        return [set(re.findall(r"\\\w+", line.decode("ascii"))) - {"\\Recent"} for line in lines]

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(timeout=PATIENCE_SECONDS)

    @contextmanager
    def _inbox(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("localhost", self.port, timeout=PATIENCE_SECONDS)
        try:
            client.starttls(ssl.create_default_context(cafile=str(self.ca_file)))
            client.login(USER, PASSWORD)
            client.select("INBOX")
            yield client
        finally:
            client.logout()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        self._process.kill()
        self._process.wait()
        raise RuntimeError(f"The IMAP server does not start:\n{self._log.read_text('utf-8', errors='replace')}")
