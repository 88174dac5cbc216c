"""Sentences of the chapters that no glued number carries: each holds for the rows of the data."""

import re

import additions
import pytest
from shares import first_of

from living_review.evidence import tables
from living_review.evidence.doses import readings_of_an_amount
from living_review.pages.claims import claims_table
from living_review.pages.records import search_numbers
from living_review.statistics.group_comparisons import (
    PAST,
    against_intervals,
    implied_by_intervals,
)
from living_review.synthesis.verdicts.claims import undivided, verdict_table
from living_review.synthesis.verdicts.rules import ClaimVerdict

SUBSTANCES = tables.read("substances")
FLUIDS = ("plasma", "serum", "serum or plasma")


def ranges(*matrices):
    found = tables.read("reference_intervals", substance="Mg", fraction="total")
    return found[found["matrix"].isin(matrices)]


def implied_spreads(spread, *matrices):
    return implied_by_intervals(spread, ranges(*matrices), "mg/L", SUBSTANCES)["implied_sd"]


def reports_of_the_laboratory(matrix):
    found = tables.read("biomarker_values", laboratory="iasi", substance="Mg", matrix=matrix)
    found = found[found["mean"] != ""]
    return found.assign(year=[tables.entry(key)["year"] for key in found["source"]])


def test_the_patients_red_cell_mean_lies_in_the_lower_part_of_every_range_that_holds_it():
    patients = tables.rows("printed_statistics", "S1-N01").assign(label="p")
    placed = against_intervals(patients, ranges("erythrocytes"), "mg/L", SUBSTANCES)
    holding = placed[~placed["status"].isin(PAST) & (placed["p"] == "inside")]
    assert len(holding) >= 3
    height = (44.39 - holding["low_converted"]) / (
        holding["high_converted"] - holding["low_converted"]
    )
    assert (height < 0.34).all()


def test_the_printed_red_cell_spread_is_smaller_than_any_that_a_range_implies():
    assert (implied_spreads(3.2, "erythrocytes") > 3.2).all()


def test_the_printed_plasma_spread_of_controls_is_wider_than_any_that_a_range_implies():
    assert (implied_spreads(3.3, *FLUIDS) < 3.3).all()


def test_the_large_effect_under_a_standard_error_needs_people_who_differ_more_than_ranges():
    assert implied_spreads(3.2, "erythrocytes").max() < 3.2 * 20**0.5


def test_plasma_controls_of_2009_lie_above_those_of_2004_and_patients_near_the_latter():
    earlier = reports_of_the_laboratory("plasma").query("role == 'controls'").set_index("year")
    patients, controls = tables.rows("printed_statistics", "S1-N04", "S1-N05")["value"].astype(
        float
    )
    assert controls > float(earlier.loc["2004", "mean"]) + 3
    assert abs(patients - float(earlier.loc["2004", "mean"])) < 1


def test_red_cell_controls_of_the_reports_have_nearly_the_same_mean():
    earlier = reports_of_the_laboratory("erythrocytes").query("role == 'controls'")["mean"]
    means = [*earlier.astype(float), float(tables.row("printed_statistics", "S1-N02")["value"])]
    assert len(means) >= 3
    assert max(means) - min(means) < 0.5


def test_red_cells_against_the_claim_come_from_one_laboratory():
    links = tables.read("claim_evidence")
    opposing = links[(links["claim_id"] == "S1-02") & (links["relation"] == "opposes")]["row_id"]
    contrasts = tables.read("biomarker_contrasts").set_index("row_id")
    assert set(contrasts.loc[opposing, "laboratory"]) == {"geneva"}


def test_the_later_papers_higher_dose_is_close_to_the_first_sources_read_as_an_amount():
    dose, salts = tables.row("printed_statistics", "S1-N13"), ["MgCl2", "MgCl2.6H2O"]
    table = readings_of_an_amount(dose["value"], "mmol/kg", salts, "mg/kg", SUBSTANCES)
    hydrate = table.set_index("substance").loc["MgCl2.6H2O", "salt"]
    later = tables.row("animal_experiments", "ani-003")
    assert later["dose_unit"] == "mg/kg/day"
    assert abs(hydrate - float(later["dose"])) < 1
    # By hand: 0.2 mmol of the hydrate weighs 0.2 * 203.30 mg and holds 0.2 * 24.305 mg.
    assert hydrate == pytest.approx(40.66)
    assert table["element"].tolist() == pytest.approx([4.861, 4.861])


def no_search_has_run() -> bool:
    return search_numbers()["searches-run"] == "0"


def no_person_has_checked() -> bool:
    persons = set(tables.read("readers", kind="person")["reader"])
    tabled = {described["name"] for described in tables.descriptor()["resources"]}
    return not any(persons & set(tables.read(name).get("checked_by", ())) for name in tabled)


def all_readers_are_machines() -> bool:
    return tables.read("readers", kind="person").empty


# What prose says without a number, and while what it holds.
ONLY_WHILE = (
    (r"No search has run|no search has run|No search of a database has run", no_search_has_run),
    (r"No database has been searched", no_search_has_run),
    (r"[Nn]o clinician has checked|[Nn]o person has checked", no_person_has_checked),
    (
        r"All readers (?:so far )?are machines|readings so far are by machine",
        all_readers_are_machines,
    ),
)


def said_in_vain() -> list[str]:
    """Sentences that are no longer true, by file and line."""
    root, found = tables.root(), []
    for path in (*sorted(root.glob("chapters/*.md")), root / "README.md", root / "protocol.yaml"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for words, holds in ONLY_WHILE:
                if re.search(words, line) and not holds():
                    found.append(f"{path.relative_to(root)}:{number}: {line.strip()[:120]}")
    return found


def test_no_page_says_that_nothing_was_searched_or_checked_when_it_was():
    found = said_in_vain()
    assert not found, "no longer true, so write it anew:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("addition", "words"),
    first_of(
        [
            ("search that ran", "search"),
            ("person who checks", "clinician"),
            ("person who reads", "All"),
        ]
    ),
)
def test_a_sentence_that_became_untrue_is_named(project, addition, words):
    (project.root / "README.md").write_text("No database has been searched yet.\n")
    if not any(words in line for line in said_in_vain()):  # else it has been added already
        additions.ADDITIONS[addition]()
    assert any(words in line for line in said_in_vain())


def test_open_and_judged_claims_are_all_claims():
    table = verdict_table()
    judged = table["verdict"] != ClaimVerdict.OPEN
    assert (table["decided_by"] != "").tolist() == judged.tolist()
    assert table["claim_id"].tolist() == undivided()["claim_id"].tolist()


def test_about_half_of_the_publications_were_seen_as_abstracts_or_records_only():
    views = tables.read("publication_views")
    thin = views["access"].isin(["abstract", "record only"])
    only = views.assign(thin=thin).groupby("source")["thin"].all()
    assert 0.4 < only.mean() < 0.65


def test_two_reports_of_the_laboratory_saw_rises_with_other_drugs():
    contrasts = tables.read("biomarker_contrasts")
    rises = contrasts[
        (contrasts["laboratory"] == "iasi")
        & (contrasts["direction"] == "higher")
        & contrasts["treatment"].str.contains("haloperidol|risperidone")
    ]
    assert len(rises) >= 2


def test_the_abstract_names_none_of_the_harms_that_the_page_adds():
    row = tables.row("provenance_facts", "prov-103")
    assert (row["count"], row["of"], row["agrees"]) == ("0", "7", "no")


def test_no_trial_of_the_review_has_a_scale_of_pleasure():
    for scale in set(tables.read("trial_results")["scale"]):
        assert not re.match("SHAPS|DARS|TEPS|FCPS|SHPS|ACIPS", scale), (
            f"{scale} asks for pleasure, and the chapter on rats says that no trial did"
        )


def test_animals_point_both_ways_on_reward():
    relations = set(tables.read("claim_evidence", claim_id="S1-21")["relation"])
    assert {"supports", "opposes"} <= relations


def test_pages_are_named_by_their_titles_not_by_their_files():
    examined = set(claims_table().frame["examined"])
    assert "What antidepressants do, and how fast" in examined
    assert tables.title("no-such-page") == "No such page"


def test_red_cell_controls_of_the_same_laboratory():
    earlier = reports_of_the_laboratory("erythrocytes").query("role == 'controls'")
    controls = earlier.set_index("year")[["mean", "spread"]]
    now = tables.row("printed_statistics", "S1-N02")
    assert controls.loc["2008"].tolist() == [now["value"], now["spread"]] == ["59.1", "3.2"]
    assert float(controls.loc["2004", "spread"]) < 3.2
    assert abs(float(controls.loc["2004", "mean"]) - 59.1) < 0.2


def test_what_the_patients_in_geneva_took_while_they_improved_is_not_told():
    rows = tables.read("biomarker_contrasts", study="widmer1992")
    assert "none at entry" in set(rows["treatment"])
    better = rows[rows["comparison"] == "correlation with recovery"]
    assert better["treatment"].tolist() == [""]
    cells = tables.read("biomarker_contrasts", comparison="after against before treatment")
    cells = cells[cells["matrix"].str.contains("erythrocytes")]
    cells = cells[cells["condition"] == "depression"]
    assert set(cells["laboratory"]) == {"iasi"}  # the others measured serum
