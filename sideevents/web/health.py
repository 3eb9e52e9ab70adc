"""For machines that watch: is the process up, and can it do its work?"""

from flask import Blueprint, Response, jsonify

from sideevents.store.backstop import BackstopMissing
from sideevents.store.schema import SchemaDiffers, assert_schema

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="up")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """The database is there, its schema fits the code, and it refuses double bookings."""
    try:
        assert_schema()
    except (SchemaDiffers, BackstopMissing) as error:
        return jsonify(status="not ready", reason=str(error)), 503
    return jsonify(status="ready"), 200
