"""The estimator of a reader's own review repeats the package, in the browser that runs it."""

import pytest
from pooling_cases import case_of, made_up, of_multiverse
from shares import first_of

from living_review.evidence import tables
from living_review.synthesis.trials import own_choices
from living_review.synthesis.trials.multiverse import choices

SCRIPT = tables.root() / "living_review" / "book" / "static" / "pooling.js"
# Of a value, or of a standard deviation where the value is smaller; readers see two decimals.
EXACT = 1e-3
ASK = """cases => cases.map(({ trials, method }) => {
  const end = (value, side) => value ?? side * Infinity;
  const taken = trials.map((t) => method.prior
    ? (!t.regions ? { y: t.y, v: t.v }
      : { v: t.v, regions: t.regions.map(([a, b]) => [end(a, -1), end(b, 1)]) })
    : (t.point ? { y: t.point[0], v: t.point[1] } : {}));
  return reviewPooling.pool(taken, method);
})"""
FAULTS = {
    "the variance of a new trial's effect": ("tau2 + se * se", "tau2"),
    "the rule of the ad hoc interval": ("max(1, inflation)", "inflation"),
    "the degrees of freedom of an interval": ("tQuantile(k - 1)", "tQuantile(k)"),
    "limits taken on the wrong side": ("(low - mu) * errors[t]", "(mu - low) * errors[t]"),
    "the prior's tail": ("(df + 1) / 2 * log1p", "df / 2 * log1p"),
    "the weights of DerSimonian and Laird": (
        "trials.length + 1) / (total",
        "trials.length) / (total",
    ),
    "the middle of the posterior": ("estimate: quantile(0.5)", "estimate: quantile(0.45)"),
}
pytestmark = pytest.mark.site


@pytest.fixture
def ask(chromium):
    """Answers of the script, or of one with a fault put in, to cases."""
    context = chromium.new_context()

    def asked(cases, fault=None):
        source = SCRIPT.read_text(encoding="utf-8")
        if fault:
            assert source.count(fault[0]) == 1
            source = source.replace(*fault)
        page = context.new_page()
        # A classic script's own name is not the window's, so it is given one.
        page.add_script_tag(content=f"{source}\nwindow.reviewPooling = reviewPooling;")
        return page.evaluate(ASK, cases)

    yield asked
    context.close()


def differences(cases, answers) -> list[str]:
    """What the two say unlike each other."""
    found = []
    for number, (case, told) in enumerate(zip(cases, answers, strict=True)):
        if case["answer"] == "unsettled":  # the page, which shows fewer digits, may have one
            continue
        if case["answer"] is None or "problem" in told:
            if (case["answer"] is None) != ("problem" in told):
                found.append(f"{number}: {case['answer']} and {told}")
            continue
        for name, value in case["answer"].items():
            other = told[name]
            if value is None or other is None:
                far = not (value is None and (other is None or other != other))
            else:
                far = abs(other - value) > EXACT * max(1, abs(value))
            if far:
                found.append(f"{number}, {name}: {value} and {other}")
    return found


def test_stored_combinations_are_repeated(ask):
    cases = of_multiverse(every=29)
    assert len(cases) > 20
    assert differences(cases, ask(cases)) == []


@pytest.mark.long
def test_made_up_pools_are_repeated(ask):
    cases = [case_of(*made_up(number)) for number in range(60) if number % 6 < 5]
    assert sum(isinstance(case["answer"], dict) for case in cases) > 25
    assert differences(cases, ask(cases)) == []


@pytest.mark.parametrize("fault", first_of(FAULTS))
def test_a_fault_in_the_script_is_noticed(ask, fault):
    cases = of_multiverse(every=97) + [case_of(*made_up(number)) for number in (24, 30, 31, 36, 43)]
    assert differences(cases, ask(cases, FAULTS[fault]))


def test_a_fault_in_the_package_is_noticed(ask):
    cases = of_multiverse(every=97)
    moved = [{**c, "answer": {**c["answer"], "low": c["answer"]["low"] - 0.002}} for c in cases]
    assert len(differences(moved, ask(cases))) == len(cases)


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_all_stored_combinations_are_repeated(ask, part):
    cases = of_multiverse(every=10, first=part)
    assert differences(cases, ask(cases)) == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
def test_five_hundred_made_up_pools_are_repeated(ask, part):
    cases = [case_of(*made_up(number)) for number in range(part, 500, 20)]
    assert differences(cases, ask(cases)) == []


def test_every_method_and_kind_of_trial_is_among_the_cases():
    methods = {made_up(number)[1].name for number in range(60)}
    assert methods == {method.name for method in own_choices.methods()}
    stored = {tuple(sorted(case["method"].items())) for case in of_multiverse(every=29)}
    assert len(stored) > 5
    assert choices().sets
