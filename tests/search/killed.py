"""A process that searches until it is killed: ``python killed.py ADDRESS SOURCE …``."""

import sys

from living_review.search.connection import Patience
from living_review.search.runs import Setting, run_search
from living_review.search.sources.registry import SOURCES
from living_review.search.strings import SearchString


def main(address: str, *names: str):
    setting = Setting("", dict.fromkeys(SOURCES, address), Patience(pace=0, timeout=5))
    for name in names:
        run_search(SearchString("a.txt", name, "term: anything"), setting)


if __name__ == "__main__":
    main(*sys.argv[1:])
