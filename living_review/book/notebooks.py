"""Chapters as notebooks: reading, running, and the outputs that are reviewed."""

import json
import os
from pathlib import Path

import jupytext
import nbformat
import yaml

from living_review.book import directive_cells

PLAIN = "text/plain"
GLUE = "application/papermill.record/text/plain"
TIMEOUT = 600  # seconds; for what hangs, never for what is slow
# Run after a chapter's own cells. It imports nothing that those could have put another thing for.
LOADED = """print(__import__("json").dumps({
    name: getattr(module, "__file__", None) or [*getattr(module, "__path__", [""]), ""][0]
    for name, module in [*__import__("sys").modules.items()]
}))"""


def has_cells(source: str) -> bool:
    """Whether a chapter's text has code cells, or directives that stand for them."""
    return "```{code-cell}" in source or directive_cells.BEGUN.search(source) is not None


def read_chapter(path: Path) -> nbformat.NotebookNode:
    """A MyST chapter as a notebook without outputs; directives that stand for cells are cells.

    Raises
    ------
    ValueError
        If the chapter has code cells but no kernel header, which would turn them into prose, or
        a directive that can't be written out.
    """
    try:
        source = directive_cells.written_out(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name}, {error}") from None
    notebook = jupytext.reads(source, fmt="md:myst")
    if has_cells(source) and "kernelspec" not in notebook.metadata:
        raise ValueError(
            f"{path.name} has code cells but no kernel header: copy the first lines "
            "of another chapter (jupytext and kernelspec)"
        )
    return notebook


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The code cells of a notebook, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def of_directives(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Cells that nobody wrote: a directive stands for each."""
    return [cell for cell in cells if directive_cells.TAG in cell.metadata.get("tags", [])]


def run(
    notebook: nbformat.NotebookNode, folder: Path, environment: dict[str, str] | None = None
) -> dict[str, str]:
    """Run a notebook in place in a fresh kernel.

    Returns
    -------
    dict
        Name → file of every module that its kernel had loaded in the end; of a package without
        a file, its folder; blank for what has neither.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell raises.
    """
    from nbclient import NotebookClient

    from living_review.book.warm_kernels import WarmKernelManager

    last = nbformat.v4.new_code_cell(LOADED)
    notebook.cells.append(last)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        # The defaults, a minute and four seconds, are too short on a busy machine; and where
        # outputs come too late, the default is to go on without them.
        startup_timeout=TIMEOUT,
        iopub_timeout=TIMEOUT,
        raise_on_iopub_timeout=True,
        kernel_manager_class=WarmKernelManager,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # it warns of a loopback connection
    )
    try:
        client.execute(env={**os.environ, **(environment or {})})
    finally:
        notebook.cells.remove(last)
    return json.loads("".join(output.text for output in last.outputs))


def reviewed_outputs(cell: nbformat.NotebookNode) -> list[str]:
    """What is compared of a cell: the plain text of each output, glued numbers by name."""
    texts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            texts.append(output.text)
            continue
        data = output.get("data", {})
        if GLUE in data:
            name = output.metadata["scrapbook"]["name"]
            texts.append(f"{name} = {data[GLUE]}")
        elif PLAIN in data:
            texts.append(data[PLAIN])
    return texts


def expected_path(chapter: Path, root: Path) -> Path:
    """File that holds a chapter's reviewed outputs."""
    return root / "tests" / "expected" / f"{chapter.stem}.yaml"


class _Block(str):
    """Text that YAML writes as a literal block, so that a diff is readable."""


def _represent(dumper, text):
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(_Block, _represent)


def reviewed_cells(notebook: nbformat.NotebookNode) -> list[dict]:
    """What the file of reviewed outputs holds of an executed notebook, one entry per code cell."""
    return [
        {
            "cell": cell.source.strip().splitlines()[-1] if cell.source.strip() else "",
            "outputs": [_Block(tidy(text)) for text in reviewed_outputs(cell)],
        }
        for cell in code_cells(notebook)
    ]


def write_expected(notebook: nbformat.NotebookNode, path: Path) -> bool:
    """Write the reviewed outputs of an executed notebook; tells whether the file changed."""
    cells = reviewed_cells(notebook)
    text = yaml.dump(cells, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def tidy(text: str) -> str:
    """Text as it is stored and compared."""
    # YAML's literal blocks keep neither tabs nor spaces at line ends.
    return "\n".join(line.rstrip() for line in text.splitlines())


def read_expected(path: Path) -> list[dict]:
    """Reviewed outputs of a chapter, one entry per code cell; empty if there are none."""
    return parse_expected(path.read_text(encoding="utf-8")) if path.exists() else []


def parse_expected(text: str) -> list[dict]:
    """Reviewed outputs from the text of their file."""
    return yaml.safe_load(text) or []
