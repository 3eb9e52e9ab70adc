"""Compiles translators' files: ``python -m sideevents.catalogues messages.po …`` writes each messages.mo beside it."""

import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compiled(catalogue: Path) -> bytes:
    """A .po file as gettext reads it at run time. Plural forms that are not all there are left out: Babel would write
    them down as empty words."""
    with catalogue.open("rb") as file:
        words = read_po(file)
    for message in words:
        if isinstance(message.string, list | tuple) and not all(message.string):
            message.string = ""
    written = io.BytesIO()
    write_mo(written, words)
    return written.getvalue()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).with_suffix(".mo").write_bytes(compiled(Path(name)))
