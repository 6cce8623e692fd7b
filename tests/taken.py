"""Something taken out of the house as a person does it: the page that asks is filled in, and a copy comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from tests.page_client import PageClient

NAME, PURPOSE = "Jo Bell, Riverside Primary School", "Supervision"


def take(client: PageClient, path: str, recipient: str = "own", form: str = "csv", **more: Any) -> TestResponse:
    """`more`: the other fields. A reason belongs to what is put in: `put_in=["places"], reason_places="…"`."""
    return client.post(path, data=asked_for(recipient, form, **more))


def asked_for(recipient: str = "own", form: str = "csv", **more: Any) -> Mapping[str, Any]:
    return {"recipient": recipient, "name": NAME, "purpose": PURPOSE, "format": form} | more
