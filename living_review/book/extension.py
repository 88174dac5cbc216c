"""Sphinx extension of the book.

It runs the chapters that are touched before Sphinx reads them, hands their outputs to MyST-NB
through its cache, writes formulas as MathML, says on every page which edition it is, and
exports the data beside the pages. Nothing on a page is loaded from another origin.
"""

import html
import json
import os
import posixpath
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

from living_review.book import (
    directives,
    exports,
    freshness,
    gate,
    head,
    icons,
    inputs,
    linked_data,
    notebooks,
    records,
    redirects,
    references,
    search_index,
    sharing,
    warm_kernels,
)
from living_review.book.execution import FAILED, Executor, print_progress
from living_review.book.explanations import explained
from living_review.book.math import render_display, render_inline
from living_review.book.record_links import with_record_links
from living_review.evidence import edition_in_hand, identity, keys, tables
from living_review.machine.bytecode import compile_by_content
from living_review.pages.claim_card import anchor
from living_review.pages.heartbeat import heartbeat_html
from living_review.pages.notices import retracted_html
from living_review.pages.record_pages.addresses import identifiers
from living_review.pages.retirement import farewell_html

ANSI = re.compile(r"\x1b\[[0-9;]*m")
LOGGER = logging.getLogger(__name__)
STATIC = Path(__file__).resolve().parent / "static"
TEMPLATES = Path(__file__).resolve().parent / "templates"
# Scripts of the theme that the book does not use and whose absence a page does not notice.
UNUSED_SCRIPTS = ("sphinx-thebe.js", "scripts/fontawesome.js", "design-tabs.js")
UNUSED_STYLES = ("sphinx-thebe.css",)
# Scripts that only some pages need, with what these hold.
SCRIPTS_FOR = {
    "findings.js": "review-findings",
    "pooling.js": "review-own",
    "own_choice.js": "review-own",
    "own_drawing.js": "review-own",
    "own_review.js": "review-own",
}
# What makes a page of its Markdown, beside MyST: a change has all of them read again.
READ_BY = [Path(__file__).with_name(f"{name}.py") for name in ("directives", "roles")]
TEXT = '<span id="review-text" tabindex="-1"></span>'  # where the link past all navigation leads
CLAIM, CLAIM_ANCHOR = 'class="review-claim"', re.compile(r'class="review-claim" id="([a-z0-9-]+)"')
# Others read what this one sets while the head is still being read.
NOT_DEFERRED = "documentation_options.js"
# ARIA 1.2 deprecates the role of entries, and a list without list items is none.
DEPRECATED_ROLES = (' role="doc-biblioentry"', ' role="list" class="citation-list"')


def page_fingerprint(root: Path) -> str:
    """Digest of what every page is made with, beyond its own text; a change rewrites them all."""
    with tables.frozen():  # every page links identifiers, and says how far was searched
        said = json.dumps([identifiers(), tables.read("trials", ("trial",))["trial"].tolist()])
    files = (
        *sorted(Path(__file__).parent.glob("*.py")),
        Path(edition_in_hand.__file__),
        *sorted(TEMPLATES.glob("*")),
        *(file for file in sorted(STATIC.rglob("*")) if file.is_file()),
        *(root / name for name in ("requirements.txt", edition_in_hand.REGISTER)),
        # Names of authors and years, and the title of the review, stand on many pages.
        *(root / name for name in (tables.BIBLIOGRAPHY, tables.CITATION)),
    )
    return keys.digest_of(
        keys.digest_of_files(files, root),
        said,
        heartbeat_html(),
        retracted_html(""),
        farewell_html("", {}),
    )


def chapter_paths(app: Sphinx) -> dict[str, Path]:
    """Document name → file of every chapter of the book that has code cells."""
    found = {}
    for docname in sorted(app.env.found_docs):
        path = Path(app.env.doc2path(docname))
        if path.suffix == ".md" and notebooks.has_cells(path.read_text(encoding="utf-8")):
            found[docname] = path
    return found


def executor(app: Sphinx) -> Executor:
    """The keeper of the chapters' outputs for this build folder."""
    return Executor(Path(app.srcdir) / ".cache" / "chapters")


def refresh_chapters(app: Sphinx, env, added, changed, removed) -> list[str]:
    """Run the touched chapters; Sphinx reads what changed again, whatever it thinks of its age."""
    if not gate.passed():
        raise ExtensionError("the data are not sound")  # which the command tells in full
    outdated = freshness.outdated(app)
    if not app.config.review_execute:
        return sorted(outdated)
    paths = chapter_paths(app)
    keeper = executor(app)
    try:
        touched = set(keeper.run_touched(list(paths.values()), print_progress))
    except RuntimeError as error:
        raise ExtensionError(f"{FAILED}\n{ANSI.sub('', str(error))}\n{FAILED}") from None
    try:
        filled = _fill_cache(app, keeper, paths)
    except Exception:  # a damaged cache fails in many ways, and holds nothing that is not elsewhere
        LOGGER.info("the cache of executed chapters can't be read, and is made again")
        shutil.rmtree(app.env.mystnb_config.execution_cache_path, ignore_errors=True)
        filled = _fill_cache(app, keeper, paths)
    if touched:
        LOGGER.info("chapters run: %s", ", ".join(sorted(p.stem for p in touched)))
    ran = {doc for doc, path in paths.items() if path in touched}
    return sorted(outdated | ran | filled)


def _fill_cache(app: Sphinx, keeper: Executor, paths: dict[str, Path]) -> set[str]:
    """Put the executed chapters where MyST-NB looks for them; returns documents that changed."""
    import nbformat
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn

    cache = get_cache(app.env.mystnb_config.execution_cache_path)
    filled = set()
    app.env.review_made = getattr(app.env, "review_made", {})
    for docname, path in paths.items():
        # MyST-NB's own reading of the chapter is what it will look up, so that is what is stored.
        notebook = _as_read_by_myst(app, path)
        executed = nbformat.read(keeper.output(path), as_version=4)
        cells = notebooks.code_cells(executed)
        directive_cells = notebooks.of_directives(cells)
        made = directives.made_by(directive_cells)
        if app.env.review_made.get(docname) != made:
            app.env.review_made[docname] = made
            filled.add(docname)
        outputs = [cell.outputs for cell in cells if cell not in directive_cells]
        for number, (cell, out) in enumerate(
            zip(notebooks.code_cells(notebook), outputs, strict=True), 1
        ):
            cell.outputs, cell.execution_count = out, number
        try:
            record = cache.match_cache_notebook(notebook)
            known = cache.get_cache_bundle(record.pk).nb
            same = [c.outputs for c in notebooks.code_cells(known)] == outputs
        except KeyError:
            same = False
        if not same:
            bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": 0})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            filled.add(docname)
    return filled


def _as_read_by_myst(app: Sphinx, path: Path):
    from myst_nb.core.read import create_nb_reader

    text = path.read_text(encoding="utf-8")
    reader = create_nb_reader(str(path), app.env.myst_config, app.env.mystnb_config, text)
    if reader is None:
        raise RuntimeError(
            f"{path.name} has code cells but no kernel header: copy the first lines "
            "of another chapter (jupytext and kernelspec)"
        )
    return reader.read(text)


def complete_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree):
    """Say on every page which edition it is, and mend what the theme leaves undone."""
    freshness.note_page(app, pagename)
    edition = edition_in_hand.current()
    up = posixpath.relpath(".", posixpath.dirname(pagename) or ".")
    versions = posixpath.normpath(posixpath.join(up, "..", edition_in_hand.VERSIONS_SCRIPT))
    script = (
        f'<script defer src="{versions}" data-edition="{html.escape(edition["version"])}"></script>'
    )
    context["masthead"] = head.masthead(head.links(app), f"{up}/")
    context["help"] = app.config.review_help
    if "body" not in context:  # search and index are made by templates alone
        context["metatags"] = context.get("metatags", "") + script
    else:
        for role in DEPRECATED_ROLES:
            context["body"] = context["body"].replace(role, "")
        context["metatags"] = context.get("metatags", "") + sharing.metadata(
            context["body"], context, pagename
        )
        sharing.write_picture(Path(app.outdir), pagename, context.get("title", ""), context["body"])
        if pagename == app.config.root_doc:
            told = farewell_html(f"{up}/", app.config.review_taken_over)
            context["body"] = context["body"].replace("</h1>", f"</h1>{told}", 1)
        context["body"] = TEXT + context["body"] + head.links_at_the_end(app, up, pagename)
        context["body"] = with_record_links(context["body"], f"{up}/")
        context["body"] = explained(context["body"], app.env.review_explanations)
        context["body"] += (
            f'<p class="review-edition" data-nosnippet>{_which_edition(edition)}</p>{script}'
        )
        if CLAIM in context["body"]:
            context["body"] += _linked_data(context["body"])
    kept = [script for script in context.get("script_files", []) if not _is_unused(script)]
    for name, needed_by in SCRIPTS_FOR.items():
        if needed_by not in context.get("body", ""):
            kept = [script for script in kept if _named(script).rsplit("/", 1)[-1] != name]
    context["script_files"] = kept if pagename == "search" else [_deferred(s) for s in kept]
    context["css_files"] = [
        style for style in context.get("css_files", []) if not _named(style).endswith(UNUSED_STYLES)
    ]


def _which_edition(edition: dict) -> str:
    """Which edition a page is of; a sheet of paper, which has lost its folder, names the review."""
    told = html.escape(edition_in_hand.in_words(edition))
    named = html.escape(f"{identity.title()}. {edition_in_hand.name(edition)}.")
    return (
        f'<span class="review-on-screen">{told}</span> <span class="review-on-paper">{named}</span>'
    )


def _linked_data(body: str) -> str:
    """The claims of a page with their verdicts, as JSON-LD."""
    here = set(CLAIM_ANCHOR.findall(body))
    found = exports.verdicts()
    found = found[found["claim_id"].map(lambda claim_id: anchor(claim_id) in here)]
    text = json.dumps(linked_data.graph(found, ".."), ensure_ascii=False, sort_keys=True)
    return f'<script type="application/ld+json">{text.replace("<", chr(92) + "u003c")}</script>'


def _deferred(script):
    """The same script, run after the text and the figures are read, if it can wait."""
    attributes = getattr(script, "attributes", {"body": ""})
    if {"body", "async", "defer"} & set(attributes) or script.filename.endswith(NOT_DEFERRED):
        return script
    return type(script)(
        script.filename, priority=script.priority, **{**attributes, "defer": "defer"}
    )


def _named(script) -> str:
    return str(getattr(script, "filename", script))


def _is_unused(script) -> bool:
    """Whether a script belongs to a part of the theme that the book does not use."""
    inline = str(getattr(script, "attributes", {}).get("body", ""))
    name = _named(script)
    return name.endswith(UNUSED_SCRIPTS) or "thebe" in name.lower() or "THEBE" in inline


def finish(app: Sphinx, error: Exception | None):
    """Write what stands beside the pages: the Vega bundle and the exported data."""
    if error or app.builder.name != "html":
        return
    out = Path(app.outdir)
    exports.write_vega(out / "_static")
    exports.write_scripts(STATIC, out / "_static")
    exports.write_data(out / "data")
    records.write_records(out, head.links(app))
    search_index.write_index(out)
    # The web font draws the icons; the script that would draw them again weighs half a megabyte.
    for script in (out / "_static").glob("scripts/fontawesome.js"):
        script.write_text("", encoding="utf-8")
    for path in (out / "_static").rglob("*.map"):
        path.unlink()  # for whoever mends the theme, and larger than all else together
    icons.trim(out)
    freshness.remove_pages_without_chapter(app)
    redirects.write_redirects(out / "chapters", app.config.review_moved)
    freshness.note_what_was_built(app)


def setup(app: Sphinx) -> dict:
    """Register the extension."""
    references.register()
    app.setup_extension("living_review.book.roles")
    app.setup_extension("living_review.book.directives")
    app.add_config_value("review_execute", True, "")
    app.add_config_value("review_made_by", "", "html")
    app.add_config_value("review_read_by", "", "env")
    app.add_config_value("review_moved", {}, "")
    app.add_config_value("review_links", {}, "html")
    app.add_config_value("review_help", {}, "html")
    app.add_config_value("review_taken_over", {}, "html")
    app.add_html_math_renderer(
        "mathml", inline_renderers=(render_inline, None), block_renderers=(render_display, None)
    )

    def configure(app, config):
        os.environ[tables.ROOT] = str(app.srcdir)  # the folder being built is the one that is read
        compile_by_content()
        if config.review_execute:
            warm_kernels.prepare()
        config.html_static_path = [*config.html_static_path, str(STATIC)]
        config.templates_path = [*config.templates_path, str(TEMPLATES)]
        config.html_math_renderer = "mathml"
        config.review_made_by = page_fingerprint(Path(app.srcdir))
        config.review_read_by = keys.digest_of(*(path.read_bytes() for path in READ_BY))
        config.exclude_patterns = [*config.exclude_patterns, "README.md", "CONTRIBUTING.md"]

    app.add_post_transform(inputs.InputsBelow)
    app.add_post_transform(inputs.CaptionsWithin)
    app.connect("config-inited", configure, priority=900)
    app.connect("builder-inited", freshness.reread_bibliography, priority=1)
    app.connect("env-get-outdated", refresh_chapters)
    app.connect("doctree-read", freshness.refuse_numbers_of_other_pages)
    app.connect("env-updated", references.remember, priority=100)  # before they are written
    app.connect("env-updated", freshness.pages_to_write, priority=900)
    app.connect("html-page-context", complete_page, priority=900)
    app.connect("build-finished", finish)
    app.add_css_file("review.css")
    app.add_css_file("print.css", media="print")
    # What one needs of another comes before it.
    for script in (
        "review.js",
        "linked_marks.js",
        "legend_buttons.js",
        "explained.js",
        *SCRIPTS_FOR,
        "tools.js",
    ):
        app.add_js_file(script, loading_method="defer")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
