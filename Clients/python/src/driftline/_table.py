"""A verdict as a table for people, in at most about 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._verdict import Score, Verdict

SHOWN = 20
"""How many columns of a table are shown at most; those that drifted come first."""

_RANK = {"high": 3, "medium": 2, "low": 1}
_NAME = 32


def verdict_text(verdict: Verdict) -> str:
    """A headline, the sizes, and a row for each detector, or of tables for each column."""
    lines = [_headline(verdict), _sizes(verdict)]
    if verdict.baseline:
        known = verdict.baseline
        lines.append(f"baseline {known.get('name')}, version {known.get('version')}")
    lines.append("")
    if verdict.columns:
        lines += _columns(verdict)
    else:
        head = ["detector", "statistic", "effect", "threshold", "p", "drift"]
        lines += _aligned([head, *(_row(score) for score in verdict.scores)], 1)
    if verdict.missing.baseline or verdict.missing.current:
        lines += ["", "missing values: baseline {:,}, current {:,}".format(*verdict.missing)]
    lines += [f"{skipped.detector} could not answer: {skipped.error}" for skipped in verdict.skipped]
    return "\n".join(lines)


def _headline(verdict: Verdict) -> str:
    state = {True: f"DRIFT ({verdict.severity})", False: "no drift", None: "UNDETERMINED"}
    text = state[verdict.drifted]
    if verdict.columns:
        return f"{text}: {len(verdict.drifted_columns)} of {len(verdict.columns)} columns drifted"
    found = sum(score.drifted is True for score in verdict.scores)
    return f"{text}: found by {found} of {len(verdict.scores)} detectors" if found else text


def _sizes(verdict: Verdict) -> str:
    units = {"table": "rows", "embedding": "rows", "retrieval": "queries"}
    unit = units.get(verdict.kind, "values")
    width = f" of {verdict.dimensions} values" if verdict.dimensions else ""
    return (
        f"baseline {verdict.n.baseline:,} {unit}, current {verdict.n.current:,} {unit}{width}; "
        f"alpha {short(verdict.alpha)}, rule {verdict.rule}"
    )


def _columns(verdict: Verdict) -> list[str]:
    gravest = [(name, column, _gravest(column)) for name, column in verdict.columns.items()]
    gravest.sort(key=lambda row: _rank(row[1].drifted, row[1].severity), reverse=True)
    rows = [["column", "detector", "effect", "threshold", "adj. p", "drift"]]
    for name, column, score in gravest[:SHOWN]:
        clipped = name if len(name) <= _NAME else name[: _NAME - 1] + "…"
        if score is None:
            rows.append([clipped, "-", "-", "-", "-", _word(column.drifted, column.severity)])
            continue
        p = score.p_value if score.adjusted_p_value is None else score.adjusted_p_value
        numbers = [short(_effect(score)), short(score.threshold), short(p)]
        rows.append([clipped, score.detector, *numbers, _word(score.drifted, score.severity)])
    lines = _aligned(rows, 2)
    if len(gravest) > SHOWN:
        lines.append(f"and {len(gravest) - SHOWN} more columns")
    return lines


def _gravest(column: Verdict) -> Score | None:
    ranked = sorted(
        column.scores,
        key=lambda score: (
            _rank(score.drifted, score.severity),
            -1.0 if score.log_p_value is None else -score.log_p_value,
        ),
    )
    return ranked[-1] if ranked else None


def _row(score: Score) -> list[str]:
    return [
        score.detector,
        short(score.statistic),
        short(_effect(score)),
        short(score.threshold),
        short(score.p_value),
        _word(score.drifted, score.severity),
    ]


def _effect(score: Score) -> float | None:
    return score.statistic if score.effect is None else score.effect


def _rank(drifted: bool | None, severity: str) -> float:
    return _RANK.get(severity, 0.25) if drifted else 0.5 if drifted is None else 0.0


def _word(drifted: bool | None, severity: str) -> str:
    return severity if drifted else "?" if drifted is None else "no"


def short(value: float | None) -> str:
    """A number in few digits: ``0.4127``, ``2.4e-88``; ``-`` where there is none."""
    if value is None:
        return "-"
    text = f"{value:.1e}" if value and abs(value) < 1e-3 else f"{value:.4g}"
    return text.replace(".0e", "e").replace("e-0", "e-").replace("e+0", "e+")


def _aligned(rows: list[list[str]], texts: int) -> list[str]:
    """Rows of cells under each other: texts to the left, numbers to the right, the last one left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    last = len(widths) - 1
    return [
        "  ".join(
            cell.ljust(width) if i < texts or i == last else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    ]
