"""Every detector once on small samples without and with a change, for a person to read."""

import contextlib
import json
import pathlib
import tempfile

import numpy as np
from registry import installed


def samples(kind, changed, seed=1):
    """Two sides; of a stream, the values, which change in the middle."""
    random = np.random.default_rng(seed)
    if kind == "numeric":
        return random.normal(size=1000), random.normal(0.5 * changed, 1, 1000)
    if kind == "categorical":
        first, then = [0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]
        return tuple(random.choice(4, 1000, p=p).astype("<i4") for p in (first, then if changed else first))
    if kind == "embedding":
        x, y = random.normal(size=(2, 200, 32)).astype("<f4")
        y[:, :8] += changed
        return x, y
    if kind == "binary":
        return ((random.random(2000) < np.repeat([0.2, 0.2 + 0.5 * changed], 1000)).astype("<f8"),)
    return (random.normal(np.repeat([5, 5 + 3 * changed], 1000), 1),)


def request(made, folder, changed):
    """The request of one detector, with its samples in the folder."""
    kind = "binary" if made.binary else made.kind
    paths = []
    for side, values in enumerate(samples(kind, changed)):
        paths.append(str(folder / f"{kind}_{changed}_{side}.npy"))
        np.save(paths[-1], values)
    asked = {"seed": 1, "kind": made.kind}
    if made.timed_only:
        return asked | dict(op="time", baseline=paths[0], current=paths[1], detector=made.name, budget=0.1)
    if made.kind == "stream":
        return asked | dict(op="watch", values=paths[0], training=200, detectors=[made.name])
    return asked | dict(op="score", baseline=paths[0], current=paths[1], detectors=[made.name])


def cells(answer):
    """What was answered, in four words."""
    if "error" in answer:
        return [answer["error"], "", "", ""]
    if "at" in answer:
        first = answer["at"][0] if answer["at"] else "-"
        return [f"{len(answer['at'])} alarms", f"first {first}", "", f"{answer['seconds']:.4f}"]
    return [
        f"{answer['score']:.4g}" if "score" in answer else "timed",
        f"{answer['p']:.3g}" if "p" in answer else "",
        str(answer.get("fires", "")),
        f"{answer['seconds']:.4f}",
    ]


def table(peer):
    """Prints the table; 1 where a detector has no answer."""
    failed = 0
    print("| kind | name | version | change | score | p | fires | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for made in peer.detectors.values():
            for changed in (0, 1):
                asked = request(made, pathlib.Path(folder), changed)
                with contextlib.redirect_stdout(None):
                    answer = json.loads(peer.answer(json.dumps(asked)))
                for key in ("scores", "alarms"):
                    answer = answer[key][made.name] if key in answer else answer
                failed |= "error" in answer
                row = [made.kind, made.name, installed(made.distribution), "yes" if changed else "no"]
                print("|", " | ".join(row + cells(answer)), "|", flush=True)
    return int(failed)
