"""What can go wrong, as exceptions: a class for each kind of error that the worker names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class DriftlineError(Exception):
    """Something that Driftline refused or could not do. The base of all its exceptions.

    Attributes:
        code: the number of the error, as the protocol has it; 0 for errors of this package.
        kind: the word to tell errors by, such as ``"shape_mismatch"``.
        message: what was wrong, where, and what was expected.
        where: the parameter, file or column that was wrong, or None.
        retryable: whether the same call may succeed a moment later.
        data: further facts, such as ``expected`` and ``got``.
    """

    default_kind = "error"
    default_code = 0

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        kind: str | None = None,
        where: str | None = None,
        retryable: bool = False,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = self.default_code if code is None else code
        self.kind = self.default_kind if kind is None else kind
        self.message = message
        self.where = where
        self.retryable = retryable
        self.data: dict[str, Any] = dict(data or {})

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), self.message, self.__dict__))


class WorkerError(DriftlineError):
    """The worker process is not there, has died or has been closed."""

    default_kind = "worker_error"


class BinaryNotFound(WorkerError, FileNotFoundError):
    """There is no ``driftline`` program to run."""

    default_kind = "binary_not_found"


class WorkerDied(WorkerError):
    """The worker ended while the request was in flight, or could not be started.

    ``data`` has ``exit_status`` (negative: the signal that killed it) and ``stderr``, the last that
    it wrote there.
    """

    default_kind = "worker_died"


class WorkerClosed(WorkerError):
    """The worker has been closed by this program."""

    default_kind = "worker_closed"


class Timeout(DriftlineError, TimeoutError):
    """No reply came within the time that the caller gave. The request has been taken back."""

    default_kind = "timeout"


class ProtocolError(DriftlineError):
    """The worker did not understand this package, or this package not the worker."""

    default_kind = "protocol_error"


class MethodNotFound(ProtocolError):
    """The worker has no method of that name."""


class InternalError(DriftlineError):
    """A mistake of Driftline itself; please report it."""


class InvalidParams(DriftlineError, ValueError):
    """A parameter is unknown, of the wrong type or out of its range."""

    default_kind = "invalid_params"
    default_code = -32602


class Cancelled(DriftlineError):
    """The request was taken back."""


class LimitExceeded(DriftlineError):
    """A request or reply is longer than lines may be. Large data go as arrays or files."""

    default_kind = "line_too_long"
    default_code = 1003


class DeadlineExceeded(DriftlineError, TimeoutError):
    """The worker did not finish by the deadline of the request."""


class Busy(DriftlineError):
    """The worker has other work, or is about to end."""


class DataError(DriftlineError, ValueError):
    """Data that cannot be read or compared. The base of the errors that speak of data."""


class DataNotFound(DataError):
    """There is no such file, or it cannot be opened."""


class DataFormat(DataError):
    """The bytes are not what their format promises."""


class ShapeMismatch(DataError):
    """Columns, rows or lengths that do not fit each other."""

    default_kind = "shape_mismatch"
    default_code = 1103


class InsufficientData(DataError):
    """Fewer values than the question needs."""


class UnsupportedFormat(DataError):
    """A format, type or object that is not read."""

    default_kind = "unsupported_format"
    default_code = 1106


class DataChanged(DataError):
    """A file changed while it was read."""


class PathDenied(DataError):
    """A file outside the folders that may be read."""


class BaselineNotFound(DriftlineError, LookupError):
    """There is no baseline, version or stream of that name."""


class BaselineExists(DriftlineError):
    """A baseline has the name already."""


class VersionConflict(DriftlineError):
    """Somebody else has added a version meanwhile; the same again may succeed."""


class IncompatibleProfile(DriftlineError):
    """A profile of another baseline, or one that lacks what a detector looks at."""


class MonitorNotFound(DriftlineError, LookupError):
    """There is no monitor of that name."""


class StoreError(DriftlineError):
    """The store is busy, damaged, read-only or full. The base of the errors that speak of it."""


class StoreBusy(StoreError):
    """Another process holds the store for longer than one waits."""


class StoreCorrupt(StoreError):
    """The store's file is damaged, or no store."""


class StoreReadonly(StoreError):
    """The store cannot be written."""


class StoreFull(StoreError):
    """There is no room for what was to be stored."""


class ResourceExhausted(DriftlineError):
    """Not enough memory, disk or handles."""


KINDS: dict[str, type[DriftlineError]] = {
    "parse_error": ProtocolError,
    "invalid_request": ProtocolError,
    "method_not_found": MethodNotFound,
    "invalid_params": InvalidParams,
    "internal": InternalError,
    "cancelled": Cancelled,
    "line_too_long": LimitExceeded,
    "reply_too_large": LimitExceeded,
    "deadline_exceeded": DeadlineExceeded,
    "busy": Busy,
    "shutting_down": Busy,
    "data_not_found": DataNotFound,
    "data_format": DataFormat,
    "shape_mismatch": ShapeMismatch,
    "insufficient_data": InsufficientData,
    "unsupported_format": UnsupportedFormat,
    "data_changed": DataChanged,
    "path_denied": PathDenied,
    "baseline_not_found": BaselineNotFound,
    "baseline_exists": BaselineExists,
    "version_conflict": VersionConflict,
    "incompatible_profile": IncompatibleProfile,
    "monitor_not_found": MonitorNotFound,
    "store_busy": StoreBusy,
    "store_corrupt": StoreCorrupt,
    "store_readonly": StoreReadonly,
    "store_full": StoreFull,
    "resource_exhausted": ResourceExhausted,
}


def from_reply(error: Any) -> DriftlineError:
    """The exception for the ``error`` member of a reply. Kinds not known here give the base class."""
    fields = error if isinstance(error, Mapping) else {}
    data = fields.get("data")
    facts = dict(data) if isinstance(data, Mapping) else {}
    kind = str(facts.pop("kind", "error"))
    where = facts.pop("where", None)
    retryable = facts.pop("retryable", False)
    code = fields.get("code")
    return KINDS.get(kind, DriftlineError)(
        str(fields.get("message", error)),
        code=code if isinstance(code, int) else 0,
        kind=kind,
        where=None if where is None else str(where),
        retryable=retryable is True,
        data=facts,
    )


def _rebuilt(kind: type[DriftlineError], message: str, state: dict[str, Any]) -> DriftlineError:
    error = kind(message)
    error.__dict__.update(state)
    return error
