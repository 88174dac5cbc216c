"""What a reader meets in the chapters' cells: how many, how long, and what has to be looked up."""

import ast
import statistics
from dataclasses import dataclass
from pathlib import Path

from benchmarks import report
from living_review.book import directive_cells, notebooks
from living_review.evidence import tables

HIDDEN = {"hide-input", "remove-input"}
# Of the package, but said once on the page for authors and the same in every chapter.
KNOWN = {"show", "glue_numbers", "tables", "printed_values"}
PANDAS = {"pd", "pandas"}
ALTAIR = {"alt", "altair"}


@dataclass(frozen=True)
class Cell:
    """One cell that somebody wrote.

    Parameters
    ----------
    chapter : str
        Where it is.
    source : str
        Its code.
    is_open : bool
        It is not folded.
    looked_up : frozenset of str
        Names of the package that it uses, without those that every chapter has.
    """

    chapter: str
    source: str
    is_open: bool
    looked_up: frozenset[str]

    @property
    def lines(self) -> int:
        """Lines, blank ones too."""
        return len(self.source.splitlines())

    @property
    def names(self) -> set[str]:
        """Every name that it uses."""
        return {node.id for node in ast.walk(ast.parse(self.source)) if isinstance(node, ast.Name)}

    @property
    def only_shows_a_helper(self) -> bool:
        r"""Whether it is nothing but ``show`` of a call, with nothing computed before it.

        Examples
        --------
        >>> def cell(source): return Cell("", source, False, frozenset())
        >>> cell('show(main.figure("forest"))').only_shows_a_helper
        True
        >>> cell('rows = read()\nshow(PageTable(rows))').only_shows_a_helper
        False
        >>> cell('show(PageTable(rows[rows["n"] > 3], "Large"))').only_shows_a_helper
        False
        """
        body = [
            part
            for part in ast.parse(self.source).body
            if not isinstance(part, ast.Import | ast.ImportFrom)
        ]
        if len(body) != 1 or not isinstance(body[0], ast.Expr):
            return False
        call = body[0].value
        if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "show":
            return False
        computed = ast.Subscript | ast.BinOp | ast.Compare | ast.Lambda
        return not any(isinstance(node, computed) for node in ast.walk(call))


def cells_of(chapter: Path) -> list[Cell]:
    """Cells of a chapter that somebody wrote; those of directives are not among them."""
    found = notebooks.code_cells(notebooks.read_chapter(chapter))
    written = [cell for cell in found if cell not in notebooks.of_directives(found)]
    imported = set()
    for cell in written:
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("living_review"):
                imported |= {name.asname or name.name for name in node.names}
    made = []
    for cell in written:
        used = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        is_open = not HIDDEN & set(cell.metadata.get("tags", []))
        looked_up = frozenset(used & imported - KNOWN)
        made.append(Cell(chapter.stem, cell.source, is_open, looked_up))
    return made


def _lines(folder: Path) -> int:
    return sum(len(path.read_text("utf-8").splitlines()) for path in sorted(folder.rglob("*.py")))


def measure() -> str:
    """Count the cells of all chapters; returns a section of the report."""
    root = tables.root()
    chapters = sorted((root / "chapters").glob("*.md"))
    cells = [cell for chapter in chapters for cell in cells_of(chapter)]
    texts = [chapter.read_text(encoding="utf-8") for chapter in chapters]
    asked = sum(
        directive_cells.written_out(text).count(directive_cells.TAG + "]") for text in texts
    )
    lines, names = [cell.lines for cell in cells], [len(cell.looked_up) for cell in cells]
    opened = [cell for cell in cells if cell.is_open]
    package = root / "living_review"
    rows = [
        ("cells that somebody wrote", str(len(cells))),
        ("directives that stand for a cell", str(asked)),
        ("open, in so many chapters", f"{len(opened)} in {len({c.chapter for c in opened})}"),
        ("folded", str(len(cells) - len(opened))),
        ("lines, median and most", f"{statistics.median(lines):g} and {max(lines)}"),
        ("cells that use pandas by name", str(sum(bool(c.names & PANDAS) for c in cells))),
        ("cells that draw with Altair", str(sum(bool(c.names & ALTAIR) for c in cells))),
        ("nothing but `show` of a helper", str(sum(c.only_shows_a_helper for c in cells))),
        ("names to look up, median and most", f"{statistics.median(names):g} and {max(names)}"),
        ("lines of pages/", str(_lines(package / "pages"))),
        ("lines of the package", str(_lines(package))),
    ]
    return f"## Cells\n\n{report.table(['what', 'how many'], rows)}"
