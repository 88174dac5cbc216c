"""Lets nbval read MyST chapters and compare them with their reviewed outputs.

nbval collects only .ipynb files and compares nothing where ``execution_count`` is missing, so
that a converted chapter would always pass. Here a chapter is read with jupytext and given the
outputs of ``tests/expected`` as if they had been saved in it. Only plain text is compared.
"""

from collections import defaultdict
from pathlib import Path

import nbformat
import nbval.kernel
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from living_review.machine.bytecode import compile_by_content

compile_by_content()  # before the rest is imported, which would else be taken as it was

from living_review.book import notebooks  # noqa: E402  (after the compiling)

ROOT = Path(__file__).parent
WARM = "--warm-kernels"
PATIENCE = 600  # seconds
REMEDY = "run `make reference` and review its diff"


def pytest_addoption(parser):
    """How kernels start; by default as everybody has them."""
    parser.addoption(WARM, action="store_true", help="fork kernels that have imported libraries")


def pytest_configure(config):
    """Have nbval start its kernels as the book does, if asked to."""
    if config.getoption(WARM):
        from living_review.book.warm_kernels import BlockingWarmKernelManager

        nbval.kernel.KernelManager = BlockingWarmKernelManager


class WrongCount(pytest.Item):
    """Fails: the reviewed outputs are not those of as many cells as the chapter has."""

    message = ""

    def runtest(self):
        raise AssertionError(self.message)

    def repr_failure(self, excinfo):
        return self.message

    def reportinfo(self):
        return self.path, 0, f"{self.path.name}: reviewed outputs"


class ReviewedCell(IPyNbCell):
    """A cell compared by what `notebooks.reviewed_outputs` says of it."""

    def compare_outputs(self, test, ref, skip_compare=None):
        now = [notebooks.tidy(text) for text in notebooks.reviewed_outputs({"outputs": test})]
        then = [output["data"]["text/plain"] for output in ref]
        if now == then:
            return True
        self.comparison_traceback = []
        for number in range(max(len(now), len(then))):
            left = then[number] if number < len(then) else "(no such output was reviewed)"
            right = now[number] if number < len(now) else "(the cell has no such output)"
            if left != right:
                self.format_output_compare("text/plain", left, right)
        return False

    def repr_failure(self, excinfo):
        text = super().repr_failure(excinfo)
        moved = isinstance(excinfo.value, NbCellError) and "differ" in str(excinfo.value)
        return f"{text}\nIf the new output is right: {REMEDY}." if moved else text


class Chapter(IPyNbFile):
    """A MyST chapter as nbval's notebook file."""

    def collect(self):
        notebook = self.nb = notebooks.read_chapter(self.path)
        cells = notebooks.code_cells(notebook)
        expected = notebooks.read_expected(notebooks.expected_path(self.path, ROOT))
        if len(cells) != len(expected):
            item = WrongCount.from_parent(self, name="reviewed outputs")
            item.message = (
                f"{self.path.name} has {len(cells)} cells and tests/expected has outputs of "
                f"{len(expected)}: {REMEDY}"
            )
            return [item]
        return [
            self._item(number, cell, reviewed["outputs"])
            for number, (cell, reviewed) in enumerate(zip(cells, expected, strict=True))
        ]

    def _item(self, number, cell, texts):
        cell.execution_count = 1
        cell.outputs = [
            nbformat.v4.new_output("display_data", data={"text/plain": text}) for text in texts
        ]
        # nbval's markers that skip or ignore a cell have no effect here: every cell is compared.
        options = defaultdict(bool, check=True)
        item = ReviewedCell.from_parent(
            self, name=f"Cell {number}", cell_num=number, cell=cell, options=options
        )
        item.output_timeout = PATIENCE  # nbval's own five seconds are too short on a busy machine
        return item


def pytest_collect_file(file_path, parent):
    """Collect every chapter with cells when nbval is on."""
    if not parent.config.option.nbval or file_path.suffix != ".md":
        return None
    if file_path.parent != ROOT / "chapters":
        return None
    if not notebooks.has_cells(file_path.read_text(encoding="utf-8")):
        return None
    return Chapter.from_parent(parent, path=file_path)
