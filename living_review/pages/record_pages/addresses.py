"""Where each record is: an address stays as long as its claim, trial or row does."""

import re

from living_review.evidence import tables

FOLDER = "records"
INDEX = f"{FOLDER}/index.html"
FINDINGS = f"{FOLDER}/checks/index.html"
# What an identifier looks like in a text: A1-05, bic-023, A1-N01, look-951.
IDENTIFIER = re.compile(r"(?<![\w/#.-])[A-Za-z][A-Za-z0-9]*-[A-Z]?[0-9]+[a-z]?(?![\w-])")


def claim_address(claim_id: str) -> str:
    """Record page of a claim, from the top of the book.

    Examples
    --------
    >>> claim_address("A1-05")
    'records/claims/a1-05.html'
    """
    return f"{FOLDER}/claims/{claim_id.lower()}.html"


def trial_address(trial: str) -> str:
    """Record page of a trial, from the top of the book."""
    return f"{FOLDER}/trials/{trial}.html"


def table_address(table: str) -> str:
    """Record page of a table, from the top of the book."""
    return f"{FOLDER}/data/{table}.html"


def findings_address(source: str) -> str:
    """Record page of what the reporting checks found in a publication, from the top of the book.

    Examples
    --------
    >>> findings_address("doe2001")
    'records/checks/doe2001.html'
    """
    return f"{FOLDER}/checks/{source}.html"


def row_anchor(*key: str) -> str:
    """Anchor of a row within the page of its table.

    Parameters
    ----------
    *key : str
        Values of the table's key.

    Examples
    --------
    >>> row_anchor("doe2001", "risk of bias, 1.1")
    'doe2001--risk-of-bias-1.1'
    """
    return "--".join(re.sub(r"[^A-Za-z0-9.]+", "-", str(part)).strip("-") for part in key)


def row_address(table: str, *key: str) -> str:
    """Where one row of a table is, from the top of the book."""
    return f"{table_address(table)}#{row_anchor(*key)}"


def key_columns(table: str) -> list[str]:
    """Columns that make up a table's key."""
    return tables.resource(table)["schema"]["primaryKey"]


@tables.frozen()
def identifiers() -> dict[str, str]:
    """Every identifier that a text may name → address of its record.

    Claims lead to their own page; everything else to its row.
    """
    known = {}
    for table in tables.table_names():
        column, *more = key_columns(table)
        if not more:
            values = tables.read(table, (column,))[column]
            named = [value for value in values if IDENTIFIER.fullmatch(value)]
            known |= {value: row_address(table, value) for value in named}
    claims = tables.read("claims", ("claim_id",))["claim_id"]
    return known | {claim: claim_address(claim) for claim in claims}
