"""The parts of the benchmark that compute: edits, copies of chapters, weights, the report."""

import ast
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from benchmarks import builds, growth, pages, pooling, report, sites
from benchmarks.__main__ import MEASURES, run
from living_review.evidence import data_check, tables
from living_review.statistics.meta_analysis import fit_many
from living_review.workshop.prose.chapter_trees import chapter_trees
from living_review.workshop.prose.declared import declared
from living_review.workshop.prose.lint import DECLARED, Lint


@pytest.mark.long
def test_a_datum_is_raised_by_its_last_digit_and_put_back(project):
    datum = next(d for d in builds.data_to_edit() if d.table == "printed_statistics")
    edit = datum.edit("a datum")
    path = project.root / edit.file
    before = path.read_bytes()
    first = tables.read("printed_statistics")
    with builds.applied(edit, project.root):
        changed = tables.read("printed_statistics")
        assert (first != changed).sum().sum() == 1
        raised = (changed, first)
        new, old = (float(frame[datum.column][datum.line]) for frame in raised)
        assert new > old
        assert data_check.check_data() == []
    assert path.read_bytes() == before


def test_an_edit_is_put_back_when_the_build_fails(project):
    edit = builds.data_to_edit()[0].edit("a datum")
    before = (project.root / edit.file).read_bytes()
    with pytest.raises(RuntimeError), builds.applied(edit, project.root):
        raise RuntimeError
    assert (project.root / edit.file).read_bytes() == before


def test_data_to_edit_are_printed_decimals():
    found = builds.data_to_edit()
    assert len(found) > 50
    for datum in found:
        assert "." in tables.read(datum.table)[datum.column][datum.line]
    assert not {datum.table for datum in found} & {"claims", "lookups"}


def test_who_asked_for_a_datum_is_known_from_the_records(project):
    bench = builds.Workbench(project.root)
    folder = project.root / ".cache" / "chapters"
    folder.mkdir(parents=True)
    asked = {
        "whole": ["rows", "printed_statistics", [], {}],
        "this": ["rows", "printed_statistics", ["value"], {"row_id": "S1-N01"}],
        "other-row": ["rows", "printed_statistics", ["value"], {"row_id": "S1-N02"}],
        "other-column": ["rows", "printed_statistics", ["unit"], {}],
        "file": ["file", "protocol.yaml"],
    }
    for name, question in asked.items():
        (folder / f"{name}.json").write_text(json.dumps({"reads": [json.dumps(question)]}))
    datum = builds.Datum("printed_statistics", 0, "value")
    assert bench.readers([datum]) == {datum: ["this", "whole"]}
    assert builds.most_and_commonly_read(bench)[0].table == "printed_statistics"


def test_an_edit_that_changes_nothing_is_refused(project):
    edit = builds.Edit("nothing", "README.txt", lambda text: text)
    (project.root / "README.txt").write_text("x")
    with pytest.raises(ValueError, match="changes nothing"), builds.applied(edit, project.root):
        pass


@pytest.mark.parametrize("chapter", ["zinc.md", "methods.md"])
def test_a_sentence_grows_by_a_word_and_types_no_number(chapter, tmp_path):
    path = tables.root() / "chapters" / chapter
    text = path.read_text(encoding="utf-8")
    changed = builds.sentence_edit(path, "a sentence").change(text)
    assert len(changed) - len(text) == len(" indeed")
    (tmp_path / "chapters").mkdir()
    shutil.copy(tables.root() / "_config.yml", tmp_path)
    (tmp_path / "chapters" / chapter).write_text(changed, encoding="utf-8")
    search = Lint(declared(tables.root() / DECLARED))
    ((name, tree),) = chapter_trees(tmp_path)
    assert search.typed_numbers(name, tree) == []


def test_a_function_gets_a_statement_and_still_parses():
    text = "def one(x):\n    return x\n\n\ndef two(x):\n    y = x\n    return y\n"
    changed = builds.function_edit("m.py", "a function").change(text)
    assert "    y = x\n    _ = None\n    return y" in changed
    ast.parse(changed)


def test_copies_of_chapters_have_labels_and_first_cells_of_their_own(project):
    bench = builds.Workbench(project.root)
    real = len(bench.chapters(True))
    growth.grow(bench, real + 3)
    assert len(bench.chapters(True)) == real + 3
    copies = sorted(project.root.glob("chapters/copy-*.md"))
    assert len(copies) == 3
    toc = (project.root / "_toc.yml").read_text()
    for copy in copies:
        assert f"chapters/{copy.stem}" in toc
        assert "\n# copy " in copy.read_text(encoding="utf-8")


def test_what_is_asked_twice_is_weighed_once_and_the_bundle_apart():
    weights = {"/a.css": 1500, pages.BUNDLE: 300_000}
    asked = ["http://h/a.css", "http://h/a.css?v=1", f"http://h{pages.BUNDLE}", "data:image/png,x"]
    assert pages.first_load(asked, weights.get) == (1.5, 300.0)


def test_the_floor_is_the_page_with_its_first_picture_and_no_script():
    def figure(name: str) -> str:
        spec = '<script type="application/json" class="review-spec">{}</script>'
        wide, narrow = (
            f'<div class="review-view review-{view}"><svg>{view} {name}</svg></div>{spec}</div>'
            for view in ("wide", "narrow")
        )
        return f'<figure class="review-figure" id="{name}">{spec}{wide}{narrow}Data</figure>'

    page = f"<script src=a.js></script><p>Text</p>{figure('one')}<p>{figure('two')}</p>"
    picture = "<svg>narrow one</svg></div>"
    kept = f'<div class="review-view review-narrow" data-live="true">{picture}</div>'
    assert pages.floor(page) == f"<p>Text</p>{kept}<p></p>"


def test_text_is_sent_compressed_and_what_is_not_there_is_nothing(tmp_path):
    (tmp_path / "a.css").write_text("a" * 5000)
    body, kind = pages.transferred(tmp_path, "/a.css", {})
    assert kind == "text/css"
    assert len(body) < 100
    assert pages.transferred(tmp_path, "/b.css", {}) == (b"", "")


def test_the_report_compares_medians():
    one = builds.Build(10.0, 500.0, ())
    rounds = [{builds.STOCK: one, builds.COLD: builds.Build(4.0, 700.0, ("a", "b"))}]
    text = builds.in_words(rounds, 2)
    assert "| ours, from nothing | 4.0 | 0.40 | 0.42 | a, b | 700 |" in text
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        report.table(["a", "b"], [["x"]])


def test_only_named_parts_are_measured_and_the_report_is_kept(project, monkeypatch):
    monkeypatch.setitem(MEASURES, "growth", lambda: "## Growth\n\nmeasured")
    monkeypatch.setitem(MEASURES, "builds", lambda: pytest.fail("not asked for"))
    told = run("growth")
    kept = Path(project.root / "_build" / "bench.md").read_text(encoding="utf-8")
    assert "measured" in kept
    assert "measured" in told
    with pytest.raises(SystemExit, match="bench has no part gardens"):
        run("gardens")


def test_the_plain_loop_finds_what_the_batch_finds():
    y, v = pooling.studies(5, 12)
    ours = fit_many(y, v).tau2
    for i in range(5):
        assert pooling.plain_reml(y[i], v[i]) == pytest.approx(ours[i], abs=2e-5)
    assert np.ravel(pooling.by_pymare(y, v).params_["tau2"]) == pytest.approx(ours, abs=1e-4)


def test_the_chapters_of_the_website_that_is_measured_are_few_and_short():
    found = sites.few_chapters(builds.Workbench(tables.root()))
    assert len(found) == sites.FEW
    for path in found:
        assert ".md)" not in sites.standing_alone(path.read_text(encoding="utf-8"))


def test_what_a_further_edition_costs_is_told_in_builds():
    text = sites.in_words([["2", "9.0", "1.8", "1.0", "0.20"]], {2: 9.0, 5: 24.0}, 5.0)
    assert "each further edition costs 1.00 of that" in text
    assert "| 2 | 9.0 | 1.8 | 1.0 | 0.20 |" in text
