"""Which pages of the last build still stand: their bytes decide, never their times.

Sphinx compares the times of files. A checkout, a restored copy or a full disk can leave an old
page, a cut one or a page without its chapter behind newer times. So the digest of each source
stands in Sphinx's own memory of what it read, and that of each page in a list of what was built.
"""

import json
from pathlib import Path

from docutils import nodes
from myst_nb.ext.glue.utils import PendingGlueReference
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from living_review.book.explanations import explanations
from living_review.evidence import keys, tables

LIST = Path(".cache") / "pages-built"


def outdated(app: Sphinx) -> set[str]:
    """Documents whose source is not the one that was read last, or whose page is damaged."""
    env = app.env
    paths = {name: Path(env.doc2path(name)) for name in env.found_docs}
    now = {name: keys.digest_of(path.read_bytes()) for name, path in paths.items()}
    before = getattr(env, "review_sources", {})
    # Taken before they are read: one that is saved in between is read again next time.
    env.review_sources = now
    changed = {name for name, digest in now.items() if before.get(name) != digest}
    built = _built(app)
    return changed | {name for name in now if built.get(name) != _digest_of_page(app, name)}


def _made_of(app: Sphinx, name: str) -> list[Path]:
    doctree = Path(app.doctreedir) / f"{name}.doctree"
    return [Path(app.builder.get_outfilename(name)), doctree]


def _digest_of_page(app: Sphinx, name: str) -> str:
    files = _made_of(app, name)
    if not all(file.is_file() for file in files):
        return "damaged"
    return keys.digest_of_files(files, Path(app.outdir))


def _built(app: Sphinx) -> dict[str, str]:
    found = keys.kept(Path(app.srcdir) / LIST)
    return json.loads(found.content) if found else {}


def note_what_was_built(app: Sphinx):
    """Keep a digest of each page, so that the next build finds a damaged one.

    Where the build warned of anything, the pages that it wrote are not noted: the next build
    makes them again and warns again, instead of finding nothing to do.
    """
    found = {name: _digest_of_page(app, name) for name in sorted(app.env.found_docs)}
    if app._warncount:
        before, written = _built(app), getattr(app, "review_written", set())
        found = {
            name: digest
            for name, digest in found.items()
            if name not in written and before.get(name) == digest
        }
    content = json.dumps(found, indent=1).encode()
    keys.keep(Path(app.srcdir) / LIST, app.builder.name, content)


def note_page(app: Sphinx, pagename: str):
    """Remember that a page is written in this build."""
    app.review_written = getattr(app, "review_written", set()) | {pagename}


def reread_bibliography(app: Sphinx):
    """Have the bibliography parsed again if its bytes are not those that were parsed last."""
    now = keys.digest_of(tables.read_bytes(tables.BIBLIOGRAPHY))
    domain = app.env.get_domain("cite")
    if getattr(app.env, "review_bibliography", None) != now:
        domain.data["bibdata"] = domain.bibdata._replace(bibfiles={})
    app.env.review_bibliography = now


def pages_to_write(app: Sphinx, env) -> list[str]:
    """All documents, if the list of pages beside each, or what a term means, is not as it was."""
    order = tables.read_bytes(tables.CONTENTS).decode("utf-8")
    titles = {name: title.astext() for name, title in env.titles.items()}
    env.review_explanations = explanations(env)
    now = keys.digest_of(order, json.dumps([titles, env.review_explanations], sort_keys=True))
    before, env.review_navigation = getattr(env, "review_navigation", None), now
    return [] if before == now else sorted(env.found_docs)


def refuse_numbers_of_other_pages(app: Sphinx, doctree: nodes.document):
    """Stop where a number is glued from another page: it would stay as it was when that ran.

    Raises
    ------
    sphinx.errors.ExtensionError
        Naming the chapter and the number.
    """
    for node in doctree.findall(PendingGlueReference):
        raise ExtensionError(
            f"{app.env.docname}: the number {node.key!r} is glued from another page, and would "
            "not follow it: glue it in a cell of this one"
        )


def remove_pages_without_chapter(app: Sphinx):
    """Remove the pages, in the folders of chapters, that no chapter stands behind."""
    found = app.env.found_docs
    kept = {Path(app.builder.get_outfilename(name)) for name in found}
    for folder in {path.parent for path in kept} - {Path(app.outdir)}:
        for page in set(folder.glob("*.html")) - kept:
            page.unlink()
            name = page.relative_to(app.outdir).with_suffix(".doctree")
            (Path(app.doctreedir) / name).unlink(missing_ok=True)
