"""The record page of a trial: what was read of it, its checks, its bias, where it enters."""

import html

import pandas as pd

from living_review.checks.ledger import ledger
from living_review.evidence import tables
from living_review.evidence.question import treatment
from living_review.pages.claim_section import RELATIONS
from living_review.pages.finding_list import for_readers
from living_review.pages.notices import notices_table, retraction_html
from living_review.pages.page_table import Folded, PageTable
from living_review.pages.record_pages.addresses import claim_address, row_address, trial_address
from living_review.pages.record_pages.parts import (
    UP,
    Block,
    Facts,
    Record,
    Section,
    facts,
    sections,
)
from living_review.pages.rows_in_words import row_in_words
from living_review.pages.sources import publication_address, with_names, with_sources
from living_review.pages.trials import (
    RULES_IN_WORDS,
    derived_from,
    effect_in_words,
    given_to_whom,
    set_title,
    trial_name,
)
from living_review.synthesis.risk_of_bias.form import Variant, questions
from living_review.synthesis.trials.bias import judgements, reason_of
from living_review.synthesis.trials.selection import EXCLUDED
from living_review.synthesis.trials.tables import effects_of, selection
from living_review.synthesis.trials.trial_effect import TrialEffect
from living_review.synthesis.trials.trustworthiness import readings

# Tables whose rows belong to a trial, by the column that names it.
RESULTS = {
    "trial_results": "trial",
    "trial_adverse_events": "trial",
    "trial_responses": "trial",
    "group_statistics": "study",
    "printed_comparisons": "source",
    "printed_changes": "source",
    "printed_estimates": "source",
    "printed_counts": "study",
    "printed_totals": "study",
    "printed_doses": "study",
    "printed_sample_sizes": "study",
}
PLAN = (
    ("design", "Design"),
    ("allocation", "How groups were made"),
    ("masking", "Who did not know what was given"),
    ("country", "Country"),
    ("population", "People"),
    ("entry_criterion", "Condition at entry"),
    ("n_randomised", "People randomised"),
    ("n_analysed", "People analysed"),
    ("funding", "Funding"),
    ("interests", "Interests"),
)


@tables.frozen()
def trial_record(trial: str) -> Record:
    """Record page of a trial.

    Raises
    ------
    KeyError
        If there is no such trial.
    """
    row = tables.row("trials", trial)
    chosen = selection().set_index("trial").loc[trial]
    printed = _printed(trial)
    effect = _effect(trial, chosen["set"])
    return Record(
        trial_address(trial),
        "Trial",
        trial,
        trial_name(trial),
        _head(row, chosen, effect),
        sections(
            Section("What was done", _plan(row)),
            Section("Where we use it, and why", _rules(chosen)),
            Section("From the reported numbers to an effect", _derivation(trial, effect)),
            Section("Risk of bias", _bias(trial)),
            Section("Notices about its publication", _notices(trial)),
            Section("Can the report be relied on?", _trust(trial)),
            Section("Results and other numbers, as printed", _rows(printed)),
            Section("Could the reported numbers be right?", _checks(printed)),
            Section("Claims that use it as evidence", _claims(printed)),
        ),
    )


def _head(row: pd.Series, chosen: pd.Series, effect: TrialEffect | None) -> str:
    entry = tables.entry(row["trial"])
    retracted = retraction_html(row["trial"])
    told = ""
    if effect and effect.result is None:
        told = "From what we could read, no result can be pooled."
    elif effect:
        words, tier = effect_in_words(effect), derived_from(effect)
        told = f"Hedges' g {words} ({tier}). Below 0 means better with {treatment()}."
    return (
        f"<p>{html.escape(entry['title'])}</p>"
        f'<p class="record-answer">{html.escape(set_title(chosen["set"]).capitalize())}.'
        f" {html.escape(told)}</p>" + retracted
    )


def _effect(trial: str, place: str) -> TrialEffect | None:
    """Its effect, where it enters a pool."""
    found = [] if place == EXCLUDED else effects_of((place,))
    return next((effect for effect in found if effect.trial == trial), None)


def _derivation(trial: str, effect: TrialEffect | None) -> tuple[Facts, ...]:
    """How its effect was worked out from what is printed, step by step, and from which rows."""
    if effect is None:
        return ()
    steps = [(f"Step {number}", step) for number, step in enumerate(effect.steps, 1)]
    used = []
    for _, row in tables.read("trial_results", trial=trial, main="yes").iterrows():
        used.append(("Result that we used", row["row_id"], _place("trial_results", row["row_id"])))
        used += [
            ("Numbers of a group", row[group], _place("group_statistics", row[group]))
            for group in ("first", "second")
            if row[group]
        ]
        used.append(("Where it was read", f"{row['view']}, {row['locator']}"))
    return facts([*steps, *used])


def _place(table: str, row_id: str) -> str:
    return UP + row_address(table, row_id)


def _plan(row: pd.Series):
    entry = tables.entry(row["trial"])
    address = publication_address(row["trial"])
    registered = row["registration"]
    known = tables.read("registered_trials", registration=registered)
    registry = UP + row_address("registered_trials", registered) if len(known) else ""
    return facts(
        [
            ("Publication", entry["title"], address),
            *((name, row[column]) for column, name in PLAN),
            ("What was given", given_to_whom(row)),
            ("Registration", registered, registry),
            ("Remark", with_names(row["note"])),
            ("Read as", ", ".join(_access(row["trial"]))),
            ("Its entry in the data", row["trial"], UP + row_address("trials", row["trial"])),
        ]
    )


def _access(trial: str) -> list[str]:
    return sorted(set(tables.read("publication_views", source=trial)["access"]))


def _rules(chosen: pd.Series) -> tuple[PageTable]:
    rules = [
        {"rule": f"{rule}: {words}", "met": chosen[rule]} for rule, words in RULES_IN_WORDS.items()
    ]
    caption = f"{set_title(chosen['set']).capitalize()}: {with_names(chosen['reason'])}"
    return (PageTable(pd.DataFrame(rules), caption, {"rule": "Rule", "met": "Met"}),)


def _printed(trial: str) -> pd.DataFrame:
    """``table row_id words`` and source of every row that belongs to the trial."""
    found = []
    for table, column in RESULTS.items():
        for _, row in tables.read(table, **{column: trial}).iterrows():
            place = UP + row_address(table, row["row_id"])
            found.append({**row, "table": table, "place": place, "words": row_in_words(table, row)})
    columns = ["table", "row_id", "place", "words", "source", "view", "locator"]
    return pd.DataFrame(found, columns=columns)


def _rows(printed: pd.DataFrame) -> tuple[PageTable, ...]:
    if printed.empty:
        return ()
    rows = with_sources(printed)
    labels = {"row_id": "Record", "words": "As printed", "locator": "Where", "access": "Read as"}
    links = {"row_id": "place"}
    return (PageTable(rows, "Everything we read of this trial", labels, links=links),)


def _checks(printed: pd.DataFrame) -> tuple[PageTable, ...]:
    found = ledger()
    found = found[found["row_id"].isin(printed["row_id"])]
    if found.empty:
        return ()
    places = printed.drop_duplicates("row_id").set_index("row_id")["place"]
    rows = for_readers(found, UP).rename(columns={"place": "arithmetic"})
    rows = rows.assign(
        place=rows["row_id"].map(places),
        verdict=rows["verdict"].astype(str),
        could_be=rows["could_be"].fillna(""),
    )
    labels = {
        "row_id": "Record",
        "what": "Number",
        "check": "Check",
        "printed": "As printed",
        "verdict": "Verdict",
        "could_be": "What it could be",
        "assumption": "Assumed",
    }
    links = {"row_id": "place", "check": "arithmetic"}
    return (PageTable(rows, "Reporting checks of its numbers", labels, links=links),)


def _bias(trial: str) -> tuple[Block, ...]:
    found = judgements()
    found = found[found["trial"] == trial]
    if found.empty:
        return ()
    domains = found.assign(
        why=[reason_of(row) for _, row in found.iterrows()], shown=found["shown"].astype(str)
    )
    answers = tables.read("risk_of_bias_answers", trial=trial)
    texts = questions(str(Variant.CROSSOVER_ASSIGNMENT)).set_index("question")["about"]
    answers["asked"] = answers["question"] + " " + answers["question"].map(texts).fillna("")
    return (
        PageTable(
            domains,
            "By domain",
            {"domain": "Domain", "shown": "Risk of bias", "why": "How the rules came to it"},
        ),
        Folded(
            "Every answer of both AI readings",
            PageTable(
                answers,
                "Signalling questions",
                {
                    "asked": "Question",
                    "first_answer": "First",
                    "first_support": "What it saw",
                    "second_answer": "Second",
                    "second_support": "What it saw",
                },
            ),
        ),
    )


def _notices(trial: str) -> tuple[PageTable, ...]:
    table = notices_table(trial)
    return (table,) if table else ()


def _trust(trial: str) -> tuple[PageTable, ...]:
    both = readings()
    both = both[both["trial"] == trial]
    signals = tables.read("integrity_signals", trial=trial)
    found = []
    if len(both):
        both = both.assign(
            **{name: both[name].map(with_names) for name in ("first_reason", "second_reason")}
        )
        labels = {
            "domain": "Domain",
            "first": "First AI reading",
            "first_reason": "Why",
            "second": "Second AI reading",
            "second_reason": "Why",
        }
        found.append(PageTable(both, "INSPECT-SR, by domain", labels))
    if len(signals):
        rows = with_sources(signals)
        rows["signal"] = rows["signal"].map(with_names)
        rows["place"] = [UP + row_address("integrity_signals", r) for r in rows["row_id"]]
        labels = {
            "row_id": "Record",
            "kind": "Kind",
            "signal": "What was seen",
            "reference": "Where",
        }
        links = {"row_id": "place", "reference": "reference_address"}
        found.append(PageTable(rows, "Facts that matter for trust", labels, links=links))
    return tuple(found)


def _claims(printed: pd.DataFrame) -> tuple[PageTable, ...]:
    ties = tables.read("claim_evidence")
    ties = ties[ties["row_id"].isin(printed["row_id"])]
    if ties.empty:
        return ()
    claims = tables.read("claims").set_index("claim_id")["claim"]
    rows = ties.assign(
        claim=ties["claim_id"].map(claims),
        relation=ties["relation"].map(RELATIONS),
        place=[UP + claim_address(claim) for claim in ties["claim_id"]],
    )
    labels = {
        "claim_id": "Claim",
        "claim": "What is claimed",
        "row_id": "Record",
        "relation": "As evidence",
    }
    return (PageTable(rows, "Claims", labels, links={"claim_id": "place"}),)
