"""The data behind a page, and all tables: where every row is told and can be downloaded."""

import html

import pandas as pd

from living_review.evidence import tables
from living_review.pages.page_table import LinkList, PageTable
from living_review.pages.record_pages.addresses import table_address


def dictionary_table() -> PageTable:
    """Every table of the data: what it holds, how many rows, its record and its file."""
    rows = [
        {
            "title": resource["title"],
            "about": html.unescape(resource["description"]),
            "rows": str(tables.count(resource["name"])),
            "place": f"../{table_address(resource['name'])}",
            "file": "CSV",
            "path": f"../data/{resource['path']}",
        }
        for resource in tables.descriptor()["resources"]
    ]
    return PageTable(
        pd.DataFrame(rows),
        "Tables of the data",
        {"title": "Table", "about": "What it holds", "rows": "Rows", "file": "File"},
        links={"title": "place", "file": "path"},
    )


def data_links(*names: str) -> LinkList:
    """The tables behind a chapter: every row to be read, and a file to be downloaded."""
    links = []
    for name in names:
        path = tables.resource(name)["path"]
        title = tables.resource(name)["title"]
        links += [
            (f"{title}: the full table", f"../{table_address(name)}"),
            (f"{title}, as CSV", f"../data/{path}"),
        ]
    return LinkList(links)


def citation_links() -> LinkList:
    """How to cite this edition, for reference managers."""
    return LinkList(
        [
            (f"This citation for {manager}", f"../data/citation.{ending}")
            for manager, ending in (("BibTeX", "bib"), ("reference managers (RIS)", "ris"))
        ]
    )
