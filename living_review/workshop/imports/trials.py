"""The trials of a table of results, and the publications that report them."""

import re

from living_review.evidence import dois, tables
from living_review.workshop.imports.cells import text_of
from living_review.workshop.imports.placing import Placing, choices
from living_review.workshop.imports.proposals import PROPOSED, Proposal
from living_review.workshop.imports.references import Reference, free_key, propose

REGISTRATION = re.compile(r"[A-Za-z][A-Za-z-]*[0-9][\w/-]*")
REFERENCE = re.compile(
    r"\((?P<year>[0-9]{4})[^)]*\)\.\s+(?P<title>(?:[A-Z]?[0-9]+\.\s+)?.+?[.?!])(\s|$)"
)
AUTHOR = re.compile(r"([^,&.]+), ((?:[A-Z]\.[ -]?)+)")
LEFT_OUT = " …"  # stands for authors in the middle of a long list
MASKING = {"double-blind": "double-blind", "open-label": "open label"}


class Trials:
    """Rows for the trials of a table; ``keys`` says under which key each of its studies goes."""

    def __init__(self, placing: Placing):
        self.placing, self.proposal = placing, placing.proposal
        self.keys: dict[str, str] = {}

    def add(self, rows: list[dict]):
        """Propose the trials of a table and their publications."""
        references = []
        taken = set(tables.bibliography())
        for number, row in enumerate(rows, 2):
            study = self.placing.take(row, "study")
            if study and study not in self.keys:
                references.append(self._reference(f"line {number}, trial {study}", row))
                key = self._known(references[-1]) or free_key(study, taken)
                taken.add(key)
                self.keys[study] = key
                if key not in set(tables.read("trials")["trial"]):
                    same = [other for other in rows if text_of(other, "study") == study]
                    self.proposal.add("trials", self._trial(key, same))
        self._propose(references)

    def _propose(self, references: list[Reference]):
        """Publications of the trials, under the trials' own keys; rows are counted by results."""
        aside = Proposal()
        propose(references, aside)
        for place in aside.outcomes:
            study = place.partition(", trial ")[2]
            key, proposed = self.keys[study], aside.outcomes[place] == PROPOSED
            if proposed and aside.entries:
                old, entry = next(iter(aside.entries.items()))
                del aside.entries[old]
                self.proposal.entries[key] = entry.replace(f"{{{old},", f"{{{key},", 1)
                self.proposal.add(
                    "publications", aside.rows["publications"].pop(0) | {"source": key}
                )
        self.proposal.remarks += aside.remarks

    def _known(self, reference: Reference) -> str:
        """Key of the bibliography that has the reference's DOI."""
        wanted = dois.same(reference.fields["doi"])
        entries = tables.bibliography().items()
        return next((k for k, e in entries if wanted and dois.same(e.get("doi", "")) == wanted), "")

    def _reference(self, place: str, row: dict) -> Reference:
        whole = self.placing.take(row, "full_ref")
        written = [
            dois.PREFIX.sub("", doi) for doi in re.split(r"[;\s]+", self.placing.take(row, "doi"))
        ]
        sound = [doi for doi in written if doi and dois.fault(doi) is None]
        for doi in written:
            if doi and doi not in sound[:1]:
                why = "is no DOI; a spreadsheet may have made a number of it"
                why = "a further publication of the trial" if doi in sound else why
                self.proposal.say(place, "doi", doi, why)
        match = REFERENCE.search(whole)
        title = match["title"].rstrip(".") if match else ""
        if whole:
            self.proposal.say(
                place, "full_ref", whole, "journal, volume and pages were not taken from it"
            )
        fields = {"title": title or f"Title not seen ({text_of(row, 'study')})"}
        fields |= {"year": self.placing.take(row, "year"), "doi": sound[0] if sound else ""}
        reference = Reference(place, "article", "journal article", fields)
        reference.authors = _authors(whole.partition(" (")[0], text_of(row, "study"))
        return reference

    def _trial(self, key: str, rows: list[dict]) -> dict[str, str]:
        first = rows[0]
        design = self.placing.take(first, "design")
        registration = self.placing.take(first, "registration_number")
        if registration and not REGISTRATION.fullmatch(registration):
            why = "is no number of a register; a spreadsheet may have cut it"
            self.proposal.say(f"trial {key}", "registration_number", registration, why)
            registration = ""
        given = {
            "trial": key,
            "design": design if design in choices("trials", "design") else "",
            "masking": MASKING.get(self.placing.take(first, "blinding"), ""),
            "population": self.placing.take(first, "target_group")
            or self.placing.take(first, "diagnosis"),
            "preparation": self._each(rows, "drug_arm1"),
            "dose": self._each(rows, "dose_arm1"),
            "comparator": self._each(rows, "drug_arm2"),
            "registration": registration,
        }
        return self.placing.row("trials", given, f"rows of {text_of(first, 'study')}")

    def _each(self, rows: list[dict], column: str) -> str:
        """All that the rows of a trial say in a column, each once."""
        return "; ".join(
            dict.fromkeys(filter(None, (self.placing.take(row, column) for row in rows)))
        )


def _authors(listed: str, study: str) -> list[str]:
    """Authors as a reference lists them; else the name that the trial goes by."""
    if names := AUTHOR.findall(listed):
        return [f"{family.strip(LEFT_OUT)}, {given.strip()}" for family, given in names]
    family = re.sub(r"[\s,]*[0-9]{4}[a-z]?$", "", study)
    return [f"{{{family}}}", "others"] if family else []
