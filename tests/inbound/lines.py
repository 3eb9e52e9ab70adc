"""Mail written line by line, as odd as a test needs it, and read."""

from sideevents.inbound.reading import Incoming, read_message


def mail(body: bytes = b"approve", **headers: str | bytes) -> Incoming:
    """A person's short mail with these headers, "_" for "-"."""
    given = {"From": "Ann <ann@example.org>", **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = [
        name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()) for name, value in given.items()
    ]
    return read_message(b"\r\n".join([*lines, b"", body]))
