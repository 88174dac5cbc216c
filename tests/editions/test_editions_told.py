"""Feeds, metadata and the page of editions: valid, complete, and the same wherever they stand."""

import csv
import hashlib
import html.parser
import json
import shutil
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from kept_folder import CLAIM, HISTORY, MOVED_TO, POOL, RESULT, Folder, mend, move

from living_review.editions import feeds, history, metadata, pages, words
from living_review.editions.changes import Changes
from living_review.editions.kept_data import KeptData
from living_review.editions.news import news_of
from living_review.evidence import identity, tables
from living_review.search.heartbeat import CURRENT, LATE, Change, Heartbeat
from living_review.synthesis.trials.results import NUMBERS

ROOT = tables.root()
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@dataclass(frozen=True)
class Row:
    """A row of the register."""

    version: str
    date: str
    tree: str = "b" * 40
    commit: str = "c" * 40
    lock: str = "d" * 64
    words: str = "e" * 64
    archive: str = ""
    moved: tuple[str, ...] = ()
    why: str = "Something < else & more."
    question: str = ""
    doi: str = ""
    origin: str = ""


FIRST = Row("0.1.0", "2026-12-01", "a" * 40, why="The first one.")
SECOND = Row(
    "0.2.0",
    "2027-01-03",
    moved=("A study came in", "A verdict is *overstated* & no more"),
    question="E1 is *clearer*.",
    archive="f" * 64,
    origin="archive",
)
EDITIONS = (SECOND, FIRST)
URL = "https://example.org/some/path/"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A site with two editions: one study in, one corrected, one verdict moved."""
    site = tmp_path_factory.mktemp("site")
    first = Folder.new(site / "0.1.0" / "data")
    second = first.copy(site / "0.2.0" / "data")
    second.add_study()
    mend(second)
    move(second)
    second.edit_pool(estimate=-0.55)
    years = [
        {
            "year": 2020,
            "came_in": ["a"],
            "known": 1,
            "trials": 1,
            "people": 40,
            **dict.fromkeys(NUMBERS),
        },
        {
            "year": 2021,
            "came_in": [],
            "known": 2,
            "trials": 2,
            "people": 80,
            "estimate": -0.4,
            "low": -0.9,
            "high": 0.1,
            "predicted_low": -1.0,
            "predicted_high": 0.2,
        },
    ]
    second.write("results.json", {"pools": second.read("results.json")["pools"], "by_year": years})
    for version in ("0.1.0", "0.2.0"):
        (site / version / "index.html").write_text("<p>Start</p>")
        (site / version / "_static").mkdir()
        (site / version / "_static" / "theme.css").write_text("p {}")
    shutil.copytree(site / "0.2.0" / "data", site / "data")
    (site / "archives").mkdir()
    (site / "archives" / "0.2.0.tar.gz").write_bytes(b"archive")
    return site


@pytest.fixture
def site(built, tmp_path) -> Path:
    return shutil.copytree(built, tmp_path / "site")


# Feeds


@pytest.fixture(scope="module")
def atom():
    from lxml import etree

    return etree.RelaxNG(etree.parse(str(ROOT / "tests" / "editions" / "atom.rng")))


@pytest.mark.parametrize("url", ["", URL])
def test_feeds_are_valid_atom(site, atom, url):
    from lxml import etree

    for path in feeds.write(site, EDITIONS, url):
        assert atom.validate(etree.parse(str(path))), atom.error_log


def test_the_schema_of_atom_refuses_what_is_no_feed(atom):
    from lxml import etree

    bare = '<feed xmlns="http://www.w3.org/2005/Atom"><title>No id</title></feed>'
    assert not atom.validate(etree.fromstring(bare))


def _entries(path: Path) -> list[ET.Element]:
    return ET.parse(path).getroot().findall("a:entry", ATOM)


def _of(entry: ET.Element, name: str) -> str:
    return entry.findtext(f"a:{name}", namespaces=ATOM)


def test_feed_of_editions_has_each_with_its_reason(site):
    feeds.write(site, EDITIONS, URL)
    entries = _entries(site / "feed.xml")
    assert [_of(e, "title") for e in entries] == ["Edition 0.2.0", "Edition 0.1.0"]
    assert _of(entries[0], "summary") == (
        "Something < else & more. A study came in. A verdict is “overstated” & no more."
    )
    assert entries[0].find("a:link", ATOM).get("href") == f"{URL}0.2.0/index.html"
    assert ET.parse(site / "feed.xml").getroot().findtext("a:updated", namespaces=ATOM) == (
        "2027-01-03T00:00:00Z"
    )


def test_feed_of_verdicts_has_exactly_the_one_that_moved(site):
    feeds.write(site, EDITIONS)
    (entry,) = _entries(site / "verdicts.xml")
    assert _of(entry, "title") == f"{CLAIM}: {HISTORY['verdict']} → {MOVED_TO}"
    assert "A new trial found nothing." in _of(entry, "summary")
    assert entry.find("a:link", ATOM).get("href") == "0.2.0/index.html"


def test_an_entry_of_a_verdict_leads_to_the_claim_where_its_page_is(site):
    chapter = tables.row("claims", CLAIM)["chapter"]
    folder = Folder(site / "0.2.0" / "data")
    folder.edit_verdict(CLAIM, chapter=chapter)
    page = site / "0.2.0" / "chapters" / f"{chapter}.html"
    page.parent.mkdir()
    page.write_text("")
    feeds.write(site, EDITIONS)
    (entry,) = _entries(site / "verdicts.xml")
    place = entry.find("a:link", ATOM).get("href")
    assert place.startswith(f"0.2.0/chapters/{chapter}.html#")


def test_identifiers_stay_when_the_address_moves_and_a_commit_is_rewritten(site):
    def identifiers():
        return [
            _of(entry, "id")
            for name in ("feed.xml", "verdicts.xml", "news.xml")
            for entry in (ET.parse(site / name).getroot(), *_entries(site / name))
        ]

    feeds.write(site, EDITIONS)
    before = identifiers()
    feeds.write(site, [replace(edition, commit="9" * 40) for edition in EDITIONS], URL)
    assert identifiers() == before
    assert len(set(before)) == len(before)


def _put_rows(folder: Path, name: str, rows: list[dict[str, str]]):
    path = folder / "data" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _put_news(folder: Path, publication: str):
    """One work of two records that two readers included, one open work, and two notices."""
    records = [
        {"record": "a:1", "title": "A <new> trial & more"},
        {"record": "b:1", "title": "The same"},
        {"record": "a:2", "title": "Not read yet"},
    ]
    link = {"record": "a:1", "other": "b:1", "relation": "same work", "judged_by": "reader1"}
    decisions = [
        {"record": "a:1", "reader": "reader1", "decided_on": "2027-01-01"},
        {"record": "b:1", "reader": "reader2", "decided_on": "2027-01-05"},
    ]
    full = {"stage": "full text", "decision": "include"}
    notice = {"publication": publication, "kind": "retraction", "source": "PubMed"}
    notices = [
        notice | {"notice": "1", "seen_on": "2027-02-03"},
        notice | {"notice": "2", "seen_on": "2027-02-01"},
    ]
    _put_rows(folder, "search_records", records)
    _put_rows(folder, "record_links", [link])
    _put_rows(folder, "screening_decisions", [row | full for row in decisions])
    _put_rows(folder, "publication_notices", notices)


def test_feed_of_news_tells_of_studies_that_met_the_rules_and_of_retractions(site, atom):
    from lxml import etree

    publication = tables.read("publications")["source"].iloc[0]
    _put_news(site / "0.2.0", publication)
    path = next(path for path in feeds.write(site, EDITIONS, URL) if path.name == feeds.NEWS)
    assert atom.validate(etree.parse(str(path))), atom.error_log
    retracted, study = _entries(path)
    assert [_of(one, "updated")[:10] for one in (retracted, study)] == ["2027-02-01", "2027-01-05"]
    assert _of(study, "title") == "A <new> trial & more"
    assert _of(retracted, "title") == tables.entry(publication)["title"]
    address = study.find("a:link", ATOM).get("href")
    assert address == f"{URL}0.2.0/records/data/search_records.html#a-1"
    whole = ET.parse(path).getroot()
    assert _of(whole, "updated") == "2027-02-01T00:00:00Z"
    ids = {_of(one, "id") for one in (whole, retracted, study)}
    assert len(ids) == len((whole, retracted, study))
    gone = site / "0.2.0" / "data" / "publication_notices.csv"
    gone.write_text(gone.read_text().splitlines()[0] + "\n")
    feeds.write(site, EDITIONS)
    (left,) = _entries(path)
    assert _of(left, "id") == _of(study, "id")


def test_feed_of_news_tells_when_the_state_of_the_searches_changed(site, atom):
    from lxml import etree

    days = date(2027, 1, 1), date(2027, 2, 1), date(2027, 4, 4)
    beat = Heartbeat(2, 2, *days)
    changed = [Change(days[0], CURRENT, beat), Change(date(2027, 2, 2), LATE, beat)]
    path = next(
        path for path in feeds.write(site, EDITIONS, URL, changed) if path.name == feeds.NEWS
    )
    assert atom.validate(etree.parse(str(path))), atom.error_log
    late, current = _entries(path)
    assert [_of(one, "updated")[:10] for one in (late, current)] == ["2027-02-02", "2027-01-01"]
    assert _of(late, "title") == "A search is late"
    said = "Databases searched up to 1 January 2027, next by 1 February 2027."
    assert _of(late, "summary") == _of(current, "summary") == said
    assert late.find("a:link", ATOM).get("href") == f"{URL}0.2.0/index.html"
    known = {_of(one, "id") for one in (late, current)}
    assert len(known) == 2
    (site / "development").mkdir()
    feeds.write(site, EDITIONS, URL, changed[1:])
    (left,) = _entries(path)
    assert _of(left, "id") in known
    assert left.find("a:link", ATOM).get("href") == f"{URL}development/index.html"


def test_the_page_of_editions_announces_every_feed(site):
    written = {path.name for path in feeds.write(site, EDITIONS)}
    pages.write_editions_page(site, EDITIONS)
    page = (site / "editions" / "index.html").read_text(encoding="utf-8")
    for name in written:
        assert f'<link rel="alternate" type="application/atom+xml" href="../{name}"' in page
        assert f'<a href="../{name}">' in page


def test_an_edition_without_those_tables_has_no_news(site):
    kept = KeptData(site / "0.2.0" / "data")
    kept.__dict__["tables"] = {}
    assert news_of(kept) == []


def test_without_an_edition_there_is_no_feed(site):
    assert feeds.write(site, ()) == []


def test_a_feed_holds_no_character_that_xml_lacks(site):
    feeds.write(site, (replace(SECOND, why="Odd \x07 bell"), FIRST))
    assert "Odd  bell" in _of(_entries(site / "feed.xml")[0], "summary")


# Metadata

TERMS = {  # of schema.org, as far as they are used; anything else would be lost in the expansion
    "Claim",
    "ClaimReview",
    "CreativeWork",
    "DataDownload",
    "Dataset",
    "MedicalScholarlyArticle",
    "Organization",
    "PropertyValue",
    "Rating",
    "File",
    "alternateName",
    "appearance",
    "author",
    "bestRating",
    "claimReviewed",
    "contentSize",
    "creator",
    "creditText",
    "description",
    "distribution",
    "encodingFormat",
    "hasPart",
    "headline",
    "identifier",
    "inLanguage",
    "isAccessibleForFree",
    "itemReviewed",
    "name",
    "propertyID",
    "ratingValue",
    "reviewBody",
    "reviewRating",
    "sha256",
    "text",
    "value",
    "version",
    "worstRating",
    "conformsTo",
    "about",
}
ADDRESSES = {"license", "url", "sameAs", "contentUrl", "isBasedOn", "subjectOf"}
DATES = {"datePublished"}


def _context() -> dict:
    schema = "https://schema.org/"
    found = {term: f"{schema}{term}" for term in TERMS}
    found |= {term: {"@id": f"{schema}{term}", "@type": "@id"} for term in ADDRESSES}
    return found | {term: {"@id": f"{schema}{term}", "@type": f"{schema}Date"} for term in DATES}


def _expanded(document: dict) -> list[dict]:
    """Expanded by a library that knows nothing of us, without any request."""
    from pyld import jsonld

    def load(address, options):
        assert address in ("https://schema.org", metadata.CRATE_CONTEXT)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": address,
            "document": {"@context": _context()},
        }

    return jsonld.expand(document, {"documentLoader": load, "base": "https://example.org/e/"})


def _nodes(value):
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item)


def _names(document: dict) -> set[str]:
    """Every property and type that a document uses."""
    found = set()
    for node in _nodes(document["@graph"]):
        found |= {name for name in node if not name.startswith("@")}
        kind = node.get("@type", [])
        found |= {kind} if isinstance(kind, str) else set(kind)
    return found


def _check_nothing_is_lost(document: dict):
    expanded = _expanded(document)
    kept = set()
    for node in _nodes(expanded):
        kept |= {name for name in node if not name.startswith("@")} | set(node.get("@type", []))
    assert {name.rpartition("/")[2] for name in kept} >= _names(document)


@pytest.mark.parametrize("url", ["", URL])
@pytest.mark.parametrize("doi", ["", "10.1234/abc"])
def test_metadata_expands_and_loses_nothing(site, url, doi):
    edition = replace(SECOND, doi=doi)
    metadata.write(site / "0.2.0", edition, url)
    for name in ("metadata.jsonld", "ro-crate-metadata.json"):
        text = (site / "0.2.0" / name).read_text(encoding="utf-8")
        _check_nothing_is_lost(json.loads(text))
        assert ("10.1234/abc" in text) == bool(doi)


def test_claims_expand_with_the_edition_that_judged_them():
    import pandas as pd

    from living_review.book import linked_data
    from living_review.synthesis.verdicts.claims import Claim

    claim = Claim(CLAIM)
    row = {
        "claim_id": CLAIM,
        "claim": "A claim.",
        "chapter": "zinc",
        "verdict": "supported",
        "seed": claim.row["seed"],
        "reason": "Because.",
        "since": "2026-11-21",
    }
    edition = {"version": "0.2.0", "date": "2027-01-03"}
    document = linked_data.graph(pd.DataFrame([row]), "..", edition)
    _check_nothing_is_lost(document)
    assert [node["version"] for node in document["@graph"]] == ["0.2.0", "0.2.0"]


def test_linked_data_names_version_date_and_every_table(site):
    metadata.write(site / "0.2.0", SECOND, URL)
    article, data = json.loads((site / "0.2.0" / "metadata.jsonld").read_text())["@graph"]
    assert (article["@type"], data["@type"]) == ("MedicalScholarlyArticle", "Dataset")
    assert {(e["version"], e["datePublished"]) for e in (article, data)} == {("0.2.0", SECOND.date)}
    listed = {part["contentUrl"].removeprefix(f"{URL}0.2.0/data/") for part in data["distribution"]}
    assert {f"{name}.csv" for name in tables.table_names()} <= listed


def test_the_research_object_lists_each_file_with_its_checksum(site):
    metadata.write(site / "0.2.0", SECOND)
    crate = json.loads((site / "0.2.0" / "ro-crate-metadata.json").read_text())
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    nodes = {node["@id"]: node for node in crate["@graph"]}
    assert len(nodes) == len(crate["@graph"]), "an identifier stands once"
    descriptor, root = nodes["ro-crate-metadata.json"], nodes["./"]
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert descriptor["about"] == {"@id": "./"}
    assert all(root[name] for name in ("name", "description", "datePublished", "license"))
    parts = {part["@id"] for part in root["hasPart"]}
    assert parts == {name for name, node in nodes.items() if node["@type"] == "File"}
    assert {"index.html", "data/claims.csv", "CITATION.cff"} <= parts
    assert not any(part.startswith("_static") for part in parts)
    for name in parts:
        content = (site / "0.2.0" / name).read_bytes()
        assert nodes[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert nodes[name]["contentSize"] == str(len(content))
    for node in nodes.values():  # every reference leads to an entity
        for value in node.values():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict) and not item["@id"].startswith("https://w3id"):
                    assert item["@id"] in nodes


def test_metadata_is_the_same_bytes_again(site):
    written = metadata.write(site / "0.2.0", SECOND)
    first = [path.read_bytes() for path in written]
    assert [path.read_bytes() for path in metadata.write(site / "0.2.0", SECOND)] == first


def test_the_citation_file_is_that_of_the_edition(site):
    metadata.write(site / "0.2.0", replace(SECOND, doi="10.1234/abc"))
    found = yaml.safe_load((site / "0.2.0" / "CITATION.cff").read_text(encoding="utf-8"))
    own = tables.citation()
    assert found["cff-version"] == own["cff-version"]
    assert found["title"] == own["title"]
    assert found["authors"] == own["authors"]
    assert (found["version"], found["date-released"]) == ("0.2.0", SECOND.date)
    assert (found["doi"], found["url"]) == ("10.1234/abc", "https://doi.org/10.1234/abc")
    assert isinstance(found["date-released"], str), "quoted: a text, as the schema wants it"


def test_how_to_cite_names_version_date_and_address_if_there_is_one():
    assert identity.how_to_cite(SECOND).endswith("Edition 0.2.0, 2027-01-03.")
    assert identity.how_to_cite(SECOND, URL).endswith(f"2027-01-03. {URL}0.2.0/index.html")
    assert identity.how_to_cite(replace(SECOND, doi="10.1/x"), URL).endswith(
        "https://doi.org/10.1/x"
    )


# Pages


class Reader(html.parser.HTMLParser):
    """What a page says and where it leads."""

    def __init__(self, path: Path):
        super().__init__()
        self.path, self.links, self.said, self.ids = path, [], [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.ids += [found["id"]] if "id" in found else []

    def handle_data(self, data):
        self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


@pytest.fixture
def written(site) -> Path:
    (site / "latest").mkdir()
    (site / "latest" / "index.html").write_text("")
    (site / "versions.js").write_text("")  # of the website around these pages
    for edition in EDITIONS:
        metadata.write(site / edition.version, edition)
    pages.write_editions_page(site, EDITIONS)
    feeds.write(site, EDITIONS)
    return site / "editions"


def test_every_link_leads_somewhere(written):
    for page in written.glob("*.html"):
        reader = Reader(page)
        for link in reader.links:
            assert not link.startswith(("/", "http")), "relative, so that it works from a folder"
            path, _, part = link.partition("#")
            assert (page.parent / (path or page.name)).is_file(), f"{page.name} leads to {link}"
            assert path or part in reader.ids
        assert len(set(reader.ids)) == len(reader.ids)


def test_an_edition_that_was_printed_leads_to_its_pdf(site, written):
    assert "review.pdf" not in (written / "index.html").read_text(encoding="utf-8")
    (site / "0.1.0" / "review.pdf").write_bytes(b"")
    pages.write_editions_page(site, EDITIONS)
    links = Reader(written / "index.html").links
    assert [link for link in links if link.endswith(".pdf")] == ["../0.1.0/review.pdf"]


def test_the_list_says_of_each_edition_what_it_is(written):
    said = Reader(written / "index.html").text
    for expected in (
        "2 editions of this review have been published",
        "Edition 0.2.0, 2027-01-03",
        "Something < else & more.",
        "A study came in",
        "A verdict is overstated & no more",
        "E1 is clearer",
        "f" * 64,
        "Taken whole from its archive",
        identity.how_to_cite(FIRST),
    ):
        assert expected in said
    marked = (written / "index.html").read_text(encoding="utf-8")
    assert "<em>overstated</em>" in marked
    assert "<em>clearer</em>" in marked
    assert "DOI" not in said, "there is none"
    assert "Rebuilt" not in said


def test_what_changed_is_told_on_its_page_and_nothing_else(written):
    said = Reader(written / "0.1.0-to-0.2.0.html").text
    assert "1 study came in; 1 study corrected; 1 verdict moved; 1 pooled answer different." in said
    for expected in (
        f"{CLAIM}: {HISTORY['verdict']} → {MOVED_TO}. A new trial found nothing.",
        "Doe 2026 (doe2026)",
        f"trial_results {RESULT['row_id']}, p_value:",
        "Edition 0.2.0: E1 is “clearer”.",
        "−0.60 (−0.90 to −0.25)",
        "−0.55 (−0.90 to −0.25)",
    ):
        assert expected in said
    for absent in (
        "went out",
        "judged for the first time",
        "read further",
        "Other records",
        "cannot be compared",
        "Claims",
    ):
        assert absent not in said
    machines = json.loads((written / "0.1.0-to-0.2.0.json").read_text(encoding="utf-8"))
    assert [change["state"] for change in machines["studies"]].count("in") == 1
    assert machines["question"] == ["Edition 0.2.0: E1 is “clearer”."]


def test_the_history_stands_on_one_axis_with_its_numbers(written):
    said = Reader(written / "index.html").text
    page = (written / "index.html").read_text(encoding="utf-8")
    assert page.count('role="img"') == 2, "a wide and a narrow picture, each described"
    for expected in ("2020, 1 trial", "too few trials", "−0.40 (−0.90 to 0.10)", "edition 0.1.0"):
        assert expected in page
    assert "The answer at the end of each year" in said


def test_history_over_editions_is_oldest_first(site):
    kept = {e.version: KeptData(site / e.version / "data") for e in EDITIONS}
    found = history.over_editions(EDITIONS, kept)
    assert list(found["version"]) == ["0.1.0", "0.2.0"]
    assert [row["estimate"] for row in found["row"]] == [POOL["estimate"], -0.55]
    assert list(found["certainty"]) == ["very low", "very low"]


def test_an_edition_that_keeps_no_answer_is_shown_without_one(site):
    (site / "0.1.0" / "data" / "results.json").unlink()
    pages.write_editions_page(site, EDITIONS)
    said = Reader(site / "editions" / "0.1.0-to-0.2.0.html").text
    assert "not in this edition" in said
    assert "The earlier edition keeps no pooled answers." in said


def test_the_page_has_a_canonical_address_only_where_one_is_known(site):
    pages.write_editions_page(site, EDITIONS, URL)
    page = (site / "editions" / "index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{URL}editions/index.html">' in page
    script = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(script)["@graph"][0]["version"] == "0.2.0"


def test_no_edition_yet_and_one_edition_make_a_page(site):
    pages.write_editions_page(site, ())
    assert "No edition has been published yet." in Reader(site / "editions" / "index.html").text
    pages.write_editions_page(site, (FIRST,))
    reader = Reader(site / "editions" / "index.html")
    assert "1 edition of this review has been published" in reader.text
    assert "choose" not in reader.ids


def test_many_editions_are_compared_with_neighbours_and_the_newest():
    many = [Row(f"0.{n}.0", "2027-01-01") for n in range(30, 0, -1)]
    found = {pages.pair_name(*pair) for pair in pages.pairs(many)}
    assert len(found) == 29 + 28
    assert {"0.1.0-to-0.30.0", "0.1.0-to-0.2.0", "0.29.0-to-0.30.0"} <= found
    assert len(pages.pairs(many[:20])) == 190


def test_nothing_changed_is_said_in_words():
    assert words.in_short(Changes()) == words.NOTHING
    assert words.sections(Changes()) == []


def test_questions_between_are_those_of_every_edition_in_between():
    three = [
        Row("0.3.0", "", question="C"),
        Row("0.2.0", "", question="B"),
        Row("0.1.0", "", question="A"),
    ]
    assert pages.questions_between(three, three[2], three[0]) == [
        "Edition 0.2.0: B",
        "Edition 0.3.0: C",
    ]
