"""Ready-made tables and figures: what chapters ask for, made from the data.

A panel reads rows through `tables`, has them computed, and hands them to a chart or a table.
It holds no formula of its own.
"""

from living_review.book.panels.answers import (
    CertaintyOfTrials,
    EarlierReviews,
    Multiverse,
    SilentTrials,
    adverse_events_table,
)
from living_review.book.panels.bias import (
    BiasOfTrials,
)
from living_review.book.panels.change import (
    PrintedChange,
    amount_table,
    equivalent_dose_table,
    schedule_table,
)
from living_review.book.panels.checklists import (
    checklist_numbers,
    checklist_table,
    checklists_table,
    reading_table,
)
from living_review.book.panels.checks import (
    DocumentedCases,
    Ledger,
    TrialOfChecks,
)
from living_review.book.panels.claims import (
    checked_against_table,
    claims_table,
    evidence_table,
    row_in_words,
)
from living_review.book.panels.comparison import (
    PrintedComparison,
    prefixed,
)
from living_review.book.panels.context import (
    PeopleOfAHundred,
    context_numbers,
    estimate_numbers,
    estimates_table,
    net_responder_numbers,
    net_responders_figure,
    prevalence_figure,
    years_before,
)
from living_review.book.panels.designs import (
    EstimatesByDesign,
    findings_table,
    printed_estimates_table,
)
from living_review.book.panels.differences import (
    Responses,
    TrialDifferences,
)
from living_review.book.panels.directions import (
    Directions,
)
from living_review.book.panels.editions import (
    AnswerByYear,
    EditionsSoFar,
)
from living_review.book.panels.kinds import (
    evidence_figure,
    evidence_numbers,
    side_by_side_table,
)
from living_review.book.panels.laboratory import (
    laboratory_figure,
    laboratory_rows,
    laboratory_table,
)
from living_review.book.panels.ratios import (
    RatiosSideBySide,
)
from living_review.book.panels.records import (
    access_table,
    data_links,
    dictionary_series,
    experiments_table,
    facts_table,
    lookups_table,
    printed_values,
    protocol_table,
    readers_table,
    reading_numbers,
    review_state,
    searches_table,
    seeds_table,
    statistics_table,
    table_names,
)
from living_review.book.panels.safety import (
    help_lines,
    help_sources,
    safety_list,
    still_to_check,
    verdict_lines,
)
from living_review.book.panels.simulated import (
    SimulatedPools,
)
from living_review.book.panels.trials import (
    TrialResults,
    Trials,
)
from living_review.book.panels.trustworthiness import (
    Trustworthiness,
    doubted_numbers,
)
from living_review.book.panels.verdicts import (
    TwoReaders,
    Verdicts,
    chapter_certainty,
    claim_section,
    rules_table,
    verdict_links,
)
from living_review.book.panels.wording import (
    WordComparison,
)

__all__ = [
    "AnswerByYear",
    "BiasOfTrials",
    "CertaintyOfTrials",
    "Directions",
    "DocumentedCases",
    "EarlierReviews",
    "EditionsSoFar",
    "EstimatesByDesign",
    "Ledger",
    "Multiverse",
    "PeopleOfAHundred",
    "PrintedChange",
    "PrintedComparison",
    "RatiosSideBySide",
    "Responses",
    "SilentTrials",
    "SimulatedPools",
    "TrialDifferences",
    "TrialOfChecks",
    "TrialResults",
    "Trials",
    "Trustworthiness",
    "TwoReaders",
    "Verdicts",
    "WordComparison",
    "access_table",
    "adverse_events_table",
    "amount_table",
    "chapter_certainty",
    "checked_against_table",
    "checklist_numbers",
    "checklist_table",
    "checklists_table",
    "claim_section",
    "claims_table",
    "context_numbers",
    "data_links",
    "dictionary_series",
    "doubted_numbers",
    "equivalent_dose_table",
    "estimate_numbers",
    "estimates_table",
    "evidence_figure",
    "evidence_numbers",
    "evidence_table",
    "experiments_table",
    "facts_table",
    "findings_table",
    "help_lines",
    "help_sources",
    "laboratory_figure",
    "laboratory_rows",
    "laboratory_table",
    "lookups_table",
    "net_responder_numbers",
    "net_responders_figure",
    "prefixed",
    "prevalence_figure",
    "printed_estimates_table",
    "printed_values",
    "protocol_table",
    "readers_table",
    "reading_numbers",
    "reading_table",
    "review_state",
    "row_in_words",
    "rules_table",
    "safety_list",
    "schedule_table",
    "searches_table",
    "seeds_table",
    "side_by_side_table",
    "statistics_table",
    "still_to_check",
    "table_names",
    "verdict_lines",
    "verdict_links",
    "years_before",
]
