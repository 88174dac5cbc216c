"""What tests of websites share: a server of a folder, sizes of screens, links that must lead."""

import functools
import threading
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

from living_review.evidence import tables

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, NARROWEST, DESKTOP = (390, 844), (320, 640), (1280, 900)
# Milliseconds after which a page is taken to hang. No test passes because of it: on a machine
# with other work a page may need a minute, and a test must not fail for that.
PATIENCE = 180_000
SITE = tables.root() / "_build" / "html"  # the book as `make book` leaves it


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A page that is closed while it loads is no news."""


@contextmanager
def served(folder: Path):
    """Address of a server of a folder, until it is no longer needed."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = QuietServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Links(HTMLParser):
    """Addresses that a page names, and anchors that it has."""

    def __init__(self):
        super().__init__()
        self.addresses, self.anchors = [], set()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "a" and "name" in given:
            self.anchors.add(given["name"])
        for key in ("href", "src"):
            if given.get(key):
                self.addresses.append(given[key])


@functools.cache
def read(path: Path) -> Links:
    links = Links()
    links.feed(path.read_text(encoding="utf-8"))
    return links


def broken_links(site: Path) -> list[str]:
    found = []
    for path in sorted(p for p in site.rglob("*.html") if "_static" not in p.parts):
        for address in read(path).addresses:
            target, anchor = urldefrag(address)
            parsed = urlparse(target)
            if parsed.scheme or address.startswith("//") or target.endswith("versions.js"):
                continue
            there = (path.parent / unquote(parsed.path)).resolve() if parsed.path else path
            if there.is_dir():
                there = there / "index.html"
            if not there.exists():
                found.append(f"{path.relative_to(site)}: {address}")
            elif anchor and there.suffix == ".html" and unquote(anchor) not in read(there).anchors:
                found.append(f"{path.relative_to(site)}: {address} (no such anchor)")
    return found


def wait_until_live(page):
    """Bring every chart into view and wait until it is live; without JavaScript none is."""
    failed = page.evaluate(
        """async patience => {
            const failed = [];
            for (const view of document.querySelectorAll('.review-view')) {
                if (view.offsetParent === null) continue;
                view.scrollIntoView();
                const until = Date.now() + patience;
                while (!view.dataset.live && Date.now() < until)
                    await new Promise(done => setTimeout(done, 30));
                if (!view.dataset.live) failed.push(view.closest('figure').id);
            }
            window.scrollTo(0, 0);
            return failed;
        }""",
        PATIENCE,
    )
    assert failed == []
