"""A set of 500 records whose duplicates and preprints are known, since they were made so.

``python -m tests.search.made_duplicates`` writes it to ``searches/known_duplicates/made.csv``.
"""

import csv
import io
import random
from pathlib import Path

PLACE = Path(__file__).parents[2] / "searches" / "known_duplicates" / "made.csv"
HEADER = (
    *("record", "author", "title", "year", "journal", "volume", "number", "pages", "doi"),
    *("has_duplicate", "kinds", "pubmed_id", "notices", "has_preprint"),
)
WORDS = (
    *("oral", "supplementation", "serum", "deficiency", "children", "adults", "pain", "sleep"),
    *("cognition", "randomised", "cohort", "trial", "pregnancy", "stroke", "diabetes", "kidney"),
    *("elderly", "placebo", "crossover", "intake", "diet", "hospital", "surgery", "recovery"),
    *("markers", "inflammation", "exercise", "migraine", "hypertension", "asthma", "bone"),
    *("density", "vitamin", "iron", "copper", "selenium", "calcium", "potassium", "blood"),
    *("plasma", "urine", "hair", "nurses", "athletes", "veterans", "students"),
)
FAMILIES = ("Abe", "Brown", "Castro", "Dietz", "Evans", "Fuchs", "Garcia", "Hansen", "Ito", "Khan")
WORKS, DOUBLED, EARLY = 360, 100, 40  # of works, the first have a double, the last a preprint


def misprinted(title: str, seed: random.Random) -> str:
    place = seed.randrange(len(title) - 1)
    return title[:place] + title[place + 1] + title[place] + title[place + 2 :]


def a_work(n: int, seed: random.Random) -> dict[str, str]:
    authors = [f"{seed.choice(FAMILIES)} {seed.choice('ABCDEFG')}" for _ in range(4)]
    start = seed.randint(1, 900)
    return {
        "title": " ".join(seed.sample(WORDS, 9)).capitalize(),
        "author": "; ".join(authors),
        "year": str(seed.randint(1990, 2026)),
        "journal": f"Journal of {seed.choice(WORDS)} Research",
        "volume": str(seed.randint(1, 90)),
        "pages": f"{start}-{start + 9}",
        "doi": f"10.1000/x{n}",
        "pubmed_id": str(1000 + n),
        "has_duplicate": "no",
    }


def as_elsewhere(work: dict[str, str], n: int, seed: random.Random) -> dict[str, str]:
    """The same work as another database would have it."""
    title = misprinted(work["title"], seed)
    changed = (
        {"title": title},
        {"doi": ""},
        {"title": title, "doi": ""},
        {"pages": work["pages"].split("-")[0], "doi": "", "number": "2"},
        {"journal": f"J. {work['journal'].split()[-2][:4]}. Res.", "doi": ""},
    )[n % 5]
    return work | changed | {"pubmed_id": "", "has_duplicate": "yes"}


def as_preprint(work: dict[str, str], n: int, seed: random.Random) -> dict[str, str]:
    """The preprint of a work: of some the source names the paper, of some the title was another."""
    words = work["title"].split()
    seed.shuffle(words)
    retitled = {"title": " ".join(words).capitalize()}
    related = retitled | {"notices": f"updated by pubmed:{work['pubmed_id']}"}
    lowered = {"title": work["title"].lower()}
    changed = ({}, related, lowered, {}, {}, related, lowered, retitled)[n % 8]
    own = {"doi": f"10.1101/p{n}", "journal": "bioRxiv", "volume": "", "pages": ""}
    own |= {"kinds": "Preprint", "year": str(int(work["year"]) - 1), "pubmed_id": ""}
    return work | own | {"has_preprint": "yes"} | changed


def made_set() -> list[dict[str, str]]:
    """Rows of the set: works, each followed by its double or its preprint if it has one."""
    seed, made = random.Random(21), []
    for n in range(WORKS):
        work = a_work(n, seed)
        if n < DOUBLED:
            made += [work | {"has_duplicate": "yes"}, as_elsewhere(work, n, seed)]
        elif n >= WORKS - EARLY:
            made += [work | {"has_preprint": "yes"}, as_preprint(work, n, seed)]
        else:
            made.append(work)
    return [row | {"record": str(number)} for number, row in enumerate(made)]


def written() -> str:
    """The same as the text of a table."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(made_set())
    return text.getvalue()


if __name__ == "__main__":
    PLACE.write_text(written(), encoding="utf-8")
