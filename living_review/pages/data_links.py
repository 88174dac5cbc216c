"""The data behind a page: where its tables can be downloaded, and what their columns mean."""

from living_review.evidence import tables
from living_review.pages.page_table import LinkList, PageTable, Part, TableSeries


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
    """Where the tables behind a chapter can be downloaded."""
    links = []
    for name in names:
        path = tables.resource(name)["path"]
        title = tables.resource(name)["title"]
        links += [
            (f"{title} (CSV)", f"../data/{path}"),
            (f"{title} (JSON)", f"../data/{path.removesuffix('.csv')}.json"),
        ]
    return LinkList([*links, ("Schema of all tables", "../data/datapackage.json")])
