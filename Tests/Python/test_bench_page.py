"""The benchmark's page, rendered by headless Chromium: nothing is logged, fetched or cut off.

The results are not measured: fixtures/bench.json is what BenchFixture in Tests/DriftlineBenchTests builds.
"""

import json

import pytest
from chromium import Chromium, program
from conftest import ROOT

FIXTURE = ROOT / "Tests/Python/fixtures/bench.json"
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
HOSTILE = "<script>console.error(1)</script>" + "very_long_name_" * 20 + "\u202e\u05d0\U0001f600|`"
# The least width over height of a drawing's text, in pixels.
LEAST_TEXT = 10


@pytest.fixture(scope="module")
def browser():
    """The browser; a test without one fails, as a test that is skipped says nothing."""
    if program() is None:
        pytest.fail("there is no Chromium; Debian's package is `chromium`", pytrace=False)
    with Chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(driftline, tmp_path_factory):
    """The page of the fixture, of names that nobody wants, of numbers that are none, and of nothing."""
    folder = tmp_path_factory.mktemp("bench")
    whole = json.loads(FIXTURE.read_text())
    made = {"whole": whole, "hostile": renamed(whole), "hollow": hollowed(whole)}
    made["nothing"] = {key: [] if isinstance(value, list) else value for key, value in whole.items()}
    paths = {}
    for name, results in made.items():
        source, paths[name] = folder / f"{name}.json", folder / f"{name}.html"
        source.write_text(json.dumps(results))
        done = driftline.run("bench", "report", source, "-o", paths[name])
        assert done.returncode == 0, done.stderr.decode()
    return paths


def renamed(results):
    """A copy in which every name that comes from elsewhere is hostile."""
    copy = json.loads(json.dumps(results))
    for part in ("accuracy", "streams", "speed", "growth"):
        for index, row in enumerate(copy[part]):
            if row["contender"]["source"] != "driftline":
                row["contender"]["name"] = HOSTILE + str(index % 3)
            for key in ("scenario", "control", "work"):
                if key in row:
                    row[key] += HOSTILE
    for row in copy["scenarios"]:
        row["summary"] = row["levelMeaning"] = HOSTILE
    copy["command"] = copy["machine"]["processor"] = HOSTILE
    return copy


def hollowed(results):
    """A copy in which numbers are not finite, and what may be absent is."""
    def value(key, inner):
        if key in ("power", "auc", "peakBytes", "inControlRunLength"):
            return None
        if isinstance(inner, float) and key != "level":
            return ("nan", "inf", "-inf")[len(key) % 3]
        return walk(inner)

    def walk(node):
        if isinstance(node, dict):
            return {key: value(key, inner) for key, inner in node.items()}
        return [walk(inner) for inner in node] if isinstance(node, list) else node

    return walk(results)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ("whole", "hostile", "hollow", "nothing"))
def test_pages_are_whole_on_every_screen(browser, pages, name, width, scheme):
    url = browser.open(pages[name], width, scheme=scheme)
    browser.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    wide = browser.evaluate("""
        [...document.querySelectorAll('main *')].filter(part =>
            !part.closest('.scroll') && part.getBoundingClientRect().right > innerWidth + 1
        ).map(part => part.tagName + ' ' + part.textContent.slice(0, 60)).slice(0, 5)""")
    assert wide == []
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert browser.said() == []
    assert browser.fetched() == [url]
    assert browser.evaluate("document.scripts.length") == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_text_of_drawings_can_be_read(browser, pages, width):
    browser.open(pages["whole"], width)
    sizes = browser.evaluate("""
        [...document.querySelectorAll('svg text')].map(text =>
            parseFloat(getComputedStyle(text).fontSize)
            * text.ownerSVGElement.getScreenCTM().a)""")
    assert len(sizes) > 300
    assert min(sizes) >= LEAST_TEXT
    assert max(sizes) <= 20


@pytest.mark.parametrize("width", WIDTHS)
def test_text_of_drawings_stays_in_its_drawing(browser, pages, width):
    browser.open(pages["hostile"], width)
    outside = browser.evaluate("""
        [...document.querySelectorAll('svg text')].filter(text => {
            const [inner, outer] = [text, text.ownerSVGElement].map(part => part.getBoundingClientRect());
            return inner.left < outer.left - 14 || inner.right > outer.right + 14;
        }).map(text => text.textContent).slice(0, 5)""")
    assert outside == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_stand_out_from_the_ground(browser, pages, scheme):
    """Lines and dots have a contrast of 3, texts of 4.5 (WCAG 2.2, 1.4.11 and 1.4.3)."""
    browser.open(pages["whole"], 1280, scheme=scheme)
    colours = browser.evaluate("""
        (() => {
            const paint = document.createElement('i');
            document.body.append(paint);
            const found = {};
            for (const name of ['card', 'ground', 'ink', 'soft', 'first', 'second', 'auto', 'peer',
                                'rival', 'third', 'yardstick']) {
                paint.style.color = `var(--${name})`;
                found[name] = getComputedStyle(paint).color.match(/[0-9.]+/g).map(Number);
            }
            return found;
        })()""")
    for name in ("first", "second", "auto", "peer", "rival", "third", "yardstick"):
        assert contrast(colours[name], colours["card"]) >= 3, name
    for name in ("ink", "soft"):
        for ground in ("card", "ground"):
            assert contrast(colours[name], colours[ground]) >= 4.5, name


def contrast(one, other):
    """The contrast ratio of two colours after WCAG 2.2."""
    def luminance(colour):
        parts = [c / 255 for c in colour[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
