"""What a page weighs, and when its first chart is there, beside Altair's own output."""

import gzip
import html
import json
import mimetypes
import re
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import report
from living_review.book import exports
from living_review.evidence import tables
from living_review.machine import browser

BUNDLE = f"/_static/{exports.VEGA}"
COMPRESSED = re.compile(r"text/|application/(json|javascript|xml)|image/svg")
FIGURE = re.compile(r'<figure class="review-figure".*?</figure>', re.DOTALL)
DATASETS = re.compile(r'class="review-datasets">(.*?)</script>', re.DOTALL)
PICTURE = re.compile(r'(<div class="review-view review-narrow")(>.*?</svg></div>)', re.DOTALL)
SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
NARROW = re.compile(r'review-narrow".*?class="review-spec">(.*?)</script>', re.DOTALL)
PHONE = {"width": 390, "height": 844}
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
SLOWER_PROCESSOR = 4
REPEATS = 5

# Runs before the page: brings the first chart into view and notes when its marks are painted
# and when it answers to a reader. What Altair emits is live as soon as it is drawn.
WATCH = """(() => {
  const seen = window.bench = { shown: null, live: null };
  const isShown = (chart) => {
    const mark = chart.querySelector('svg .role-mark path, svg .role-mark line');
    if (!mark || !performance.getEntriesByName('first-contentful-paint').length) return false;
    const box = mark.getBoundingClientRect();
    return box.width + box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  };
  const look = () => {
    const chart = [...document.querySelectorAll('.review-view, [id^=altair-viz]')]
      .find((one) => one.offsetParent !== null);
    if (chart) {
      chart.scrollIntoView({ block: 'start', behavior: 'instant' });
      if (seen.shown === null && isShown(chart)) seen.shown = performance.now();
      const live = chart.dataset.live === 'true' || chart.matches('.vega-embed');
      if (seen.shown !== null && live) seen.live = performance.now();
    }
    if (seen.live === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


class Host(ThreadingHTTPServer):
    """Serves a folder, and pages made up beside it, with text compressed as any host does."""

    daemon_threads = True

    def __init__(self, folder: Path):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.made_up: dict[str, bytes] = {}
        self.answer = cache(lambda path: transferred(folder, path, self.made_up))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        """Scheme, name and port."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A page that is closed while it loads is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer with the bytes that were weighed."""
        body, kind = self.server.answer(urlsplit(self.path).path)
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        if COMPRESSED.match(kind):
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing of every request."""


def transferred(folder: Path, path: str, made_up: dict[str, bytes]) -> tuple[bytes, str]:
    """Bytes that a host sends for a path, text compressed, and their type; both empty if none."""
    file = folder / path.lstrip("/")
    if path in made_up:
        body = made_up[path]
        kind = "text/html; charset=utf-8" if path.endswith(".html") else "text/javascript"
    elif file.is_file():
        body, kind = file.read_bytes(), mimetypes.guess_type(path)[0] or "font/woff2"
    else:
        return b"", ""
    return (gzip.compress(body, 6, mtime=0) if COMPRESSED.match(kind) else body), kind


def first_load(asked: Iterable[str], weigh: Callable[[str], int]) -> tuple[float, float]:
    """Weight of what a page asked for, in kB: without the chart bundle, and the bundle.

    Parameters
    ----------
    asked : iterable of str
        Addresses; what is asked for twice is sent once, and addresses without a host weigh nothing.
    weigh : callable
        Bytes sent for the path of an address.
    """
    paths = {urlsplit(address).path for address in asked if urlsplit(address).netloc}
    bundle = sum(weigh(path) for path in paths if path == BUNDLE)
    return (sum(map(weigh, paths)) - bundle) / 1000, bundle / 1000


def with_default_charts(page: str, base_address: str) -> str:
    """A built page in which each figure is what Altair emits by default for the same chart.

    Parameters
    ----------
    page : str
        HTML of a built page.
    base_address : str
        Where the chart library's scripts are, in place of the public network for scripts.
    """
    import altair

    def replaced(figure: re.Match) -> str:
        chart = json.loads(NARROW.search(figure[0])[1])
        chart |= json.loads(DATASETS.search(figure[0])[1])
        return altair.renderers.get()(chart)["text/html"]

    with altair.renderers.enable("default", base_url=base_address):
        return FIGURE.sub(replaced, page)


def floor(page: str) -> str:
    """A built page without any script, and with one picture: its first figure on a phone.

    Left is what the theme, the text and a picture need, whatever the rest is made of.
    """
    view, drawn = PICTURE.search(FIGURE.search(page)[0]).groups()
    # The measurement waits for a chart that is live; this one will never be more than it is.
    pictures = iter([f'{view} data-live="true"{drawn}</div>'])
    return SCRIPT.sub("", FIGURE.sub(lambda figure: next(pictures, ""), page))


def library_scripts(site: Path, page: str) -> dict[str, bytes]:
    """The scripts that Altair's output asks for: the book's own bundle, then two empty ones.

    The bundle holds all three libraries, so the three requests that follow one another remain,
    and so does what they weigh.
    """
    whole = (site / BUNDLE.lstrip("/")).read_bytes() + b";window.vegaEmbed=window.reviewVegaEmbed;"
    asked = dict.fromkeys(re.findall(r"/npm/[a-z-]+@[\w.]+", html.unescape(page)))
    return {path: whole if path.startswith("/npm/vega@") else b"" for path in asked}


def weigh_pages(chromium, host: Host, names: list[str]) -> dict[str, tuple[float, float]]:
    """First load of every page on a phone that does not scroll."""
    found = {}
    for name in names:
        context = chromium.new_context(viewport=PHONE)
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(f"{host.origin}/{name}", wait_until="networkidle")
        found[name] = first_load(asked, lambda path: len(host.answer(path)[0]))
        context.close()
    return found


def first_chart(chromium, address: str) -> tuple[float, float]:
    """Seconds on a slow phone until the first chart is shown, and until it is live."""
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.bench.live !== null", timeout=120_000, polling=250)
    seen = page.evaluate("window.bench")
    context.close()
    return seen["shown"] / 1000, seen["live"] / 1000


def measure() -> str:
    """The part of the report on pages."""
    path = browser.installed()
    if not path:
        return f"## Pages\n\nNot measured, for there is no browser: {browser.HOW_TO_GET}."
    subprocess.run([sys.executable, "-m", "living_review", "book"], cwd=tables.root(), check=True)
    site = tables.root() / "_build" / "html"
    names = sorted(p.relative_to(site).as_posix() for p in (site / "chapters").glob("*.html"))
    weights = browser.use(lambda chromium: weigh_pages(chromium, Host(site), names), path)
    charts = browser.use(lambda chromium: compare_charts(chromium, site, names), path)
    return f"## Pages\n\n{weights_in_words(weights)}\n\n{charts}"


def weights_in_words(weights: dict[str, tuple[float, float]]) -> str:
    """Table and explanation of first loads."""
    rows = [
        [name, f"{rest:.0f}", f"{bundle:.0f}" if bundle else "–", f"{rest + bundle:.0f}"]
        for name, (rest, bundle) in weights.items()
    ]
    loads = [rest for rest, _ in weights.values()]
    whole = [rest + bundle for rest, bundle in weights.values()]
    return (
        report.table(["page", "first load, kB", "chart bundle, kB", "both, kB"], rows)
        + f"\n\nWithout the chart bundle: largest {max(loads):.0f} kB, median "
        f"{statistics.median(loads):.0f} kB. With it: largest {max(whole):.0f} kB, median "
        f"{statistics.median(whole):.0f} kB. Aim: at most 700 kB. First load is all that a phone "
        f"of {PHONE['width']} by {PHONE['height']} asks for without scrolling, text compressed "
        "by gzip -6, fonts and images as they are. The bundle is asked for when a chart comes near."
    )


def compare_charts(chromium, site: Path, names: list[str]) -> str:
    """Table and explanation of the time to the first chart, on the page with most figures."""
    texts = {name: (site / name).read_text(encoding="utf-8") for name in names}
    name = max(texts, key=lambda n: len(FIGURE.findall(texts[n])))
    host, network = Host(site), Host(site)
    default = with_default_charts(texts[name], f"{network.origin}/npm")
    network.made_up |= library_scripts(site, default)
    host.made_up["/chapters/default-charts.html"] = default.encode()
    host.made_up["/chapters/floor.html"] = floor(texts[name]).encode()
    addresses = {
        "ours": f"{host.origin}/{name}",
        "default": f"{host.origin}/chapters/default-charts.html",
        "floor": f"{host.origin}/chapters/floor.html",
    }
    seen = {key: [] for key in addresses}
    for _ in range(REPEATS):  # in turn, so that a slow spell hits all
        for key, address in addresses.items():
            seen[key].append(first_chart(chromium, address))
    loads = weigh_pages(chromium, host, [name, "chapters/floor.html"])
    return charts_in_words(seen, name, len(FIGURE.findall(texts[name])), list(loads.values()))


def charts_in_words(
    seen: dict[str, list[tuple[float, float]]],
    name: str,
    figures: int,
    loads: list[tuple[float, float]],
) -> str:
    """Table and explanation of measured first charts, and of first loads: ours, the floor's."""
    (whole, _), (lightest, _) = loads
    columns = ["until the first chart is", "ours, s", "Altair's default, s", "ratio"]
    columns += ["floor, s", "ratio to the floor"]
    rows = []
    for place, state in enumerate(("shown", "live")):
        keys = ("ours", "default", "floor")
        ours, default, least = ([one[place] for one in seen[key]] for key in keys)
        rows.append(
            [
                state,
                report.median_and_range(ours),
                report.median_and_range(default),
                report.ratio(ours, default),
                report.median_and_range(least),
                report.ratio(ours, least),
            ]
        )
    return (
        f"{report.table(columns, rows)}\n\n"
        f"Page: {name}, {figures} figures, {REPEATS} loads in turn, each with an empty cache; "
        "aim for *shown*: 0.25. Slow phone: 1.6 Mbps down, 150 ms latency, processor slowed "
        f"{SLOWER_PROCESSOR} times. Altair's default is the same page with each figure replaced "
        "by what Altair's default renderer emits for the same specification. Its scripts, which "
        "it would load from a public network, come from a second local server under the same "
        "throttling: the book's own bundle, so the same bytes, as the first of its three requests. "
        "The floor is the same page without any script and with the first figure's picture alone. "
        f"First load: {whole:.0f} kB, the floor's {lightest:.0f} kB, ratio {whole / lightest:.2f}; "
        "aim of the ratios of load and of *shown* to the floor: 1.25."
    )
