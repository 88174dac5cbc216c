"""The page for somebody who is ill: what it must say, in which order, and that it stays true."""

import re

import pytest

from living_review.book import notebooks
from living_review.evidence import tables
from living_review.pages.safety import (
    EMERGENCY,
    HELP,
    emergency_numbers,
    help_lines,
    help_sources,
    safety_list,
    verdict_lines,
)
from living_review.pages.sourced_list import Item, Source, SourcedList
from living_review.synthesis.verdicts.claims import Claim, undivided, verdict_table
from living_review.synthesis.verdicts.rules import ClaimVerdict

PAGE = "if-you-are-here-for-yourself"
TEXT = (tables.root() / "chapters" / f"{PAGE}.md").read_text(encoding="utf-8")
CELLS = notebooks.read_expected(
    notebooks.expected_path(tables.root() / "chapters" / f"{PAGE}.md", tables.root())
)
SHOWN = "\n".join(text for cell in CELLS for text in cell["outputs"])
NAMED = sorted(set(re.findall(r"S2-[0-9]{2}", TEXT)))
CLAIMS = [part for claim_id in NAMED for part in Claim(claim_id).parts or (claim_id,)]
FACTS = tables.read("safety_facts")
# In the order in which they have to stand: a point of the page, and words that it can't do without.
POINTS = (
    ("now", "## If you need help now"),
    ("does it help", "**Nobody knows yet.**"),
    ("not on your own", "Do not stop or change an antidepressant on your own."),
    ("not instead", "Do not take magnesium instead of a treatment."),
    ("not wait", "Do not wait: if your depression is severe or gets worse"),
    ("why", "After a sudden stop the depression can come back"),
    ("starting", "New or worse thoughts of suicide"),
    ("straight away", "go to a hospital straight away"),
    ("restlessness", "so restless that you can't sit still"),
    ("at once", "tell your prescriber at once"),
    ("at any age", "at any age, above all under {glue:text}`young`"),
    ("serotonin syndrome", "a high temperature: call the emergency number"),
    ("ask first", "## Who should ask first before taking magnesium"),
    ("must not", "**Do not take it unless a doctor who knows about this says so:**"),
    ("not complete", "are not complete. If you take any medicine, or are not sure, ask"),
    ("too much", "## Too much magnesium"),
    ("the emergency number", "call the emergency number"),
    ("what the medicines do", "## What antidepressants do"),
    ("no reason to stop", "**Nothing here is a reason to stop on your own.**"),
    ("verdicts", "verdict_lines("),
    ("serotonin syndrome, its sources", "{safety-facts} serotonin syndrome\n"),
    ("to be checked", "## What a person must still check"),
    ("for reviewers", "follow every warning above"),
)
ASK_FIRST = (
    "kidney",
    "dialysis",
    "heart block",
    "rhythm",
    "myasthenia",
    "blocked",
    "pregnan",
    "breast",
    "children",
    "spare potassium",
    "citalopram",
    "escitalopram",
    "other medicine",
)


def test_every_point_is_on_the_page_in_its_order():
    rest = TEXT[TEXT.index("## ") :]  # what opens the page says the first points too
    for name, words in POINTS:
        assert words in rest, f"{name} is missing, or stands too early"
        rest = rest[rest.index(words) + len(words) :]


def test_it_says_at_the_top_and_once_that_no_clinician_read_it():
    assert len(re.findall("[Nn]o clinician", TEXT)) == 1
    assert TEXT.index("no clinician has read it") < TEXT.index("## If you need help now")


@pytest.mark.parametrize("words", ASK_FIRST)
def test_who_should_ask_first_is_named(words):
    assert words in safety_list("ask first", "").to_reviewed_text().lower()


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_a_claim_stands_with_todays_verdict_as_a_link_to_its_section(claim_id):
    claim = Claim(claim_id)
    assert claim.verdict != ClaimVerdict.OPEN
    line = verdict_lines(claim_id).to_reviewed_text()
    assert f"[{str(claim.verdict).capitalize()}" in line
    assert f"{claim.row['chapter']}.html#claim-{claim_id.lower()}" in line
    assert line.split("\n", 1)[1] in SHOWN


def test_a_verdict_that_changes_changes_the_words_of_its_link(project):
    before = verdict_lines("S2-05").to_reviewed_text()
    path = project.root / "data" / "claim_evidence.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("S2-05,")))
    after = verdict_lines("S2-05").to_reviewed_text()
    assert f"[{str(Claim('S2-05').verdict).capitalize()}" in after
    assert after != before


def test_nothing_is_called_unanswered_that_is_answered():
    judged = verdict_table().set_index("claim_id")["verdict"]
    assert (judged[CLAIMS] != str(ClaimVerdict.OPEN)).all()
    said = f"{TEXT}\n{SHOWN}".lower()
    for words in ("not answered", "not judged", "nobody has judged", "is still open"):
        assert words not in said


def test_every_harm_that_the_second_source_lists_is_there():
    harms = undivided(seed="S2", kind="harm", locator="sentence 3, inserted words")
    assert set(harms["claim_id"]) == set(CLAIMS)


def test_no_list_reads_as_a_dose_or_as_reassurance():
    lists = SHOWN.split("Facts about safety and help (CSV)")[0]
    assert re.findall(r"[0-9] ?(?:mg|g|milligrams?|grams?|mmol)\b", lists) == []
    assert "did not change on magnesium" not in lists  # the study of thirty people


def test_numbers_to_call_come_from_owners_and_public_bodies():
    """Only a person can say whose page it is; a copy or a report of others can be seen here."""
    rows = tables.with_access(FACTS[(FACTS["topic"] == HELP) & (FACTS["telephone"] != "")])
    assert len(rows) > 0
    assert rows.loc[rows["access"].str.contains("copy|secondary"), "row_id"].tolist() == []
    assert (rows["seen_on"] != "").all()
    assert (rows["country"] != "").all()


def test_every_number_that_is_told_has_its_source_below():
    told = f"{emergency_numbers().to_reviewed_text()}\n{help_lines().to_reviewed_text()}"
    sources = help_sources().to_reviewed_text()
    for row in FACTS[FACTS["topic"] == HELP].itertuples():
        assert row.telephone in told
        assert row.telephone in sources
        assert row.fact in told
    assert all("seen 20" in line for line in sources.splitlines()[1:])


def test_the_emergency_number_of_a_country_comes_first():
    seen = 0
    for entry in help_lines().items:
        said = " ".join(part if isinstance(part, str) else part[1] for part in entry.parts)
        if "emergency" in said:
            seen += 1
            assert said.strip().split(" ", 2)[1].startswith("emergency")
    assert seen > 3


def test_every_emergency_number_is_in_sight_with_its_countries():
    told = emergency_numbers().to_reviewed_text()
    rows = FACTS[(FACTS["topic"] == HELP) & FACTS["fact"].str.startswith(EMERGENCY)]
    assert len(rows) > 3
    for row in rows.itertuples():
        (line,) = (line for line in told.splitlines() if f"[{row.telephone}]" in line)
        assert row.country in line
    assert "lists free helplines by country" in told


def test_the_label_of_the_folded_lines_names_every_country():
    label = help_lines().label
    assert help_lines().folded
    for country in FACTS.loc[FACTS["topic"] == HELP, "country"]:
        assert country in label


def test_no_story_tells_how_somebody_died():
    """A substance with how it was taken, how fast it acts and that it kills is a method."""
    for words in ("died", "fatal", "death can", "half an hour", "suicide by"):
        assert words not in _before_reviewers().lower().replace("fatal hypermagnesemia due to", "")


def _before_reviewers() -> str:
    """What is on the page before the part for reviewers, without the verdicts on claims."""
    lists = (
        "help in a crisis",
        "stopping medicines",
        "starting medicines",
        "ask first",
        "too much",
        "other sources",
        "serotonin syndrome",
    )
    return TEXT + "\n".join(safety_list(topic, "").to_reviewed_text() for topic in lists)


def test_what_to_do_stands_before_what_a_source_says():
    line = next(
        line
        for line in safety_list("ask first", "").to_reviewed_text().splitlines()
        if line.startswith("Weak kidneys")
    )
    assert line.index("unless your kidney doctor says so") < line.index("A label")


def test_a_warning_without_a_source_has_no_number_and_is_listed_to_be_checked():
    waiting = tables.read("still_to_check")
    assert not waiting["warning"].str.contains("[0-9]").any()
    for row in waiting.itertuples():
        assert row.warning in SHOWN
        assert f"Still to be seen: {row.what_to_look_for}" in SHOWN
        told = help_lines() if row.topic == HELP else safety_list(row.topic, "")
        assert row.warning in told.to_reviewed_text()


def test_a_list_escapes_what_the_data_holds_and_leads_nowhere_strange():
    source = Source("<b>Doe</b> 2001", "javascript:alert(1)", "2001-01-01")
    html = SourcedList(
        (Item(("a < b", ("988", "tel:988")), "Lead & co", (source,)),), 'x"y'
    ).to_html()
    assert "<b>" not in html
    assert "javascript" not in html
    assert "a &lt; b" in html
    assert 'href="tel:988"' in html
    assert "&lt;b&gt;Doe&lt;/b&gt; 2001, seen 2001-01-01" in html
    assert 'aria-label="x&quot;y"' in html


def test_a_folded_list_holds_the_same_and_opens_from_its_label():
    items = (Item(("fact",)),)
    folded = SourcedList(items, "Who says so", folded=True)
    assert folded.to_html().startswith(
        '<details class="review-folded"><summary>Who says so</summary>'
    )
    assert SourcedList(items, "Who says so").to_html() in folded.to_html()
    wide = SourcedList(items, "Who says so", folded=True, open_when_wide=True)
    assert 'class="review-folded review-open-when-wide"' in wide.to_html()
    assert folded.to_reviewed_text() == SourcedList(items, "Who says so").to_reviewed_text()
