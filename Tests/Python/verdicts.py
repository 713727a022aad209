"""How verdicts are held against each other."""


def scores(verdict):
    """All scores of a verdict by column and detector."""
    columns = verdict.get("columns") or {None: verdict}
    return {
        (name, score["detector"]): score
        for name, column in columns.items()
        for score in column["scores"]
    }


def same(a, b, tolerance=0.0, path="verdict"):
    """Whether two JSON values are alike, numbers to a relative tolerance."""
    if isinstance(a, dict) and isinstance(b, dict):
        assert list(a) == list(b), path
        for key in a:
            same(a[key], b[key], tolerance, f"{path}.{key}")
    elif isinstance(a, list) and isinstance(b, list):
        assert len(a) == len(b), path
        for index, (x, y) in enumerate(zip(a, b)):
            same(x, y, tolerance, f"{path}[{index}]")
    elif isinstance(a, float) or isinstance(b, float):
        assert abs(a - b) <= tolerance * max(1, abs(a), abs(b)), f"{path}: {a} and {b}"
    else:
        assert a == b, path


def verdict_of_compare(verdict):
    """A verdict without what only a check says."""
    return {key: value for key, value in verdict.items() if key not in ("baseline", "stream")}
