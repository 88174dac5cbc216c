"""Verdicts: each rule against decision tables, each decided claim against its rows, two readers."""

import csv
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shares import first_of

from living_review.checks.findings import Verdict
from living_review.evidence import tables
from living_review.pages.claim_section import how_reached
from living_review.pages.claims import claims_table
from living_review.pages.plural import several
from living_review.pages.records import readers_table
from living_review.pages.verdicts import certainty_in_words
from living_review.synthesis.verdicts import readings, rules
from living_review.synthesis.verdicts.answers import (
    Printed,
    compares,
    of_direction,
    of_interval,
    points,
    says,
)
from living_review.synthesis.verdicts.claims import (
    BY_INTERVALS,
    ITSELF,
    SETTLED,
    Claim,
    undivided,
    verdict_table,
)
from living_review.synthesis.verdicts.populations import by_population
from living_review.synthesis.verdicts.rules import ClaimVerdict, Comparison, Says
from living_review.synthesis.verdicts.soundness import check_verdicts
from living_review.workshop.authoring import entries, verdicts

FOR, AGAINST, NEITHER = Says.FOR, Says.AGAINST, Says.NEITHER
CLAIMS = list(undivided()["claim_id"])
RULED = list(tables.read("verdict_rules")["claim_id"])


def table(*answers, compares=None):
    frame = pd.DataFrame({"says": list(answers)}, dtype=object)
    return frame if compares is None else frame.assign(compares=list(compares))


@pytest.mark.parametrize(
    ("rule", "answers", "verdict"),
    [
        (rules.comparison, (), "cannot be checked"),
        (rules.comparison, (FOR, FOR), "supported"),
        (rules.comparison, (FOR, AGAINST), "partly supported"),
        (rules.comparison, (AGAINST,), "contradicted"),
        (rules.ranges, (), "cannot be checked"),
        (rules.ranges, (FOR, FOR), "supported"),
        (rules.ranges, (FOR, AGAINST), "partly supported"),
        (rules.ranges, (FOR, AGAINST, AGAINST), "overstated"),
        (rules.ranges, (AGAINST,), "contradicted"),
        # Of five or more, one that differs from all others does not decide.
        (rules.ranges, (FOR, *[AGAINST] * 7), "contradicted"),
        (rules.ranges, (AGAINST, *[FOR] * 4), "supported"),
        (rules.ranges, (AGAINST, *[FOR] * 3), "partly supported"),
        (rules.ranges, (FOR, FOR, *[AGAINST] * 6), "overstated"),
        (rules.association, (), "cannot be checked"),
        (rules.association, (FOR, FOR), "supported"),
        (rules.association, (FOR, FOR, NEITHER), "partly supported"),
        (rules.association, (FOR, NEITHER), "overstated"),
        (rules.association, (FOR, AGAINST), "unsupported"),
        (rules.association, (NEITHER, AGAINST), "unsupported"),
        (rules.association, (NEITHER, AGAINST, AGAINST), "contradicted"),
        (rules.association, (AGAINST,), "contradicted"),
        (rules.laboratories, (), "cannot be checked"),
        (rules.laboratories, (FOR, FOR, NEITHER), "supported"),
        (rules.laboratories, (FOR,), "partly supported"),
        (rules.laboratories, (FOR, FOR, AGAINST), "partly supported"),
        (rules.laboratories, (AGAINST, AGAINST), "contradicted"),
        (rules.laboratories, (NEITHER, AGAINST), "unsupported"),
        (rules.laboratories, (NEITHER,), "unsupported"),
        (rules.disagreement, (), "cannot be checked"),
        (rules.disagreement, (FOR,), "cannot be checked"),
        (rules.disagreement, (FOR, AGAINST), "supported"),
        (rules.disagreement, (FOR, NEITHER), "partly supported"),
        (rules.disagreement, (FOR, FOR), "contradicted"),
    ],
)
def test_rules_over_rows_follow_the_protocol(rule, answers, verdict):
    assert rule(table(*answers)).verdict == verdict


ALLOTTED, ALIKE, UNLIKE = Comparison


def populations(*rows, people=""):
    """Populations from pairs of what they say and whom they compare, and of which kind they are."""
    frame = table(*(row[0] for row in rows), compares=[row[1] for row in rows])
    return frame.assign(people=[row[2] if len(row) > 2 else people for row in rows])


@pytest.mark.parametrize(
    ("rows", "verdict", "level"),
    [
        ([], "unsupported", None),
        ([(FOR, ALLOTTED), (NEITHER, ALIKE)], "supported", ALLOTTED),
        ([(FOR, ALLOTTED), (FOR, ALLOTTED), (NEITHER, ALLOTTED)], "supported", ALLOTTED),
        # A trial without a difference weighs: one against one is no majority.
        ([(FOR, ALLOTTED), (NEITHER, ALLOTTED)], "overstated", ALLOTTED),
        ([(FOR, ALLOTTED), (AGAINST, ALLOTTED)], "unsupported", ALLOTTED),
        # Shown in some kinds of people and not in others.
        (
            [(FOR, ALLOTTED, "children"), (NEITHER, ALLOTTED, "adults")],
            "partly supported",
            ALLOTTED,
        ),
        (
            [(FOR, ALLOTTED, "children"), (AGAINST, ALLOTTED, "adults")],
            "partly supported",
            ALLOTTED,
        ),
        ([(AGAINST, ALLOTTED), (FOR, UNLIKE), (FOR, ALIKE)], "contradicted", ALLOTTED),
        ([(NEITHER, ALLOTTED), (FOR, UNLIKE)], "overstated", UNLIKE),
        # Where people are alike nothing is seen: an association of others is no step further.
        ([(NEITHER, ALIKE), (FOR, UNLIKE)], "unsupported", ALIKE),
        ([(FOR, ALIKE), (FOR, ALIKE), (AGAINST, UNLIKE)], "overstated", ALIKE),
        ([(FOR, UNLIKE)] * 9, "overstated", UNLIKE),
        ([(AGAINST, ALIKE)] * 9, "unsupported", ALIKE),
    ],
)
def test_an_effect_by_the_best_comparisons(rows, verdict, level):
    ruled = rules.effect(populations(*rows))
    assert (ruled.verdict, ruled.level) == (verdict, level)


SIDES = st.sampled_from(list(Says))


@given(st.lists(st.tuples(SIDES, st.sampled_from([ALIKE, UNLIKE])), min_size=1))
def test_without_groups_made_by_chance_nothing_is_shown_and_nothing_contradicted(rows):
    assert rules.effect(populations(*rows)).verdict in ("overstated", "unsupported")


STRENGTH = ("contradicted", "unsupported", "overstated", "partly supported", "supported")


@given(st.lists(st.tuples(SIDES, st.sampled_from(list(Comparison))), min_size=1))
def test_a_trial_without_a_difference_never_makes_an_effect_surer(rows):
    before = rules.effect(populations(*rows)).verdict
    after = rules.effect(populations(*rows, (NEITHER, ALLOTTED))).verdict
    if before == "contradicted":  # nor does it leave the reverse shown where it was just so
        assert STRENGTH.index(after) <= STRENGTH.index("overstated")
    else:
        assert STRENGTH.index(after) <= STRENGTH.index(before)


def evidence(*rows):
    """Rows of evidence: identifier, what it says, population, and further columns by name."""
    blank = {"compares": ALLOTTED, "people": "", "speaks": False}
    columns = ("row_id", "says", "population")
    return pd.DataFrame([blank | dict(zip(columns, row, strict=False)) | row[3] for row in rows])


def test_one_study_in_three_rows_counts_once():
    one = [(name, FOR, "north", {}) for name in "abc"]
    two = [("d", NEITHER, "south", {}), ("e", NEITHER, "west", {})]
    counted = by_population(evidence(*one, *two))
    assert len(counted) == 3
    assert rules.effect(counted).verdict == "overstated"  # by rows it would be three of five


def test_the_row_of_the_whole_speaks_for_its_parts():
    rows = [("a", FOR, "north", {}), ("b", FOR, "north", {})]
    whole = ("c", NEITHER, "north", {"speaks": True})
    assert by_population(evidence(*rows, whole))["says"].tolist() == [NEITHER]
    assert by_population(evidence(*rows))["says"].tolist() == [FOR]


def test_kinds_of_people_count_beside_each_other_and_their_whole_does_not():
    rows = [
        ("a", FOR, "north", {"people": "children and adolescents"}),
        ("b", NEITHER, "north", {"people": "adults"}),
        ("c", FOR, "north", {"people": "all ages"}),
        ("d", FOR, "north", {}),
    ]
    counted = by_population(evidence(*rows))
    assert counted["rows"].tolist() == [("a",), ("b",)]
    assert rules.effect(counted).verdict == "partly supported"


ROWS_OF_STUDIES = st.lists(
    st.tuples(SIDES, st.sampled_from("xyz"), st.sampled_from(list(Comparison))), min_size=1
)


@pytest.mark.long
@given(ROWS_OF_STUDIES, st.data())
def test_adding_a_study_again_changes_nothing(rows, data):
    """Every row of one study a second time, as another publication would print it."""
    first = [
        (str(place), says, study, {"compares": level})
        for place, (says, study, level) in enumerate(rows)
    ]
    again = data.draw(st.sampled_from("xyz"))
    second = [(f"{name}2", *rest) for name, *rest in first if rest[1] == again]
    before, after = (by_population(evidence(*some)) for some in (first, [*first, *second]))
    assert rules.effect(before) == rules.effect(after)
    assert rules.association(before) == rules.association(after)


def test_the_claim_itself_decides_nothing(project):
    """A claim whose rule compares, with the row that it was drawn from as its only one."""
    claim_id = next(c for c in RULED if Claim(c).rule["rule"] == "comparison")
    edit(
        project,
        "claim_evidence",
        lambda row: row | ({"directness": ITSELF} if row["claim_id"] == claim_id else {}),
    )
    claim = Claim(claim_id)
    assert claim.answers.empty
    assert claim.verdict == ClaimVerdict.UNCHECKABLE


@given(st.lists(st.sampled_from(list(Says)), min_size=1), st.randoms())
def test_the_order_of_rows_never_matters(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)
    for rule in (rules.comparison, rules.association, rules.laboratories, rules.disagreement):
        assert rule(table(*answers)) == rule(table(*shuffled))


@given(st.floats(-5, 5), st.floats(0, 5), st.floats(-5, 5))
def test_an_interval_and_its_mirror_say_the_reverse(low, width, null):
    high = low + width
    one, other = (of_interval(low, high, null, claimed) for claimed in ("higher", "lower"))
    assert {one, other} in ({NEITHER}, {FOR, AGAINST})


@pytest.mark.parametrize(
    ("direction", "claimed", "answer"),
    [
        ("more", "higher", FOR),
        ("higher", "lower", AGAINST),
        ("less", "lower", FOR),
        ("no clear difference", "higher", NEITHER),
        ("not comparable", "higher", None),
    ],
)
def test_directions_in_words(direction, claimed, answer):
    assert of_direction(direction, claimed) == answer


def test_a_share_agrees_where_the_roundings_meet():
    statistic = pd.Series({"value": "1", "value_high": "2", "unit": "out of ten patients"})
    printed = Printed(statistic, pd.DataFrame())
    for measure, value, answer in (
        ("number needed to treat", "7", FOR),
        ("number needed to treat", "4", AGAINST),
        ("risk difference", "20.4", AGAINST),
        ("risk difference", "20", FOR),
        ("words only", "", None),
    ):
        row = pd.Series({"measure": measure, "value": value})
        assert says("context_estimates", row, "", printed) == answer


def test_agreement_of_a_record_opposes_a_claim_that_things_are_different():
    for agrees, claimed, answer in (
        ("yes", "", FOR),
        ("no", "", AGAINST),
        ("", "", None),
        ("yes", "different", AGAINST),
        ("no", "different", FOR),
        ("", "different", None),
    ):
        assert says("provenance_facts", pd.Series({"agrees": agrees}), claimed, None) == answer


def test_where_an_estimate_points_does_not_heed_its_interval():
    row = pd.Series({"measure": "odds ratio", "estimate": "1.3", "ci_low": "0.8", "ci_high": "2.0"})
    assert says("printed_estimates", row, "higher", None) == NEITHER
    assert points("printed_estimates", row, "higher") == FOR
    assert points("printed_estimates", row, "lower") == AGAINST
    assert points("reported_findings", row, "higher") is None


@pytest.mark.parametrize("claim_id", RULED)
def test_directions_alone_are_tried_where_intervals_are_counted(claim_id):
    claim = Claim(claim_id)
    assert (claim.by_directions is not None) == (claim.rule["rule"] in BY_INTERVALS)


def test_an_estimate_without_an_interval_says_nothing():
    row = pd.Series({"measure": "odds ratio", "ci_low": "", "ci_high": ""})
    assert says("printed_estimates", row, "higher", None) is None


@pytest.mark.parametrize(
    ("design", "compared_with", "kind"),
    [
        ("meta-analysis of trials", "placebo", ALLOTTED),
        ("cohort", "users of another drug", ALIKE),
        ("self-controlled", "the same people at other times", ALIKE),
        ("cohort", "people who do not use it", UNLIKE),
        ("cohort", "", UNLIKE),
    ],
)
def test_how_like_the_people_are(design, compared_with, kind):
    row = pd.Series({"design": design, "compared_with": compared_with})
    assert compares("printed_estimates", row) == kind


@pytest.mark.parametrize(
    ("sd", "se", "limits", "verdict"),
    [
        (3, 8, (0, 0), "supported"),
        (3, 40, (0, 0), "partly supported"),
        (float("nan"), float("nan"), (0.2, 0.3), "contradicted"),
        (40, 50, (0, 0), "cannot be checked"),
    ],
)
def test_a_bound_of_p_over_unknown_group_sizes(sd, se, limits, verdict):
    smallest = pd.DataFrame(
        {"reading": ["SD", "SE"], "latest": [sd, se], "limiting_p": limits, "bound": 0.05}
    )
    assert rules.significance(smallest, 10).verdict == verdict


def test_every_verdict_on_a_number_gives_one_on_a_claim():
    assert set(rules.OF_FINDINGS) == set(Verdict)


# --- the claims of the review ------------------------------------------------------------------


def edit(project, name, change):
    """Rewrite a table of a copy of the review, row by row; rows for which None comes are gone."""
    path = project.root / "data" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = reader.fieldnames, [change(row) for row in reader]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row is not None)


@pytest.mark.parametrize("claim_id", first_of(RULED, 3))
def test_a_ruled_verdict_moves_with_its_rows(project, claim_id):
    """If no change of rows could move it, it would have been typed."""
    before = Claim(claim_id)
    rule, verdict = before.rule["rule"], before.verdict
    is_of_rows = rules.RULES[rule].reads.is_of_rows
    if is_of_rows and len(before.answers):
        read = set(before.answers["row_id"])
        edit(
            project,
            "claim_evidence",
            lambda row: None if (row["claim_id"] == claim_id and row["row_id"] in read) else row,
        )
    if is_of_rows and Claim(claim_id).verdict == verdict:
        # Nothing shows it, with the rows or without: a finding that does would move it.
        row = tables.read("printed_estimates").query("ci_low > '1' and design == 'cohort'").iloc[0]
        found = [row["row_id"]]
        if rules.RULES[rule].reads == rules.Reads.LABORATORIES:  # and laboratories that do
            contrasts = tables.read("biomarker_contrasts").query("laboratory != ''")
            ways = contrasts[contrasts["direction"].isin(["lower", "higher"])]
            found = ways.drop_duplicates("laboratory")["row_id"].head(4).tolist()
        path = project.root / "data" / "claim_evidence.csv"
        lines = "".join(f"{claim_id},{row_id},supports,direct,a test\n" for row_id in found)
        path.write_text(f"{path.read_text()}{lines}")
    elif not is_of_rows:
        changed = {"unit": "mmol/kg/day"} if rule == "recomputation" else {"spread": "999"}
        statistic = before.rule["statistic"]
        edit(
            project,
            "printed_statistics",
            lambda row: row | (changed if row["row_id"] == statistic else {}),
        )
    assert Claim(claim_id).verdict != verdict


@pytest.mark.parametrize("claim_id", RULED)
def test_relations_say_what_the_numbers_say(claim_id):
    claim = Claim(claim_id)
    typed = claim.links.set_index("row_id")["relation"]
    for row in claim.answers.itertuples():
        if claim.rule["rule"] != "disagreement":
            assert typed[row.row_id] == row.says, row.row_id


@pytest.mark.parametrize("claim_id", RULED)
def test_rows_that_a_rule_counts_and_those_it_does_not_add_up(claim_id):
    claim = Claim(claim_id)
    reads = rules.RULES[claim.rule["rule"]].reads
    if not reads.is_of_rows:
        assert claim.uncounted.empty
        return
    spoken = claim.links[claim.links["relation"] != "context"]
    counted = [
        row_id for row_id in spoken["row_id"] if row_id not in set(claim.uncounted["row_id"])
    ]
    if reads != rules.Reads.LABORATORIES:
        assert counted == claim.answers["row_id"].tolist()
    indirect = int((claim.uncounted["directness"] == "indirect").sum())
    pieces = several(indirect, "piece of indirect evidence", "pieces of indirect evidence")
    told = pieces in how_reached(claim)
    assert told == (claim.reads_direct_only and indirect > 0)


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        (["moderate", "moderate"], "moderate"),
        (["low", "very low", "high", "not applicable"], "very low to high"),
        (["low", ""], "low, not judged yet for 1"),
        (["", ""], "not judged yet"),
        (["not applicable"], "not applicable"),
        ([], "not applicable"),
    ],
)
def test_certainties_of_a_page_in_words(levels, words):
    assert certainty_in_words(levels) == words


def test_a_claim_is_overruled_where_a_rule_differs_from_two_readers_who_agree():
    known = verdict_table().set_index("claim_id")[["verdict", "decided_by"]]
    rows = readings.pairs().join(known, on="claim_id")
    by_rule = rows["decided_by"].str.startswith("rule")
    overruled = rows["agree"] & by_rule & (rows["verdict"] != rows["first"])
    assert overruled.tolist() == [Claim(claim_id).is_overruled for claim_id in rows["claim_id"]]
    assert overruled.any()
    # Whoever reads of a dispute finds how it was settled.
    settled = set(tables.read("verdict_readings", reading="settlement")["claim_id"])
    assert set(rows.loc[~rows["agree"], "claim_id"]) <= settled


def test_readers_of_one_name_stand_by_number():
    found = [re.fullmatch(r"(.*?)(\d*)", name) for name in readers_table().frame["reader"]]
    numbers = [(name[1], int(name[2] or 0)) for name in found]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("claim_id", [c for c in CLAIMS if SETTLED in Claim(c).readings])
def test_a_claim_that_is_settled_has_evidence_a_chapter_and_a_section(claim_id):
    claim = Claim(claim_id)
    assert len(claim.links), "no row of evidence"
    chapter = tables.root() / "chapters" / f"{claim.row['chapter']}.md"
    assert f"```{{claim}} {claim_id}\n" in chapter.read_text(encoding="utf-8")


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_a_claim_is_open_until_a_rule_or_two_readings_settle_it(claim_id):
    claim = Claim(claim_id)
    if SETTLED in claim.readings:
        assert set(claim.readings) == {"first", "second", SETTLED}
        assert claim.verdict != ClaimVerdict.OPEN
        assert all((claim.certainty, claim.reason, claim.would_change))
    elif claim.rule is None:
        assert claim.verdict == ClaimVerdict.OPEN


@pytest.mark.long
def test_a_claim_that_nobody_judged_stands_open_wherever_claims_are_listed(project):
    seed = tables.read("seeds")["seed"].iloc[0]
    known = set(tables.read("claims")["claim_id"])
    entries.new_row(
        "claims",
        {
            "seed": seed,
            "locator": "title",
            "claim": "Nobody judged this.",
            "kind": "harm",
            "origin": "said",
            "would_have_to_be_true": "It.",
            "chapter": Claim(CLAIMS[0]).row["chapter"],
        },
    )
    (new,) = set(tables.read("claims")["claim_id"]) - known
    table = verdict_table().set_index("claim_id")
    assert table.loc[new, "verdict"] == ClaimVerdict.OPEN
    assert "Nobody judged this." in claims_table().to_html()


def test_a_published_verdict_that_no_longer_holds_is_noticed():
    moved = verdicts.unrecorded(verdict_table(), tables.read("verdict_history"))
    assert not moved, (
        f"{moved}: look at what moved; then, if it is right: python -m living_review "
        "record-verdicts 'why it moved, in one sentence'"
    )


def test_judgements_were_made_on_todays_evidence():
    old = [c for c in CLAIMS if SETTLED in Claim(c).readings and not Claim(c).is_current]
    assert not old, (
        f"{old}: their evidence changed since they were judged; read them again, then: "
        "python -m living_review confirm-verdicts S1-01 …"
    )


def test_evidence_that_changes_makes_its_judgements_old(project):
    claim_id = CLAIMS[0]
    before = Claim(claim_id).digest
    row_id = Claim(claim_id).links["row_id"].iloc[0]
    name = tables.table_of(row_id)
    edit(
        project,
        name,
        lambda row: row | ({"locator": "elsewhere"} if row["row_id"] == row_id else {}),
    )
    assert Claim(claim_id).digest != before


def test_who_checked_a_row_is_no_part_of_the_evidence(project):
    claim_id = CLAIMS[0]
    before = Claim(claim_id).digest
    for name in {tables.table_of(r) for r in Claim(claim_id).links["row_id"]}:
        edit(project, name, lambda row: row | ({"checked_by": ""} if "checked_by" in row else {}))
    assert Claim(claim_id).digest == before


# --- readers, history, faults ------------------------------------------------------------------


def test_agreement_of_two_readers_as_worked_out_by_hand():
    # 20 claims: both a 8, both b 6, a then b 4, b then a 2; expected by chance 0.5, kappa 0.4.
    first = pd.Series(list("a" * 12 + "b" * 8))
    second = pd.Series(list("a" * 8 + "b" * 4 + "a" * 2 + "b" * 6))
    found = readings.agreement(first, second)
    assert (found["number"], found["same"]) == (20, 14)
    assert found["kappa"] == pytest.approx((0.7 - 0.5) / 0.5)
    # Wilson's interval by its formula, z of 1.96.
    z, n, p = 1.959964, 20, 0.7
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
    assert found["share_low"] == pytest.approx(middle - half, abs=1e-6)
    assert found["share_high"] == pytest.approx(middle + half, abs=1e-6)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_agreement_does_not_depend_on_who_is_first(both):
    first, second = (pd.Series(side) for side in zip(*both, strict=True))
    one, other = readings.agreement(first, second), readings.agreement(second, first)
    assert one["same"] == other["same"]
    assert one["kappa"] == pytest.approx(other["kappa"], nan_ok=True)


@pytest.mark.long
def test_a_moved_verdict_is_recorded_with_its_reason(project):
    found = verdict_table()
    claim_id = found.loc[found["verdict"] != "open", "claim_id"].iloc[0]
    edit(project, "verdict_history", lambda row: None if row["claim_id"] == claim_id else row)
    lines = verdicts.record_verdicts("A test of it.")
    assert any(line.startswith(f"{claim_id}: open → ") for line in lines)
    assert Claim(claim_id).history["why"].tolist() == ["A test of it."]
    assert verdicts.record_verdicts("Nothing to tell.") == []


def test_a_verdict_is_not_recorded_without_a_reason(project):
    with pytest.raises(ValueError, match="say why"):
        verdicts.record_verdicts("  ")


def test_only_what_was_settled_can_be_confirmed(project):
    with pytest.raises(ValueError, match="S9-99: there is no settlement"):
        verdicts.confirm(["S9-99"])


READING = {
    "claim_id": "S1-25",
    "reading": "first",
    "reader": "reader1",
    "verdict": "supported",
    "certainty": "not applicable",
    "reason": "One. Two.",
    "discussion": "",
}


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ([{"reading": "settlement"}], "verdict", "a rule decides"),
        ([{"claim_id": "S1-08", "verdict": ""}], "verdict", "is blank"),
        ([{"certainty": "low"}], "certainty", "about a record"),
        ([{"reason": "One. Two. Three. Four."}], "reason", "more than 3 sentences"),
        ([{}, {"reading": "second"}], "reader", "also made the first reading"),
        (
            [
                {"claim_id": "S1-08"},
                {
                    "claim_id": "S1-08",
                    "reading": "second",
                    "verdict": "overstated",
                    "reader": "reader2",
                },
                {"claim_id": "S1-08", "reading": "settlement"},
            ],
            "discussion",
            "the readings differ",
        ),
    ],
)
def test_judgements_that_cannot_be_are_told(rows, column, words):
    read = {
        "verdict_rules": [{"claim_id": "S1-25", "rule": "comparison"}],
        "claims": [
            {"claim_id": "S1-25", "kind": "bibliographic"},
            {"claim_id": "S1-08", "kind": "authority"},
        ],
        "verdict_readings": [READING | row for row in rows],
    }
    found = check_verdicts(read)
    assert [(p.column, words in p.wrong) for p in found] == [(column, True)]
    assert found[0].line == len(rows) + 1
    assert found[0].remedy


def test_the_data_may_name_every_rule_and_no_other():
    (table,) = (t for t in tables.descriptor()["resources"] if t["name"] == "verdict_rules")
    columns = {column["name"]: column for column in table["schema"]["fields"]}
    assert set(columns["rule"]["constraints"]["enum"]) == set(rules.RULES)
    assert {name for rule in rules.RULES.values() for name in rule.needs} < set(columns)


def test_the_data_are_sound_by_what_verdicts_need():
    read = {
        name: tables.read(name).to_dict("records")
        for name in ("verdict_rules", "verdict_readings", "claims")
    }
    assert check_verdicts(read) == []


def test_a_rule_without_what_it_needs_is_told():
    row = {"claim_id": "S1-19", "rule": "recomputation", "statistic": "S1-N13", "check": ""}
    (problem,) = check_verdicts({"verdict_rules": [row]})
    assert problem.column == "check"
    assert "recomputation needs it" in problem.wrong
