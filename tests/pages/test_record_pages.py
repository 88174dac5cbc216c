"""Record pages: one for each claim, trial and table, with an anchor for each row."""

import json
import re

import grimp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shares import first_of

from living_review.book import record_links, records
from living_review.evidence import tables
from living_review.pages.page_table import PageTable
from living_review.pages.record_pages import addresses
from living_review.pages.record_pages.claim import claim_record
from living_review.pages.record_pages.table import Rows
from living_review.pages.record_pages.trial import RESULTS, trial_record
from living_review.synthesis.verdicts.claims import Claim

ANCHOR = re.compile(r'<article id="([^"]+)"')


def page(record) -> str:
    return records.in_html(record)


@pytest.mark.parametrize("table", first_of(tables.table_names(), 10))
def test_every_row_of_a_table_has_one_anchor_and_all_that_it_says(table):
    rows = Rows(table)
    shown = rows.to_html()
    anchors = ANCHOR.findall(shown)
    wanted = [
        addresses.row_anchor(*(str(row[column]) for column in rows.key))
        for _, row in rows.rows.iterrows()
    ]
    assert anchors == wanted
    assert len(set(anchors)) == len(rows.rows)


@pytest.mark.parametrize("claim_id", first_of(tables.read("claims")["claim_id"], 10))
def test_the_record_of_a_claim_tells_verdict_evidence_and_readings(claim_id):
    shown = page(claim_record(claim_id))
    claim = Claim(claim_id)
    if claim.parts:
        assert all(f"{part.lower()}.html" in shown for part in claim.parts)
        return
    assert f">{claim.verdict}</span>" in shown
    for row_id in claim.links["row_id"]:
        assert f'{addresses.row_address(tables.table_of(row_id), row_id)}"' in shown
    for reading in claim.readings.values():
        assert addresses.row_address("readers", reading["reader"]) in shown
    graph = json.loads(re.search(r"ld\+json\">(.+?)</script>", shown, re.DOTALL)[1])
    assert [node["identifier"] for node in graph["@graph"] if "identifier" in node] == [claim_id]


@pytest.mark.parametrize("trial", first_of(tables.read("trials")["trial"], 5))
def test_the_record_of_a_trial_leads_to_every_row_that_was_read_of_it(trial):
    shown = page(trial_record(trial))
    for table, column in RESULTS.items():
        for row_id in tables.read(table, **{column: trial})["row_id"]:
            assert f'{addresses.row_address(table, row_id)}"' in shown


def test_text_of_the_data_is_escaped(project):
    project.edit(
        "data/claims.csv", "SSRIs and SNRIs cause death", "SSRIs & <b>SNRIs</b> cause death"
    )
    shown = page(claim_record("S2-05"))
    assert "SSRIs &amp; &lt;b&gt;SNRIs&lt;/b&gt; cause death" in shown
    assert "<b>SNRIs" not in shown


@pytest.mark.long
def test_only_records_whose_answers_changed_are_written_again(project, tmp_path, monkeypatch):
    few = ["records/claims/s2-05.html", "records/claims/s1-03.html", "records/data/readers.html"]
    every = records.wanted()
    monkeypatch.setattr(records, "wanted", lambda _: {name: every[name] for name in few})
    assert records.write_records(tmp_path) == few
    assert records.write_records(tmp_path) == []
    project.edit("data/readers.csv", "First reading of every", "Earliest reading of every")
    assert records.write_records(tmp_path) == few[2:]
    (tmp_path / few[0]).write_text("edited by hand")
    assert records.write_records(tmp_path) == few[:1]
    few.pop()
    assert records.write_records(tmp_path) == []
    assert not (tmp_path / "records/data/readers.html").exists()


def test_the_code_of_records_is_the_code_that_their_key_covers():
    graph = grimp.build_graph("living_review", cache_dir=None)
    reached = {records.__name__} | graph.find_upstream_modules(records.__name__)
    covered = {f"living_review.{room}" for room in records.ROOMS}
    named = {
        "living_review." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in records.MODULES
    }
    left = {m for m in reached if ".".join(m.split(".")[:2]) not in covered} - named
    assert left <= {"living_review", "living_review.book"}


def test_identifiers_of_a_page_lead_to_their_records():
    known = tables.read("biomarker_values")["row_id"].iloc[0]
    body = f"<p>See {known}, not x{known}, <code>S2-05</code> and <a href='#'>{known}</a>.</p>"
    linked = record_links.with_record_links(body, "../")
    assert linked.count("record-link") == 2
    assert f'<a class="record-link" href="../records/data/biomarker_values.html#{known}">' in linked
    assert '<code><a class="record-link" href="../records/claims/s2-05.html">S2-05</a>' in linked


def test_rows_of_a_table_lead_to_the_record_that_they_are_of():
    rows = tables.read("trial_adverse_events").head(1).assign(name="A trial")
    shown = PageTable(rows, "Events", {"name": "Trial", "event": "Event"}).to_html()
    linked = record_links.with_record_links(shown, "../")
    assert f'href="../{addresses.trial_address(rows["trial"].iloc[0])}">A trial</a>' in linked
    shown = PageTable(rows, "Events", {"event": "Event"}).to_html()
    linked = record_links.with_record_links(shown, "../")
    assert (
        f'href="../{addresses.row_address("trial_adverse_events", rows["row_id"].iloc[0])}"'
        in linked
    )


TEXTS = st.text(alphabet='aS2-05<>/&;" \n\u00e9', max_size=60)


@pytest.mark.long
@given(TEXTS)
def test_linking_changes_no_text_of_a_page(text):
    """Whatever stands on a page, linking only adds links."""
    linked = record_links.with_record_links(f"<p>{text}</p>", "../")
    assert re.sub(r'<a class="record-link"[^>]*>([^<]*)</a>', r"\1", linked) == f"<p>{text}</p>"
