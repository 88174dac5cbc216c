"""A review so small that an edition of it is built in a moment, in a git repository of its own."""

import json
import os
import subprocess
import types
from dataclasses import dataclass
from pathlib import Path

from living_review.editions import releasing, site

ROOT = Path(__file__).resolve().parent.parent
BOOK = """
import csv, io, json, pathlib, re, sys
root, out = pathlib.Path.cwd(), pathlib.Path("_build/html")
register = (root / "editions.yaml").read_text()
version, date = re.search(r'version: "?([^"\\n]*)"?\\n  date: "?([^"\\n]*)"?', register).groups()
if (root / "broken").exists():
    sys.exit("the last words of the build")
if (root / "slow").exists():
    import time; time.sleep(60)
(out / "chapters").mkdir(parents=True)
(out / "data").mkdir()
start = '<meta http-equiv="Refresh" content="0; url=chapters/index.html" />'
(out / "index.html").write_text(start)
names = sorted(path.stem for path in (root / "chapters").glob("*.md"))
for name in names:
    said = (root / "chapters" / f"{name}.md").read_text()
    links = "".join(f'<li><a href="{other}.html">{other}</a></li>' for other in names)
    (out / "chapters" / f"{name}.html").write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<style>li { padding: .3rem }</style></head><body><main>'
        f'<h1>{name}</h1><p>{said}</p><ul>{links}</ul>'
        f'<p>This page belongs to {version} of {date}</p>'
        f'<script defer src="../../versions.js" data-edition="{version}"></script>'
        '</main></body></html>', encoding="utf-8")
resources = []
for path in sorted((root / "data").glob("*.csv")):
    text = path.read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    (out / "data" / path.name).write_text(text)
    (out / "data" / f"{path.stem}.json").write_text(json.dumps(rows))
    columns = text.splitlines()[0].split(",")
    resources.append({"name": path.stem, "path": path.name, "schema": {
        "fields": [{"name": column} for column in columns], "primaryKey": columns[:1]}})
    if path.stem == "claims":
        (out / "data" / "verdicts.json").write_text(json.dumps(rows))
(out / "data" / "datapackage.json").write_text(json.dumps({"resources": resources}))
kept = pathlib.Path(".cache/chapters")
kept.mkdir(parents=True)
import random
(kept / "index.ipynb").write_text(json.dumps({"cells": [{"id": str(random.random())}]}))
"""
REGISTER = """# A comment that stays.
building:
  version: development
  date: ""
site_url: ""
redirects: []
editions: []
"""
FILES = {
    "editions.yaml": REGISTER,
    "CHANGELOG.md": "# Changelog\n\n## Development\n\n- Not yet.\n",
    "chapters/index.md": "The first page, with 3 trials.",
    "chapters/pooled answer.md": "A page whose address has a space.",
    "chapters/old.md": "A page that will go.",
    "data/claims.csv": "claim_id,claim,verdict,certainty\nA-1,It helps.,open,\nA-2,Fast.,open,\n",
    "data/publications.csv": "source,title\none2001,One\ntwo2002,Two\n",
    "data/results_seen.csv": "row_id,source,view,value,note\nr-1,one2001,v1,5.20,as printed\n",
    "living_review/__init__.py": "",
    "living_review/__main__.py": BOOK,
    ".ci/run": "#!/bin/sh\nexit 0\n",
    ".gitignore": "_build/\n.cache/\narchives/\n",
}
DAYS = {"0.1.0": "2026-01-01", "0.2.0": "2026-02-02", "0.3.0": "2026-03-03"}


@dataclass
class SmallReview:
    """A repository with a stub of a book."""

    root: Path

    def git(self, *words: str, ok: bool = True) -> str:
        """What git prints."""
        who = (
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
            "-c",
            "protocol.file.allow=always",
        )
        finished = subprocess.run(
            ["git", *who, *words], cwd=self.root, capture_output=True, text=True
        )
        assert finished.returncode == 0 or not ok, finished.stderr
        return finished.stdout.strip()

    def write(self, name: str, text: str):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str):
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def commit(self, words: str = "A change") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", words)
        return self.git("rev-parse", "HEAD")

    def log(self, version: str, said: str = "- Something moved."):
        self.edit("CHANGELOG.md", "# Changelog\n", f"# Changelog\n\n## {version}\n\n{said}\n")

    def release(self, version: str, why: str = "There was something new.", **options):
        """Release the last commit, with its section in the changelog, and commit the row."""
        self.log(version)
        head = self.commit(f"Before {version}")
        options = {"tested": head, "date": DAYS.get(version, "2026-09-09"), "pdf": False} | options
        edition, told = releasing.release(self.root, version, why, **options)
        self.commit(f"Edition {version} is registered")
        return edition, told

    def change(self):
        """The known change: a study in, one number corrected, a verdict moved; a page goes."""
        self.edit("data/publications.csv", "two2002,Two\n", "two2002,Two\nthree2003,Three\n")
        self.edit("data/results_seen.csv", "5.20", "5.02")
        self.edit("data/claims.csv", "It helps.,open,", "It helps.,unsupported,low")
        self.edit("chapters/index.md", "3 trials", "4 trials")
        (self.root / "chapters" / "old.md").unlink()
        self.write("chapters/new.md", "A page that came.")

    @property
    def site(self) -> Path:
        return self.root / "_build" / "site"

    def assemble(self, archives: str = "archives", **options) -> list[str]:
        return site.assemble(self.root, self.site, self.root / archives, **options)


def make(folder: Path) -> SmallReview:
    """A repository with one commit and no edition."""
    review = SmallReview(folder)
    for name, text in FILES.items():
        review.write(name, text)
    # The lock of this tree, so that the running environment serves.
    review.write("requirements.txt", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
    os.chmod(folder / ".ci" / "run", 0o755)
    review.git("init", "-q", "-b", "main")
    review.commit("The first state")
    return review


def stand_ins() -> dict[str, types.ModuleType]:
    """Feeds, metadata and the page of editions, each leaving a mark of what it was given."""
    made = {
        name: types.ModuleType(f"living_review.editions.{name}")
        for name in ("feeds", "metadata", "pages")
    }

    def write_metadata(folder, edition, site_url):
        assert site_url == ""
        (folder / "metadata.txt").write_text(f"{edition.version} of {edition.date}")

    def write_feeds(site, editions, site_url, changed):
        (site / "feed.xml").write_text(" ".join(edition.version for edition in editions))

    def write_page(site, editions, site_url):
        (site / "editions").mkdir()
        rows = "".join(f"<li>{one.version}, {one.origin}</li>" for one in editions)
        (site / "editions" / "index.html").write_text(
            '<!doctype html><html lang="en"><head><title>Editions</title></head><body><main>'
            f'<ul>{rows}</ul></main><script defer src="../versions.js"></script></body></html>'
        )

    made["metadata"].write = write_metadata
    made["feeds"].write = write_feeds
    made["pages"].write_editions_page = write_page
    return made


def listed(site_folder: Path) -> dict:
    return json.loads((site_folder / "editions.json").read_text(encoding="utf-8"))
