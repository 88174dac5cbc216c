"""Exclusions without a rule, rules without an exclusion, and rules that are none."""

import pytest

from living_review.evidence.eligibility import eligibility_rules
from living_review.evidence.screening_rows import check_screening

RULE = next(iter(eligibility_rules()))


def told(decision: str, rule: str) -> list[str]:
    row = {"record": "pubmed:1", "decision": decision, "rule": rule}
    return [str(problem) for problem in check_screening({"screening_decisions": [row]})]


@pytest.mark.parametrize(("decision", "rule"), [("include", ""), ("unsure", ""), ("exclude", RULE)])
def test_a_decision_that_says_what_it_must_is_sound(decision, rule):
    assert told(decision, rule) == []


@pytest.mark.parametrize(
    ("decision", "rule", "said"),
    [
        ("exclude", "", "is blank"),
        ("exclude", "P1", "is no rule of eligibility"),  # a rule of the protocol, of another kind
        ("include", RULE, "the decision is include"),
        ("unsure", RULE, "the decision is unsure"),
    ],
)
def test_a_wrong_rule_is_told_with_its_place_and_the_remedy(decision, rule, said):
    (problem,) = told(decision, rule)
    assert problem.startswith("data/screening_decisions.csv:2, column rule")
    assert said in problem
    assert "remedy: " in problem


@pytest.mark.parametrize(("stage", "wrong"), [("title and abstract", 1), ("full text", 0)])
def test_a_text_can_only_be_missing_once_it_is_looked_for(stage, wrong):
    row = {"record": "pubmed:1", "stage": stage, "decision": "not retrieved", "rule": ""}
    assert len(check_screening({"screening_decisions": [row]})) == wrong


def test_without_decisions_no_protocol_is_needed():
    assert check_screening({}) == []


def test_every_rule_has_its_words():
    assert all(key and words for key, words in eligibility_rules().items())
