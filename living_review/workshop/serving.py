"""Show the book, and build it again on every save."""

import subprocess
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from living_review.evidence import tables
from living_review.workshop.building import BOOK

PORT = 8000
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
    from watchfiles import watch

    root = tables.root()
    _try_building()

    def handler(*args):
        return _Handler(*args, directory=str(root / BOOK))

    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"The book is shown at http://127.0.0.1:{port}/chapters/index.html; Ctrl-C ends.")
    watched = [root / name for name in ("chapters", "data", "living_review", "_static")]
    watched += [root / name for name in (*tables.REGISTERS, tables.BIBLIOGRAPHY, "_toc.yml")]
    for _ in watch(*[path for path in watched if path.exists()], raise_interrupt=False):
        _try_building()
        _Handler.built = str(time.time())


def _try_building():
    # A process of its own: an edit of the package has to be seen too.
    command = [sys.executable, "-m", "living_review", "book"]
    subprocess.run(command, cwd=tables.root())
