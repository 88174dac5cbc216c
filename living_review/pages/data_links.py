"""The data behind a page: where its tables can be downloaded, and what their columns mean."""

from living_review.evidence import tables
from living_review.pages.page_table import LinkList, PageTable, Part, TableSeries
from living_review.pages.record_pages.addresses import table_address


def dictionary_series() -> TableSeries:
    """Every table of the data with the meaning of its columns."""
    parts = [
        Part(
            resource["name"],
            resource["title"],
            resource["description"],
            PageTable(
                tables.dictionary(resource["name"]),
                f"Columns of {resource['name']}",
                {"column": "Column", "meaning": "Meaning", "type": "Type", "allowed": "Allowed"},
            ),
        )
        for resource in tables.descriptor()["resources"]
    ]
    return TableSeries(parts)


def table_names() -> list[str]:
    """Names of all tables."""
    return tables.table_names()


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
