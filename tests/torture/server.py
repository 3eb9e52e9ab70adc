"""A mail server that is told to stop at a moment of a conversation, to hang, to drop or to refuse. It speaks STARTTLS
and AUTH PLAIN over plain sockets, a thread a conversation, and takes a letter when it has read the last dot: not
before."""

import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import trustme

MOMENTS = ("GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "HALF", "WHOLE", "TAKEN", "QUIT")
HALF_BYTES = 500_000
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Taken:
    """A letter as it was taken."""

    recipient: str
    raw: bytes

    @property
    def message_id(self) -> str:
        """Which letter it is."""
        head, _, _ = self.raw.partition(b"\r\n\r\n")
        return str(message_from_bytes(head, policy=default)["Message-ID"])


class Gone(Exception):
    """The conversation is over."""


class Hold:
    """Stops the first conversation that comes to a moment. ``reached`` is set then; it goes on after ``go_on``."""

    def __init__(self, moment: str) -> None:
        self.moment = moment
        self.reached, self.go_on = threading.Event(), threading.Event()

    def wait(self) -> None:
        """Until the moment has come."""
        if not self.reached.wait(PATIENCE_SECONDS):
            raise RuntimeError(f"nobody came to {self.moment}")


class Server:
    """``taken`` is what it has. ``hold(moment)`` stops one conversation; ``drop`` names moments at which it hangs up;
    ``refuse`` answers a recipient; ``hang`` are recipients it never answers, ``on_hang`` is called for each;
    ``drip`` are moments at which it answers without end; ``silent`` those at which it says nothing."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca_file = folder / "torture-authority.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self.tls)
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port: int = self._socket.getsockname()[1]
        self.open = threading.Event()
        self._ended = False
        self._conversations: list[threading.Thread] = []
        self.reset()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def reset(self) -> None:
        """Empty, and in a good mood, once every former client is gone: what one left behind is not the next round's."""
        for conversation in self._conversations:
            conversation.join(timeout=PATIENCE_SECONDS)
        self._conversations.clear()
        self.taken: list[Taken] = []
        self.connections = 0
        self.holding: Hold | None = None
        self.drop: set[str] = set()
        self.silent: set[str] = set()
        self.drip: set[str] = set()
        self.refuse: dict[str, str] = {}
        self.hang: set[str] = set()
        self.on_hang: Callable[[], None] = lambda: None
        self.open.set()

    def hold(self, moment: str) -> Hold:
        """Stop the next conversation that comes to this moment."""
        self.holding = Hold(moment)
        return self.holding

    def stop(self) -> None:
        """End."""
        self._ended = True
        self.open.set()
        # wakes the accepting thread
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(timeout=10)
        self._socket.close()

    def _accept(self) -> None:
        while not self._ended:
            self.open.wait()
            line, _ = self._socket.accept()
            if self._ended or not self.open.is_set():
                line.close()
                continue
            self.connections += 1
            conversation = threading.Thread(target=self._talk, args=(line,), daemon=True)
            conversation.start()
            self._conversations.append(conversation)

    def _talk(self, line: socket.socket) -> None:
        conversation = Conversation(self, line)
        try:
            conversation.run()
        except (OSError, Gone, ValueError):
            pass
        finally:
            conversation.line.close()


class Conversation:
    """One client's."""

    def __init__(self, server: Server, line: socket.socket) -> None:
        self.server, self.line = server, line
        self.line.settimeout(PATIENCE_SECONDS)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = b""
        self.recipient = ""

    def run(self) -> None:
        """From the greeting to the end."""
        self.answer("GREETING", "220 torture")
        while True:
            words = self.next_line()
            verb = words[:4].upper()
            if verb in ("EHLO", "STAR", "AUTH", "MAIL", "RCPT", "DATA", "QUIT", "RSET"):
                getattr(self, f"on_{verb.lower()}")(words)
            else:
                self.say("502 what?")

    def on_ehlo(self, _words: str) -> None:
        more = "AUTH PLAIN" if isinstance(self.line, ssl.SSLSocket) else "STARTTLS"
        self.answer("EHLO", f"250-torture\r\n250-{more}\r\n250 SMTPUTF8")

    def on_star(self, _words: str) -> None:
        self.answer("STARTTLS", "220 go on")
        self.line = self.server.tls.wrap_socket(self.line, server_side=True)
        self.read = b""

    def on_auth(self, _words: str) -> None:
        self.answer("AUTH", "235 welcome")

    def on_mail(self, _words: str) -> None:
        self.answer("MAIL", "250 OK")

    def on_rcpt(self, words: str) -> None:
        found = re.search("<(.*)>", words)
        self.recipient = found[1] if found else ""
        if self.recipient in self.server.hang:
            self.server.on_hang()
            self.until_gone()
        self.answer("RCPT", self.server.refuse.get(self.recipient, "250 OK"))

    def on_rset(self, _words: str) -> None:
        self.say("250 OK")

    def on_data(self, _words: str) -> None:
        self.answer("DATA", "354 go on")
        while not self.read.endswith(b"\r\n.\r\n"):
            if len(self.read) >= HALF_BYTES and self.pause("HALF"):
                raise Gone  # the line is cut: what the dead client's system still holds never arrives
            self.read += self.piece()
        raw, self.read = self.read[:-3].replace(b"\r\n..", b"\r\n."), b""
        self.server.taken.append(Taken(self.recipient, raw))
        self.answer("WHOLE", "")
        self.answer("TAKEN", "250 taken")

    def on_quit(self, _words: str) -> None:
        self.answer("QUIT", "221 bye")
        raise Gone

    def answer(self, moment: str, words: str) -> None:
        """Say it, unless this moment is one to stop, to hang up, or to be odd at."""
        self.pause(moment)
        if moment in self.server.drop:
            raise Gone
        if moment in self.server.silent:
            self.until_gone()
        if moment in self.server.drip:
            self.say_without_end()
        if words:
            self.say(words)

    def pause(self, moment: str) -> bool:
        """Stand still here if that is wanted, until told to go on; whether it was."""
        hold = self.server.holding
        if hold is None or hold.moment != moment:
            return False
        self.server.holding = None
        hold.reached.set()
        hold.go_on.wait(PATIENCE_SECONDS)
        return True

    def say_without_end(self) -> None:
        """A letter at a time: never silent for long."""
        self.line.sendall(b"250-")
        while True:
            threading.Event().wait(0.05)
            self.line.sendall(b"x")

    def until_gone(self) -> None:
        """Say nothing until the client leaves."""
        while self.line.recv(4096):
            pass
        raise Gone

    def say(self, words: str) -> None:
        self.line.sendall(f"{words}\r\n".encode())

    def next_line(self) -> str:
        while b"\r\n" not in self.read:
            self.read += self.piece()
        line, _, self.read = self.read.partition(b"\r\n")
        return line.decode("utf-8", "replace")

    def piece(self) -> bytes:
        """What comes next; Gone at the end of the line."""
        piece = self.line.recv(65536)
        if not piece:
            raise Gone
        return piece
