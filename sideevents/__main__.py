"""``python -m sideevents`` is the ``sideevents`` command."""

from sideevents.cli import main

main()
