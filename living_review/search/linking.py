"""Links between the records of the searches, as they stand in the data."""

from collections import Counter

import pandas as pd

from living_review.evidence import tables
from living_review.search.deduplication import COLUMNS, links, with_decisions
from living_review.search.rows import LINKS, RECORDS, columns_of, read_rows, write_rows


def link_records() -> Counter[str]:
    """Link all records anew; what readers decided stays, whatever the program finds.

    Returns
    -------
    collections.Counter
        How many links there are of each relation.
    """
    records = pd.DataFrame(read_rows(RECORDS), columns=columns_of(RECORDS))
    readers = set(tables.read("readers", ("reader",))["reader"])
    decided = [row for row in read_rows(LINKS) if row["judged_by"] in readers]
    linked = with_decisions(links(records), pd.DataFrame(decided, columns=COLUMNS))
    write_rows(LINKS, linked.to_dict("records"))
    return Counter(linked["relation"])
