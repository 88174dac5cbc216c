"""What a row of a forest plot tells beside its effect, and where it leads."""

from living_review.evidence import tables
from living_review.pages.record_pages.addresses import row_address

# Columns that are told of a row of data, with their titles.
ROW_DETAILS = {"row_id": "record", "access": "read as"}


def row_details(row_id: str, access: str) -> dict:
    """Identifier of a row of data, how far its source was read, and the address of its record."""
    return {
        "row_id": row_id,
        "access": access,
        "record": f"../{row_address(tables.table_of(row_id), row_id)}",
    }
