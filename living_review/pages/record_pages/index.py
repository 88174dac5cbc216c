"""The page that lists all records."""

import html

import pandas as pd

from living_review.evidence import tables
from living_review.pages.page_table import PageTable
from living_review.pages.record_pages.addresses import (
    FINDINGS,
    INDEX,
    claim_address,
    table_address,
    trial_address,
)
from living_review.pages.record_pages.parts import Record, Section, linked
from living_review.pages.trials import set_title, trial_name
from living_review.synthesis.trials.tables import selection
from living_review.synthesis.verdicts.claims import verdict_table

FROM_INDEX = "../"


def index_record() -> Record:
    """Every claim, trial and table, with links to their records."""
    with tables.frozen():
        return Record(
            INDEX,
            "Index",
            "records",
            "Everything that is on record",
            "<p>Every claim with its verdict, every trial, all the data, and "
            f"{linked('every finding of the reporting checks', FROM_INDEX + FINDINGS)}.</p>"
            f"<p>{linked('All tables in one archive', f'{FROM_INDEX}data/all-data.zip')}: CSV, "
            "with a description of every column. Each table has a page of its own as well.</p>",
            (
                Section("Claims", (_claims(),)),
                Section("Trials", (_trials(),)),
                Section("Tables of data", (_tables(),)),
            ),
        )


def _claims() -> PageTable:
    rows = verdict_table()
    rows = rows.assign(place=[FROM_INDEX + claim_address(claim) for claim in rows["claim_id"]])
    labels = {"claim_id": "Claim", "claim": "What is claimed", "verdict": "Verdict"}
    return PageTable(rows, "Every claim", labels, links={"claim_id": "place"})


def _trials() -> PageTable:
    rows = selection()
    rows = rows.assign(
        name=rows["trial"].map(trial_name),
        where=rows["set"].map(set_title),
        place=[FROM_INDEX + trial_address(trial) for trial in rows["trial"]],
    )
    return PageTable(
        rows, "Every trial", {"name": "Trial", "where": "Where we use it"}, links={"name": "place"}
    )


def _tables() -> PageTable:
    rows = pd.DataFrame(
        [
            {
                "name": tables.resource(name)["title"],
                "rows": str(tables.count(name)),
                "about": html.unescape(tables.resource(name)["description"]),
                "place": FROM_INDEX + table_address(name),
            }
            for name in tables.table_names()
        ]
    )
    labels = {"name": "Table", "rows": "Rows", "about": "What is in it"}
    return PageTable(rows, "Every table", labels, links={"name": "place"})
