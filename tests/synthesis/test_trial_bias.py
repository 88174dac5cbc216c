"""Risk of bias from two readers' answers, and certainty from judged steps."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from living_review.evidence import tables
from living_review.synthesis.certainty import DOMAINS, Certainty, certainty, in_words
from living_review.synthesis.risk_of_bias.form import OVERALL, Risk
from living_review.synthesis.trials.bias import (
    SHOWN,
    UNTOLD,
    agreement,
    answers,
    best_case,
    judgements,
    kappa,
)


def test_every_trial_has_a_judgement_of_every_domain_by_both_readers():
    found = judgements()
    trials = tables.read("risk_of_bias_answers")["trial"].nunique()
    whole = found[found["domain"] == OVERALL]
    assert len(whole) == trials
    assert set(found["shown"]) <= set(SHOWN)
    risks = [str(risk) for risk in Risk]
    worse = [
        max(a, b, key=risks.index) for a, b in zip(found["first"], found["second"], strict=True)
    ]
    assert list(found["judgement"]) == worse


def test_too_little_read_is_never_said_where_a_fault_was_seen():
    found = judgements().set_index(["trial", "domain"])
    assert found.loc[("tarleton2017", "measurement"), "shown"] == str(Risk.HIGH)
    assert found.loc[("afsharfar2021", "missing outcome data"), "shown"] == UNTOLD
    assert found.loc[("tarleton2017", OVERALL), "shown"] == str(Risk.HIGH)
    assert found.loc[("afsharfar2021", OVERALL), "shown"] == UNTOLD
    untold = found[found["shown"] == UNTOLD]
    assert (untold["judgement"] == str(Risk.HIGH)).all()


def domain_answers(**told) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "domain": "randomisation",
            "question": [k.replace("_", ".")[1:] for k in told],
            "answer": list(told.values()),
        }
    )


def test_the_best_case_fills_only_what_is_missing():
    assert best_case(domain_answers(q1_1="NI", q1_2="NI", q1_3="NI")) is Risk.LOW
    assert best_case(domain_answers(q1_1="Y", q1_2="N", q1_3="NI")) is Risk.HIGH
    assert best_case(domain_answers(q1_1="N", q1_2="Y", q1_3="N")) is Risk.SOME_CONCERNS


def test_kappa_agrees_with_statsmodels():
    rng = np.random.default_rng(2)
    for _ in range(20):
        table = rng.integers(0, 12, (3, 3)) + np.eye(3, dtype=int)
        pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i, j])]
        first, second = (pd.Series([str(pair[place]) for pair in pairs]) for place in (0, 1))
        assert kappa(first, second) == pytest.approx(cohens_kappa(table).kappa, abs=1e-12)


def test_agreement_counts_probably_as_yes_or_no():
    found = agreement()
    first, second = answers("first")["answer"], answers("second")["answer"]
    assert (first == second).sum() <= found["same_answers"] <= found["answers"]
    assert 0 < found["kappa"] < 1
    assert 0 < found["uninformed"] < 1


def test_a_changed_answer_moves_a_judgement(project):
    path = project.root / "data" / "risk_of_bias_answers.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    changed = [
        row.replace(",NI,", ",N,") if row.startswith("afsharfar2021,3.4,") else row for row in rows
    ]
    before = judgements().set_index(["trial", "domain"])["judgement"]
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")
    after = judgements().set_index(["trial", "domain"])["judgement"]
    key = ("afsharfar2021", "missing outcome data")
    assert (before[key], after[key]) == ("high", "some concerns")


def steps(**concerns) -> pd.DataFrame:
    told = [concerns.get(domain.replace(" ", "_"), "not serious") for domain in DOMAINS]
    return pd.DataFrame({"domain": DOMAINS, "concern": told})


@pytest.mark.parametrize(
    ("concerns", "level"),
    [
        ({}, Certainty.HIGH),
        ({"imprecision": "serious"}, Certainty.MODERATE),
        ({"imprecision": "very serious"}, Certainty.LOW),
        ({"imprecision": "very serious", "indirectness": "serious"}, Certainty.VERY_LOW),
        (
            {
                "imprecision": "very serious",
                "risk_of_bias": "very serious",
                "publication_bias": "serious",
            },
            Certainty.VERY_LOW,
        ),
    ],
)
def test_each_step_takes_certainty_down(concerns, level):
    assert certainty(steps(**concerns)) is level


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (steps().iloc[1:], "domain 'risk of bias' stands 0 times"),
        (pd.concat([steps(), steps().iloc[:1]]), "stands 2 times"),
        (steps(imprecision="grave"), "concern 'grave': use one of"),
        (
            pd.concat([steps(), pd.DataFrame({"domain": ["luck"], "concern": ["serious"]})]),
            "'luck'",
        ),
    ],
)
def test_steps_that_do_not_make_a_rating_are_refused(table, message):
    with pytest.raises(ValueError, match=message):
        certainty(table)


@pytest.mark.parametrize(
    ("level", "low", "high", "words"),
    [
        (Certainty.HIGH, -1, -0.5, "The drug reduces pain."),
        (Certainty.MODERATE, 0.2, 0.5, "The drug probably increases pain."),
        (Certainty.LOW, -0.2, 0.5, "The drug may make little or no difference to pain."),
        (
            Certainty.VERY_LOW,
            -1,
            -0.5,
            "The evidence is very uncertain about the effect of the drug on pain.",
        ),
    ],
)
def test_the_answer_is_worded_by_its_certainty_and_direction(level, low, high, words):
    assert in_words(level, "The drug", "pain", low, high) == words


def test_a_changed_step_moves_the_certainty_on_the_page(project):
    from living_review.pages.certainty import judged_steps
    from living_review.synthesis.certainty import certainty

    assert certainty(judged_steps()) == "very low"
    path = project.root / "data" / "certainty_judgements.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("imprecision,serious", "imprecision,not serious"), encoding="utf-8"
    )
    assert certainty(judged_steps()) == "low"
