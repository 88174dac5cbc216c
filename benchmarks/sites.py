"""What the whole website costs as editions are added, beside one build of the same chapters."""

import dataclasses
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks import builds, report
from living_review.editions import building, digests, register, site
from living_review.editions.register import Edition, EditionError
from living_review.evidence import tables

SIZES = (2, 5, 20)
FEW = 3
DAY = "2000-01-01"
# Ways in which a chapter leads to others, each with what stays when they are not there.
LEADS_ON = (
    (re.compile(r"\[([^\]]*)\]\([^)]*\.md[^)]*\)"), r"\1"),
    (re.compile(r"\{(?:ref|doc|term|numref)\}`([^`<]*?)\s*(?:<[^`]*>)?`"), r"\1"),
    (re.compile(r"\{cite(?::\w+)?\}`[^`]*`"), "a source"),
)


def standing_alone(text: str) -> str:
    """A chapter's text without its links to other chapters.

    Examples
    --------
    >>> standing_alone("A [page](other.md#part) on {term}`pools <pool>`, by {cite:t}`who1999`.")
    'A page on pools, by a source.'
    """
    for link, kept in LEADS_ON:
        text = link.sub(kept, text)
    return text


def few_chapters(bench: builds.Workbench) -> list[Path]:
    """The few shortest chapters that have cells."""
    return sorted(bench.chapters(True), key=lambda path: path.stat().st_size)[:FEW]


@dataclasses.dataclass
class Editions:
    """A repository in which editions of few chapters are published one after the other."""

    bench: builds.Workbench

    @property
    def root(self) -> Path:
        """Folder of the repository."""
        return self.bench.root

    @property
    def cache(self) -> Path:
        """Where environments and built editions are kept."""
        return self.root / building.CACHE

    def git(self, *words: str) -> str:
        """Run git as somebody."""
        who = (
            "-c",
            "user.name=bench",
            "-c",
            "user.email=bench@example.org",
            "-c",
            "commit.gpgsign=false",
        )
        said = register.git(self.root, *who, *words)
        if said is None:
            raise EditionError(f"git {' '.join(words)} failed")
        return said

    def begin(self):
        """Leave few chapters in the contents, and make it a repository without an edition."""
        chapters = few_chapters(self.bench)
        for path in chapters:
            path.write_text(standing_alone(path.read_text(encoding="utf-8")), encoding="utf-8")
        first, *others = (path.stem for path in chapters)
        listed = "".join(f"  - file: chapters/{name}\n" for name in others)
        contents = f"format: jb-book\nroot: chapters/{first}\n"
        contents += f"chapters:\n{listed}" if listed else ""
        (self.root / tables.CONTENTS).write_text(contents, encoding="utf-8")
        path = self.root / register.FILE
        kept = path.read_text(encoding="utf-8")
        path.write_text(f"{kept[: kept.index(chr(10) + 'editions:')]}\neditions: []\n", "utf-8")
        (self.root / ".gitignore").write_text("_build/\n.cache/\narchives/\n", encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.page = self.root / "chapters" / f"{first}.md"

    def add(self, number: int):
        """Publish one more, in which one sentence is new."""
        with self.page.open("a", encoding="utf-8") as file:
            file.write(f"\nThis sentence came in with edition {number}.\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"Edition {number}")
        commit, version = self.git("rev-parse", "HEAD"), f"0.{number}.0"
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / version
            lock = building.build(self.root, commit, version, DAY, folder, self.cache)
            edition = Edition(
                version,
                DAY,
                commit,
                self.git("rev-parse", "HEAD^{tree}"),
                lock,
                digests.words_and_numbers(folder),
                "",
                (),
                "One more.",
            )
            building.complete(folder, edition)
            archive = self.root / site.ARCHIVES / site.archive_name(edition)
            digests.write_archive(folder, archive, version)
        edition = dataclasses.replace(edition, archive=digests.of_file(archive))
        path = self.root / register.FILE
        path.write_text(register.with_row(path.read_text("utf-8"), edition), encoding="utf-8")

    def website(self, archives: Path) -> float:
        """Seconds that the whole website takes."""
        started = time.perf_counter()
        site.assemble(self.root, self.root / site.SITE, archives)
        return time.perf_counter() - started


def measure(sizes: tuple[int, ...] = SIZES) -> str:
    """The part of the report on websites; each was built once, for it takes long."""
    before = os.environ.get(tables.ROOT)
    try:
        with tempfile.TemporaryDirectory() as folder:
            made = Editions(builds.Workbench.copied_to(Path(folder)))
            os.environ[tables.ROOT] = str(made.root)
            made.begin()
            one, rows, cold = made.bench.cold().seconds, [], {}
            for number in range(1, max(sizes) + 1):
                made.add(number)
                if number not in sizes:
                    continue
                packed = made.website(made.root / site.ARCHIVES)
                shutil.rmtree(made.cache, ignore_errors=True)
                cold[number] = made.website(made.root / "nowhere")
                rows.append(
                    [
                        str(number),
                        f"{cold[number]:.1f}",
                        f"{cold[number] / one:.1f}",
                        f"{packed:.1f}",
                        f"{packed / one:.2f}",
                    ]
                )
    finally:
        os.environ.pop(tables.ROOT) if before is None else os.environ.update({tables.ROOT: before})
    return in_words(rows, cold, one)


def in_words(rows: list[list[str]], cold: dict[int, float], one: float) -> str:
    """The part of the report.

    Parameters
    ----------
    rows : list of list of str
        Of the table.
    cold : dict of int to float
        Number of editions → seconds from nothing.
    one : float
        Seconds of one build of the same chapters.
    """
    columns = [
        "editions",
        "from nothing, seconds",
        "in builds of the same chapters",
        "from archives, seconds",
        "in such builds",
    ]
    few, many = min(cold), max(cold)
    each = (cold[many] - cold[few]) / (many - few) / one if many > few else float("nan")
    return (
        f"## Whole website\n\n{report.table(columns, rows)}\n\n"
        f"One build of the same few chapters takes {one:.1f} s, and each further edition costs "
        f"{each:.2f} of that from nothing: every one is built from its own commit, in a clean "
        "worktree. From archives nothing is built. Each website was made once."
    )
