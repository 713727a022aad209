"""What a method of the API is: written once, run by waiting or by ``await``."""

from __future__ import annotations

import copy
import functools
import inspect
import numbers
import types
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ._encode import encode
from ._errors import InvalidParams
from ._payload import Payload, Place
from ._request import Progress, Request

T = TypeVar("T")

if TYPE_CHECKING:  # Python 3.9 has no ParamSpec; only type checkers look at it
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")
else:
    P = TypeVar("P")


class DataList(list[Any]):
    """A parameter that is a list of data."""


@dataclass(frozen=True)
class Call(Generic[T]):
    """A request that is not yet on its way.

    Attributes:
        method: the method's name.
        decode: makes what the API returns of the reply's ``result``.
        params: the parameters; those that are None are left out.
        data: parameters that are data.
        options: further parameters, and ``timeout``, ``deadline`` and ``progress``.
    """

    method: str
    decode: Callable[[Any], T]
    params: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def timeout(self, usual: float | None) -> float | None:
        """How many seconds the caller waits; None: for ever. ``usual``: where the call does not say."""
        given = seconds("timeout", self.options.get("timeout"))
        return limited(usual if given is None else given)

    def request(self, blobs: bool | None, progress: Callable[[Progress], object] | None) -> Request:
        """The request, with its data in the form that travels. Copies arrays."""
        deadline = limited(seconds("deadline", self.options.get("deadline")))
        given = {**self.params, **self.options}
        for name in ("timeout", "deadline", "progress"):
            given.pop(name, None)
        params = {name: value for name, value in given.items() if value is not None}
        payload = Payload(blobs)
        try:
            for name, data in self.data.items():
                place = Place(f"/params/{name}")
                if isinstance(data, DataList):
                    params[name] = [encode(item, payload, place / i) for i, item in enumerate(data)]
                else:
                    params[name] = encode(data, payload, place)
        except BaseException:
            payload.close()
            raise
        return Request(self.method, params, payload, progress, deadline)


class Blocking:
    """Something whose methods wait for their reply."""

    def _run(self, call: Call[T]) -> T:
        raise NotImplementedError


class Awaiting:
    """Something whose methods are coroutines."""

    async def _run(self, call: Call[T]) -> T:
        raise NotImplementedError


class operation(Generic[P, T]):
    """Makes a method of a function that gives a :class:`Call`.

    Of a :class:`Blocking` class it is a method that returns what the call decodes to; of an
    :class:`Awaiting` one it is a coroutine.
    """

    def __init__(self, build: Callable[Concatenate[Any, P], Call[T]]) -> None:
        @functools.wraps(build)
        def blocking(self: Blocking, *args: Any, **kwargs: Any) -> T:
            return self._run(build(self, *args, **kwargs))

        @functools.wraps(build)
        async def awaiting(self: Awaiting, *args: Any, **kwargs: Any) -> T:
            return await self._run(build(self, *args, **kwargs))

        for function in (blocking, awaiting):
            signature = inspect.signature(build)
            result = str(signature.return_annotation).removeprefix("Call[").removesuffix("]")
            documented: Any = function
            documented.__signature__ = signature.replace(return_annotation=result)
        self._blocking = blocking
        self._awaiting = awaiting
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, host: Blocking, owner: Any = None) -> Callable[P, T]: ...

    @overload
    def __get__(self, host: Awaiting, owner: Any = None) -> Callable[P, Coroutine[Any, Any, T]]: ...

    @overload
    def __get__(self, host: None, owner: Any) -> Callable[..., Any]: ...

    def __get__(self, host: Any, owner: Any = None) -> Any:
        function: Any = self._awaiting if issubclass(owner, Awaiting) else self._blocking
        return function if host is None else types.MethodType(function, host)


def plain(result: Any) -> dict[str, Any]:
    """A result that is handed on as it is."""
    return dict(result) if isinstance(result, Mapping) else {}


def detector_list(detectors: Any) -> list[Any] | None:
    """Detectors as the protocol has them.

    Takes a name, a list of names and of ``{"name": .., parameter: ..}``, or a dict of names with
    their parameters.
    """
    if detectors is None:
        return None
    if isinstance(detectors, str):
        return [detectors]
    if isinstance(detectors, Mapping):
        return [{"name": name, **(given or {})} for name, given in detectors.items()]
    return [copy.copy(item) for item in detectors]


def seconds(name: str, value: Any) -> float | None:
    """A number of seconds that was given, or None. Raises InvalidParams where it is none."""
    if value is None:
        return None
    # NumPy's numbers are real numbers too, but no subclass of ours. The largest have no double.
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not value > 0:
        raise InvalidParams(f"{name} is {value!r}; expected seconds, more than 0", where=name)
    return ENDLESS if value >= ENDLESS else float(value)


ENDLESS = 1e9
"""So many seconds, which are 31 years, and more are no limit; clocks and the protocol end later."""


def limited(given: float | None) -> float | None:
    """A number of seconds, or None where there is no limit."""
    return None if given is None or given >= ENDLESS else given
