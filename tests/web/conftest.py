"""The office of the bundled conference, and somebody who is signed in to it."""

import pytest
from flask import Flask

from tests.grounds.office import Office
from tests.grounds.pages import Pages


@pytest.fixture
def office(app: Flask) -> Office:
    """The bundled conference, open."""
    return Office(app)


@pytest.fixture
def officer(office: Office) -> Pages:
    """A visitor who is signed in as the office's mailbox."""
    return office.signed_in()
