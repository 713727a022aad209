"""Has what comes in now drifted from what we know as normal, by how much, and does it matter?

    import driftline

    verdict = driftline.compare(last_month, today)
    print(verdict.drifted, verdict)

The numbers are computed by ``driftline worker``, a process that this package starts and keeps running.
:class:`Worker` is that process, :mod:`driftline.aio` the same for asyncio.
"""

from ._api import Detector
from ._baseline import BaselineInfo
from ._binary import find_binary
from ._data import counts, file, parts, shared_memory, weighted
from ._errors import (
    BaselineExists,
    BaselineNotFound,
    BinaryNotFound,
    Busy,
    Cancelled,
    DataChanged,
    DataError,
    DataFormat,
    DataNotFound,
    DeadlineExceeded,
    DriftlineError,
    IncompatibleProfile,
    InsufficientData,
    InternalError,
    InvalidParams,
    LimitExceeded,
    MethodNotFound,
    MonitorNotFound,
    PathDenied,
    ProtocolError,
    ResourceExhausted,
    ShapeMismatch,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreReadonly,
    Timeout,
    UnsupportedFormat,
    VersionConflict,
    WorkerClosed,
    WorkerDied,
    WorkerError,
)
from ._monitor import Observation, Point
from ._profile import Profile
from ._request import Progress
from ._verdict import Score, Sides, Skipped, Verdict
from ._worker import Baseline, Monitor, Retrieval, Stream, Worker, compare, default_worker
from . import aio

__version__ = "0.1.0"

__all__ = [
    "Baseline",
    "BaselineExists",
    "BaselineInfo",
    "BaselineNotFound",
    "BinaryNotFound",
    "Busy",
    "Cancelled",
    "DataChanged",
    "DataError",
    "DataFormat",
    "DataNotFound",
    "DeadlineExceeded",
    "Detector",
    "DriftlineError",
    "IncompatibleProfile",
    "InsufficientData",
    "InternalError",
    "InvalidParams",
    "LimitExceeded",
    "MethodNotFound",
    "Monitor",
    "MonitorNotFound",
    "Observation",
    "PathDenied",
    "Point",
    "Profile",
    "Progress",
    "ProtocolError",
    "ResourceExhausted",
    "Retrieval",
    "Score",
    "ShapeMismatch",
    "Sides",
    "Skipped",
    "StoreBusy",
    "StoreCorrupt",
    "StoreError",
    "StoreFull",
    "StoreReadonly",
    "Stream",
    "Timeout",
    "UnsupportedFormat",
    "Verdict",
    "VersionConflict",
    "Worker",
    "WorkerClosed",
    "WorkerDied",
    "WorkerError",
    "aio",
    "compare",
    "counts",
    "default_worker",
    "file",
    "find_binary",
    "parts",
    "shared_memory",
    "weighted",
]
