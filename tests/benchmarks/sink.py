"""A mail server that takes everything and keeps nothing: ``python -m tests.benchmarks.sink`` prints its port, and ends
with its standard input."""

import asyncio
import socket
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class Taker:
    """Says yes."""

    async def handle_DATA(  # noqa: N802 - the library's name of its hook
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the letter."""
        return "250 OK"


async def serve() -> None:
    """Answer until the standard input ends."""
    loop = asyncio.get_running_loop()
    listening = socket.create_server(("127.0.0.1", 0))
    server = await loop.create_server(
        lambda: SMTP(Taker(), hostname="localhost", loop=loop, enable_SMTPUTF8=True), sock=listening
    )
    print(listening.getsockname()[1], flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
