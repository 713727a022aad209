"""`driftline watch`: a line a value, an alarm as it happens."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time

import numpy as np
import pytest
from conftest import BINARY, number, strict_json

SHEWHART = ("--chart", "shewhart")


class Watched:
    """A `driftline watch` that runs, on a pipe."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [BINARY, "watch", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0,
        )  # fmt: skip

    def write(self, data):
        self.process.stdin.write(data)

    def read_line(self, timeout=20):
        """What it says next; it must not wait for more."""
        found = b""
        while not found.endswith(b"\n"):
            assert select.select([self.process.stdout], [], [], timeout)[0], f"only {found}"
            some = os.read(self.process.stdout.fileno(), 1)
            assert some, f"the end after {found}"
            found += some
        return found.decode()

    def is_quiet(self, seconds=0.2):
        return not select.select([self.process.stdout], [], [], seconds)[0]


@pytest.fixture
def watch(driftline):
    with contextlib.ExitStack() as stack:

        def started(*arguments):
            watched = Watched(*arguments)
            for pipe in (watched.process.stdin, watched.process.stdout, watched.process.stderr):
                stack.callback(pipe.close)
            stack.callback(watched.process.wait)
            stack.callback(watched.process.kill)
            return watched

        yield started


def said(driftline, data, *arguments, status=0, stderr=()):
    """What it says of some lines; the words are in its lines of standard error, one each."""
    done = driftline.run("watch", *arguments, stdin=data)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == status, lines
    assert len(lines) == len(stderr), lines
    for line, words in zip(lines, stderr):
        assert line.startswith("driftline: ") and words in line
    return done.stdout.decode()


def told(driftline, data, *arguments, **expected):
    """The points and the summary, of --json."""
    *points, last = map(
        strict_json, said(driftline, data, *arguments, "--json", **expected).splitlines()
    )
    return points, last["summary"]


def test_an_alarm_comes_before_the_next_line_is_written(watch):
    watched = watch(*SHEWHART)
    for index in range(0, 20, 2):
        watched.write(b"0.5\n")
        assert index > 4 or watched.is_quiet()
        watched.write(b"-9\n")
        assert watched.read_line() == f"{index + 1}: -9 under -3 (beyond_limits)\n"
    watched.write(b"7")
    assert watched.is_quiet()
    watched.process.stdin.close()
    assert watched.read_line() == "20: 7 over 3 (beyond_limits)\n"
    assert watched.read_line() == "21 values, 11 alarms, the first at 1\n"
    assert watched.process.wait(10) == 0 and watched.process.stderr.read() == b""


@pytest.mark.parametrize("number_", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_gives_a_summary(watch, number_):
    watched = watch(*SHEWHART)
    watched.write(b"1\n9\n2\n")
    assert watched.read_line().startswith("1: 9 over")
    watched.process.send_signal(number_)
    assert watched.read_line() == "3 values, 1 alarm, the first at 1\n"
    assert watched.process.wait(10) == 0 and watched.process.stderr.read() == b""


def test_numbers_in_every_form(driftline):
    data = b"1\r\n  2.5e0 \n+3\n.5\n\n\t\nnan\nNaN\nnull\n-inf\n4"
    points, summary = told(driftline, data, *SHEWHART, "--all")
    values = [number(point["value"]) for point in points]
    np.testing.assert_equal(values, [1, 2.5, 3, 0.5, np.nan, np.nan, np.nan, -np.inf, 4])
    assert [point["index"] for point in points if point["alarm"]] == [7, 8]
    assert (summary["observed"], summary["missing"], summary["alarms"]) == (9, 3, 2)
    assert told(driftline, data, *SHEWHART)[0] == [points[7], points[8]]
    assert told(driftline, data.replace(b"\n", b"\r\n"), *SHEWHART, "--all") == (points, summary)


def test_metrics_rows_texts_and_objects(driftline):
    points, summary = told(driftline, b'{"a":9,"b/c":0}\n{"b/c":-9}\n', *SHEWHART)
    assert [(point["metric"], point["index"]) for point in points] == [("a", 0), ("b/c", 1)]
    assert summary["observed"] == 3 and set(summary["metrics"]) == {"a", "b/c"}
    points, _ = told(driftline, b"[0,0]\n[9,-9]\n", "--chart", "mewma", "--all")
    assert [point["alarm"] for point in points] == [False, True]
    words = b'"it is it is it is it is it is it is"\n["a","b"]\n'
    points, _ = told(driftline, words, "--chart", "repetition")
    assert [point["detail"]["most"] for point in points] == ["it"]
    steps = b'{"expected":["search","cite"],"actual":["cite","guess"]}\n'
    points, _ = told(driftline, steps, "--chart", "tool_skipping")
    assert points[0]["detail"] == {"missing": ["search"], "unexpected": ["guess"]}


def test_bad_lines_are_named_and_passed_over(driftline):
    data = b'1\nabc\n9\n"x"\n{"a":"y"}\n[1,2]\n{"a":\n-9\ntrue\n'
    wrong = (2, 4, 5, 6, 7, 9)
    stderr = [f"line {line}: " for line in wrong] + ["6 of 9 lines were no observation"]
    text = said(driftline, data, *SHEWHART, status=2, stderr=stderr)
    assert text == (
        "1: 9 over 3 (beyond_limits)\n2: -9 under -3 (beyond_limits)\n"
        "3 values, 2 alarms, the first at 1\n"
    )
    _, summary = told(driftline, data, *SHEWHART, status=2, stderr=stderr)
    assert (summary["observed"], summary["unreadable"]) == (3, 6)


def test_a_line_that_is_no_utf8_is_passed_over(driftline):
    stderr = ["line 2", "1 of 3 lines"]
    text = said(driftline, b"1\n\xff\n9\n", *SHEWHART, status=2, stderr=stderr)
    assert text.startswith("1: 9 over 3")


def test_a_line_of_70_megabytes_is_refused(driftline, tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"9\n" + b"1" * 70_000_000 + b"\n")
    done = driftline.run("watch", *SHEWHART, path)
    assert done.returncode == 2 and b"line 2: it is longer than 67108864 bytes" in done.stderr
    assert done.stdout.startswith(b"0: 9 over 3")


def test_empty_input_and_a_missing_file(driftline, tmp_path):
    assert said(driftline, b"") == "0 values, 0 alarms\n"
    assert said(driftline, b"\n\r\n") == "0 values, 0 alarms\n"
    done = driftline.run("watch", tmp_path / "nowhere.txt")
    assert done.returncode == 2 and done.stdout == b"" and b"nowhere.txt" in done.stderr


def test_a_file_is_read_like_standard_input(driftline, tmp_path):
    path = tmp_path / "values.txt"
    path.write_bytes(b"1\n9\n")
    assert said(driftline, None, *SHEWHART, path) == said(driftline, b"1\n9\n", *SHEWHART, "-")


def test_exit_code_tells_of_alarms(driftline):
    for data, arguments, status in ((b"9\n", ["--exit-code"], 1), (b"0\n", ["--exit-code"], 0),
                                    (b"9\n", [], 0)):  # fmt: skip
        said(driftline, data, *SHEWHART, *arguments, status=status)


def test_parameters_of_the_chart(driftline):
    data = b"-3\n-8\n"
    arguments = ("--chart", "shewhart", "--mean", "-5", "--sigma", "1", "--set", "limit=2.5")
    points, _ = told(driftline, data, *arguments, "--all")
    assert [(point["lower"], point["upper"]) for point in points] == [(-7.5, -2.5)] * 2
    assert [point["direction"] for point in points] == [None, "down"]
    anew = ("--chart", "cusum", "--set", "h=4", "--all")
    points, _ = told(driftline, b"3\n3\n3\n", *anew, "--reset-after-alarm")
    assert [point["statistic"] for point in points] == [2.5, 5, 2.5]
    for wrong in (["--chart", "no"], ["--set", "lambda=7"], ["--set", "lamda=0.1"], ["--set", "x"],
                  ["--residuals"], ["--plot", "--json"]):  # fmt: skip
        done = driftline.run("watch", *wrong, stdin=b"1\n")
        assert done.returncode == 2 and done.stdout == b"" and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("kind", ["csv", "npy"])
def test_a_baseline_gives_mean_and_deviation(driftline, tmp_path, kind):
    good = np.random.default_rng(3).normal(50, 4, 500)
    path = tmp_path / f"good.{kind}"
    if kind == "npy":
        np.save(path, good)
    else:
        path.write_text("ms\n" + "".join(f"{float(value)!r}\n" for value in good))
    chart = ("--chart", "shewhart", "--set", "limit=3", "--all", "--baseline", path)
    points, _ = told(driftline, b"50\n", *chart)
    assert points[0]["upper"] == pytest.approx(good.mean() + 3 * good.std(ddof=1), rel=1e-13)
    assert points[0]["lower"] == pytest.approx(good.mean() - 3 * good.std(ddof=1), rel=1e-13)


def test_a_baseline_whose_neighbours_hang_together(driftline, tmp_path):
    values = [0.0]
    for step in np.random.default_rng(5).normal(size=2000):
        values.append(0.7 * values[-1] + step)
    path = tmp_path / "good.csv"
    path.write_text("x\n" + "".join(f"{float(value)!r}\n" for value in values))
    data = "".join(f"{float(value)!r}\n" for value in values[::-1]).encode()
    chart = ("--arl0", "100", "--baseline", path, "--reset-after-alarm")
    _, without = told(driftline, data, *chart, stderr=["hang together"])
    points, summary = told(driftline, data, *chart, "--residuals")
    assert 4 < summary["alarms"] < 40 and without["alarms"] > 3 * summary["alarms"]
    assert all("residual" in point for point in points)


def test_it_ends_quietly_where_nobody_reads(watch):
    watched = watch(*SHEWHART, "--all")
    watched.write(b"9\n")
    watched.read_line()
    watched.process.stdout.close()
    with contextlib.suppress(BrokenPipeError):
        for _ in range(20):
            watched.write(b"9\n")
            time.sleep(0.01)
    # Its input is still open: as after `tail -f log | driftline watch | head -1`.
    assert watched.process.wait(5) == 0
    assert watched.process.stderr.read() == b""


def on_terminal(arguments, lines, columns=60):
    """What it writes on a terminal, when lines come one after the other."""
    master, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [BINARY, "watch", *arguments], stdin=subprocess.PIPE, stdout=terminal,
        stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    os.close(terminal)
    written = []
    for line in lines:
        process.stdin.write(line)
        process.stdin.flush()
        written.append(read_until_quiet(master))
    process.stdin.close()
    written.append(read_until_quiet(master))
    assert process.wait(10) == 0 and process.stderr.read() == b""
    process.stderr.close()
    os.close(master)
    return written


def read_until_quiet(master):
    found, wait = b"", 10
    while select.select([master], [], [], wait)[0]:
        try:
            some = os.read(master, 1 << 16)
        except OSError:  # nobody writes any more
            break
        if not some:
            break
        found, wait = found + some, 0.15
    return found.decode().replace("\r\n", "\n")


def test_a_plot_is_drawn_again_in_its_place(driftline):
    first, second, last = on_terminal((*SHEWHART, "--plot"), [b"1\n", b"9\n"])
    height = first.count("\n")
    assert "\x1b" not in first and height > 8
    assert second.startswith(f"\x1b[{height}F\x1b[J") and "×" in second and "×" not in first
    assert max(map(len, second.splitlines())) <= 60 + len(f"\x1b[{height}F\x1b[J")
    # What has been told already is drawn, not written line by line.
    assert last.endswith("2 values, 1 alarm, the first at 1\n") and "over" not in first + second


def test_a_plot_without_a_terminal_is_drawn_once(driftline):
    text = said(driftline, b"1\n9\n2\n-1\n9", *SHEWHART, "--plot")
    assert text == """\
1: 9 over 3 (beyond_limits)
4: 9 over 3 (beyond_limits)
     9.24 ┤ ×  ×
          ┤
          ┤
    6.566 ┤
          ┤
          ┤
    3.891 ┤
          ┤─────
          ┤  •
    1.217 ┤•
          ┤
          ┤   •
   -1.457 ┤
          ┤
          ┤─────
5 values, 2 alarms, the first at 1
"""
