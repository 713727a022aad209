"""Times and periods as the protocol writes them."""

from __future__ import annotations

import datetime
from typing import Any, Union

from ._errors import InvalidParams

Time = Union[str, int, float, datetime.date]
"""RFC 3339, seconds since 1970, a ``datetime`` with an offset, or a ``date`` (its start in UTC)."""


def time_text(name: str, value: Time | None) -> str | int | float | None:
    """A time as text or seconds.

    Raises:
        InvalidParams: a ``datetime`` without an offset, of which nobody knows when it was.
    """
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise InvalidParams(
                f"{name} is {value!r}, which has no offset; add tzinfo=datetime.timezone.utc", where=name
            )
        return value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def period_text(value: str | datetime.timedelta | None) -> Any:
    """A period: ``"7d"``, or a ``timedelta`` in whole seconds."""
    if isinstance(value, datetime.timedelta):
        seconds = value.total_seconds()
        if seconds != int(seconds):
            raise InvalidParams(f"last is {value!r}; expected whole seconds", where="last")
        return f"{int(seconds)}s"
    return value
