"""A real SMTP server for tests, on a free port of this machine, over STARTTLS with authentication. It keeps what
it took, and can be told to refuse, to be slow and to hang up."""

import asyncio
import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import MISSING, SMTP, AuthResult, Envelope, LoginPassword, Session

USERNAME = "portal"
PASSWORD = "only-for-tests"


@dataclass(frozen=True)
class Received:
    """A letter as it came over the wire, with the envelope it came in."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The letter, parsed."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)


class SmtpServer:
    """``received`` holds what was taken. ``refuse``, ``delay_seconds`` and ``drop`` speak of moments: EHLO, AUTH, MAIL,
    RCPT, DATA, QUIT, and TAKEN, when the letter is kept but the answer is not yet given.

    ``refuse["RCPT"] = "550 5.1.1 no such mailbox"`` · ``delay_seconds["DATA"] = 3`` · ``drop.add("TAKEN")``
    ``refuse_recipients["who@example.org"] = "550 …"`` refuses one address alone. ``letters_a_connection`` says how
    many it takes before it hangs up; ``on_taken`` is called for each letter before it is answered."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca_file = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self._tls)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)
        self._transports: set[asyncio.BaseTransport] = set()
        # bound before the server is made: the library cannot tell which free port it got
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.reset()

    def reset(self) -> None:
        """Forget all letters and whims."""
        self.received: list[Received] = []
        self.connections = 0
        self.refuse: dict[str, str] = {}
        self.refuse_recipients: dict[str, str] = {}
        self.delay_seconds: dict[str, float] = {}
        self.drop: set[str] = set()
        self.letters_a_connection: int | None = None
        self.on_taken: Callable[[], object] = lambda: None

    @property
    def settings(self) -> dict[str, Any]:
        """The portal's settings that lead here. The authority of the certificate is in ``ca_file``."""
        return {
            "MAIL_SERVER": "localhost",
            "MAIL_PORT": self.port,
            "MAIL_USE_TLS": True,
            "MAIL_USERNAME": USERNAME,
            "MAIL_PASSWORD": PASSWORD,
        }

    @property
    def letters(self) -> list[EmailMessage]:
        """All letters taken, parsed, oldest first."""
        return [each.message for each in self.received]

    def open_connections(self) -> int:
        """How many clients have not yet left."""
        return asyncio.run_coroutine_threadsafe(self._settled(), self._loop).result(timeout=10)

    async def _settled(self) -> int:
        # what the last client said at its end may still be on its way
        await asyncio.sleep(0.05)
        return sum(not transport.is_closing() for transport in self._transports)

    def start(self) -> None:
        """Begin to answer."""
        # in its own thread from the first moment on: a browser under test keeps a loop running in the main one
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(timeout=10)

    def stop(self) -> None:
        """Hang up on everybody and end."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(self._protocol, sock=self._socket)

    async def _close(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        for transport in list(self._transports):
            transport.abort()  # type: ignore[attr-defined]
        await asyncio.gather(*others, return_exceptions=True)
        # the transports close in the loop's next rounds
        await asyncio.sleep(0.05)

    def _protocol(self) -> SMTP:
        return _Conversation(
            _Moments(self),
            server=self,
            tls_context=self._tls,
            require_starttls=True,
            auth_required=True,
            authenticator=self._authenticate,
            hostname="localhost",
            timeout=30,
            loop=self._loop,
            enable_SMTPUTF8=True,
        )

    @staticmethod
    def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            USERNAME.encode(),
            PASSWORD.encode(),
        )
        return AuthResult(success=right, handled=False)


class _Conversation(SMTP):
    letters_taken = 0

    def __init__(self, handler: object, *, server: SmtpServer, **options: Any) -> None:
        super().__init__(handler, **options)
        self._owner = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.transport is None:
            self._owner.connections += 1
        self._owner._transports.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._owner._transports.discard(self.transport)
        super().connection_lost(error)


class _Moments:
    """The library's hooks, one a moment of the conversation."""

    def __init__(self, owner: SmtpServer) -> None:
        self._owner = owner

    async def _pass(self, moment: str, *, server: SMTP) -> str | None:
        """The refusal told for this moment, after the delay; hangs up if told so."""
        await asyncio.sleep(self._owner.delay_seconds.get(moment, 0))
        if moment in self._owner.drop:
            server.transport.abort()
            return "421 4.3.2 gone"
        return self._owner.refuse.get(moment)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list
    ) -> list:
        session.host_name = hostname
        refusal = await self._pass("EHLO", server=server)
        return [refusal] if refusal else answers

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        refusal = await self._pass("MAIL", server=server)
        if refusal:
            return refusal
        if server.letters_taken == self._owner.letters_a_connection:
            server.transport.abort()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        refusal = await self._pass("RCPT", server=server) or self._owner.refuse_recipients.get(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        refusal = await self._pass("DATA", server=server)
        if refusal:
            return refusal
        raw = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        self._owner.received.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        self._owner.on_taken()
        server.letters_taken += 1
        return await self._pass("TAKEN", server=server) or "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return await self._pass("QUIT", server=server) or "221 Bye"

    async def handle_AUTH(self, server: SMTP, session: Session, envelope: Envelope, words: list) -> Any:
        return await self._pass("AUTH", server=server) or MISSING
