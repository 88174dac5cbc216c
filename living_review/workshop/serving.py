"""Show the book, and build it again on every save."""

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from living_review.evidence import tables
from living_review.workshop.building import BOOK

PORT = 8000
FOLDERS = (*tables.FOLDERS, "living_review", "_static")
FILES = {*tables.FILES, "_config.yml", "requirements.txt"}
RELOAD = (
    b"<script>(async()=>{let was;for(;;){try{const now=await(await fetch('/__built')).text();"
    b"if(was!==undefined&&now!==was)location.reload();was=now}catch{}"
    b"await new Promise(r=>setTimeout(r,1000))}})()</script>"
)


class _Handler(SimpleHTTPRequestHandler):
    """Serves the book and tells open pages when it was built anew."""

    built = "0"

    def do_GET(self):
        """Answer a page, with the reloading script appended, or the time of the last build."""
        if self.path == "/__built":
            return self._answer(self.built.encode(), "text/plain")
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix == ".html" and path.exists():
            return self._answer(path.read_bytes() + RELOAD, "text/html; charset=utf-8")
        return super().do_GET()

    def _answer(self, body: bytes, kind: str):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing of every request."""


def serve_book(port: int = PORT):
    """Show the book, and rebuild it whenever something that it is made from is saved."""
    root = tables.root()
    _try_building()

    def handler(*args):
        return _Handler(*args, directory=str(root / BOOK))

    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"The book is shown at http://127.0.0.1:{port}/chapters/index.html; Ctrl-C ends.")
    for _ in saves(root, threading.Event()):
        _try_building()
        _Handler.built = str(time.time())


def saves(root: Path, stop: threading.Event) -> Iterator[set[str]]:
    """Each time that something which the book is made from is saved: the files, until stopped.

    What is saved while the caller works on one save comes with the next.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the review.
    stop : threading.Event
        Set, it ends the watching.
    """
    from watchfiles import watch

    found: queue.Queue[set[str] | None] = queue.Queue()

    def follow(*paths: Path, recursive: bool):
        for changes in watch(
            *paths, recursive=recursive, stop_event=stop, raise_interrupt=False, rust_timeout=500
        ):
            names = {Path(name).relative_to(root).as_posix() for _, name in changes}
            if recursive or names & FILES:
                found.put(names if recursive else names & FILES)
        found.put(None)

    folders = [root / name for name in FOLDERS if (root / name).is_dir()]
    # Of single files their folder is watched: an editor that saves by moving a new file into
    # place would end the watch of the old one.
    for paths, recursive in ((folders, True), ([root], False)):
        options = {"recursive": recursive}
        threading.Thread(target=follow, args=paths, kwargs=options, daemon=True).start()
    while (names := found.get()) is not None:
        while not found.empty():
            names |= found.get() or set()
        yield names


def _try_building():
    # A process of its own: an edit of the package has to be seen too.
    command = [sys.executable, "-m", "living_review", "book"]
    subprocess.run(command, cwd=tables.root())
