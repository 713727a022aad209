"""The requests of docs/benchmark.md and their answers."""

import json
import math
import platform
import time

import memory
from registry import DETECTORS, Refusal, installed, seeded

SOFTWARE = ("numpy", "scipy", "pandas", "scikit-learn")
# The type and the dimensions of a file.
KINDS = {"numeric": ("f8", 1), "categorical": ("i4", 1), "embedding": ("f4", 2), "stream": ("f8", 1)}


def load(path, kind):
    """The rows of a file that are not missing."""
    import numpy as np

    wanted, dimensions = KINDS[kind]
    try:
        values = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise Refusal(f"{path}: {error}") from error
    if values.dtype != np.dtype(wanted) or values.ndim != dimensions:
        raise Refusal(
            f"{path}: {values.dtype.str} of {values.ndim} dimension(s), "
            f"where <{wanted} of {dimensions} was expected for {kind}"
        )
    if kind == "categorical":
        return values[values >= 0]
    if kind == "numeric":  # as SciPy's nan_policy="omit" does
        return values[~np.isnan(values)]
    return values[~np.isnan(values).any(axis=1)] if dimensions == 2 else values


def outcome(found):
    """(score, p, fires) as the protocol has them."""
    score, p, fires = found
    if not math.isfinite(score):
        raise Refusal(f"the score is {float(score)}")
    answer = {"score": float(score)}
    if p is not None and math.isfinite(p):
        answer["p"] = min(max(float(p), 0.0), 1.0)
    if fires is not None:
        answer["fires"] = bool(fires)
    return answer


class Peer:
    """Answers requests for the detectors whose packages are installed, and which `only` names by
    their name or their package."""

    def __init__(self, only=None, without=None):
        here = {key: made for key, made in DETECTORS.items() if installed(made.distribution)}
        for word in (only or []) + (without or []):
            if not any(word in (made.name, made.name.split(".")[0]) for made in here.values()):
                raise Refusal(f"no detector {word!r}; --list names them")


        def named(made, words):
            return made.name in words or made.name.split(".")[0] in words

        self.detectors = {
            key: made
            for key, made in here.items()
            if (not only or named(made, only)) and not named(made, without or [])
        }

    def answer(self, line):
        """The answer to a line, as a line."""
        try:
            return json.dumps(self.respond(line), allow_nan=False)
        except Refusal as refusal:
            return json.dumps({"error": str(refusal)})
        except Exception as error:
            return json.dumps({"error": f"{type(error).__name__}: {error}"})

    def respond(self, line):
        try:
            request = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Refusal(f"no JSON: {error}") from error
        if not isinstance(request, dict):
            raise Refusal("a request is a JSON object")
        operations = {"hello": self.hello, "score": self.score, "watch": self.watch, "time": self.time}
        op = request.get("op")
        if not isinstance(op, str) or op not in operations:
            raise Refusal(f"op is {op!r}, where one of {', '.join(operations)} was expected")
        return operations[op](request)

    def hello(self, request):
        found = []
        for made in self.detectors.values():
            row = {"name": made.name, "source": made.distribution, "kind": made.kind}
            row["version"] = installed(made.distribution)
            if made.work:
                row["work"] = made.work
            if made.timed_only:
                row["timed_only"] = True
            found.append(row)
        software = [{"name": "python", "version": platform.python_version()}]
        software += [{"name": name, "version": installed(name)} for name in SOFTWARE if installed(name)]
        return {"detectors": found, "software": software}

    def score(self, request):
        kind = wanted(request, "kind", str)
        if kind not in KINDS or kind == "stream":
            raise Refusal(f"kind is {kind!r}, where numeric, categorical or embedding was expected")
        sides = [load(wanted(request, side, str), kind) for side in ("baseline", "current")]
        seed = wanted(request, "seed", int)

        def one(made):
            if made.timed_only:
                raise Refusal("is only timed")
            if min(map(len, sides)) == 0:
                raise Refusal("a side has no rows that are not missing")
            within(made, max(map(len, sides)), "rows")
            return lambda: outcome(made.call(*sides, seed))

        return {"scores": self.each(request, kind, one)}

    def watch(self, request):
        values = load(wanted(request, "values", str), "stream")
        training, seed = wanted(request, "training", int), wanted(request, "seed", int)
        numbers = values.tolist()
        two = set(numbers) <= {0.0, 1.0}

        def one(made):
            if made.binary and not two:
                raise Refusal("is for streams of 0 and 1")
            within(made, len(numbers), "values")
            update = made.call(seed)

            def work():
                alarms = [at for at, value in enumerate(numbers) if update(value)]
                return {"at": [at for at in alarms if at >= training]}

            return work

        return {"alarms": self.each(request, "stream", one)}

    def each(self, request, kind, one):
        """What every asked detector answers; `one` gives what is timed."""
        answers = {}
        for name in wanted(request, "detectors", list):
            try:
                made = self.find(kind, name)
                made.ready()
                work = one(made)
                seeded(request["seed"])
                start = time.perf_counter()
                answer = work()
                answers[name] = answer | {"seconds": time.perf_counter() - start}
            except Refusal as refusal:
                answers[name] = {"error": str(refusal)}
            except Exception as error:
                answers[name] = {"error": f"{type(error).__name__}: {error}"}
        return answers

    def time(self, request):
        kind = wanted(request, "kind", str)
        made = self.find(kind, wanted(request, "detector", str))
        sides = [load(wanted(request, side, str), kind) for side in ("baseline", "current")]
        seed, budget = wanted(request, "seed", int), wanted(request, "budget", (int, float))
        numbers = sides[1].tolist() if kind == "stream" else None
        made.ready()

        def run():
            if numbers is None:
                return made.call(*sides, seed)
            update = made.call(seed)
            for value in numbers:
                update(value)

        # As driftline times itself: a run to warm up, and three at least where they are not too long.
        seeded(seed)
        before = memory.reset()
        begun = time.perf_counter()
        run()
        seconds, runs = time.perf_counter() - begun, 1
        least = 0 if seconds > 4 * budget else 3
        begun = time.perf_counter()
        while runs <= least or (runs > 1 and time.perf_counter() - begun + seconds < budget):
            seeded(seed)
            start = time.perf_counter()
            run()
            seconds = min(seconds, time.perf_counter() - start)
            runs += 1
        return {"seconds": seconds, "peak": memory.growth(before), "runs": runs}

    def find(self, kind, name):
        made = self.detectors.get((kind, name)) if isinstance(name, str) else None
        if made is None:
            raise Refusal(f"no detector {name!r} of kind {kind!r}")
        return made


def wanted(request, key, type_):
    value = request.get(key)
    if not isinstance(value, type_) or isinstance(value, bool):
        raise Refusal(f"{key} is missing or of a wrong type")
    return value


def within(made, size, what):
    if made.limit is not None and size > made.limit:
        raise Refusal(f"more than {made.limit} {what} take too long")
