"""What whole-number samples print, against full enumeration, and laws that real samples keep."""

from collections import Counter
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
    localcontext,
)
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.checks.integer_samples import (
    Convention,
    grim,
    grim_many,
    percent_to_count,
    possible_totals,
    sizes_that_fit,
)
from living_review.checks.reconstruction import (
    PrintedSample,
    debit,
    grimmer,
    one_sample,
    reconstruct,
)
from living_review.checks.whole_number_sums import count_samples, sample_exists
from living_review.evidence.printed_numbers import NUMBER

ROUNDINGS = {
    Convention.HALF_UP: [ROUND_HALF_UP],
    Convention.HALF_EVEN: [ROUND_HALF_EVEN],
    Convention.TRUNCATION: [ROUND_DOWN],
    Convention.HALF_EITHER_WAY: [ROUND_HALF_UP, ROUND_HALF_DOWN],
}
conventions = st.sampled_from(list(Convention))


def prints(value: Decimal, digits: int, convention: Convention) -> set[str]:
    """Everything a value may be printed as; minus zero is zero."""
    step = Decimal(1).scaleb(-digits)
    shown = {value.quantize(step, rounding=how) for how in ROUNDINGS[convention]}
    return {f"{abs(number) if number == 0 else number:f}" for number in shown}


def mean_and_sd(sample, items: int, population: bool = False) -> tuple[Decimal, Decimal]:
    """Mean and SD with 60 digits: a tie is exact, and anything else is told from one."""
    n, total, squares = len(sample), sum(sample), sum(x * x for x in sample)
    with localcontext(prec=60):
        mean = Decimal(total) / (n * items)
        divisor = n * (n if population else n - 1) * items**2
        return mean, (Decimal(n * squares - total * total) / divisor).sqrt()


@cache
def enumerated(n, items, low, high, digits, convention, population=False) -> Counter:
    """How many multisets print each pair of mean and SD, all multisets tried."""
    found = Counter()
    for sample in combinations_with_replacement(range(low * items, high * items + 1), n):
        mean, sd = mean_and_sd(sample, items, population)
        found.update(product(prints(mean, digits, convention), prints(sd, digits, convention)))
    return found


def number_text(scaled: int, digits: int) -> str:
    return f"{Decimal(scaled).scaleb(-digits):f}"


@given(st.data(), conventions, st.integers(1, 40), st.integers(1, 4), st.integers(0, 3))
@settings(max_examples=600, deadline=None)
def test_totals_are_those_that_print_the_mean(data, convention, n, items, digits):
    low = data.draw(st.integers(-3, 3))
    high = data.draw(st.integers(low, low + 5))
    number = data.draw(st.integers(low * 10**digits, high * 10**digits))
    cases, mean = n * items, number_text(number, digits)
    with localcontext(prec=60):
        expected = [
            total
            for total in range(low * cases, high * cases + 1)
            if mean in prints(Decimal(total) / cases, digits, convention)
        ]
    assert list(possible_totals(mean, n, convention, items, low, high)) == expected
    assert (convention in grim(mean, n, items).conventions) == bool(expected)
    assert grim_many([number], digits, n, items)[convention].tolist() == [bool(expected)]


@pytest.mark.parametrize("digits", [0, 2, 20])
def test_many_means_at_once_agree_with_one_at_a_time(digits):
    random = np.random.default_rng(digits)
    numbers = [int(x) * 10 ** max(0, digits - 3) for x in random.integers(-5000, 5000, 400)]
    sizes, items = random.integers(1, 300, 400), random.integers(1, 5, 400)
    found = grim_many(numbers, digits, sizes, items)
    for i, (number, n, k) in enumerate(zip(numbers, sizes, items, strict=True)):
        one = grim(number_text(number, digits), int(n), int(k)).conventions
        assert one == tuple(c for c in Convention if found[c][i])


def test_numbers_beyond_64_bits_are_exact():
    big = 3 * 10**30
    found = grim_many([big, big + 1, 519], 2, [10**25, 10**25, 28])
    assert found[Convention.HALF_UP].tolist() == [True, True, False]
    assert grim_many(np.array([2**62, 2**62 + 1]), 0, 1)[Convention.HALF_EVEN].all()
    assert not grim_many(np.array([2**63 + 1], dtype=np.uint64), 1, 1)[Convention.HALF_UP].any()
    assert grim_many([], 2, 5)[Convention.HALF_UP].shape == (0,)


@pytest.mark.long
@given(
    st.data(), conventions, st.integers(2, 6), st.integers(1, 2), st.integers(0, 2), st.booleans()
)
@settings(max_examples=2500, deadline=None)
def test_mean_and_sd_are_possible_and_counted_as_by_enumeration(
    data, convention, n, items, digits, population
):
    low = data.draw(st.integers(-2, 1))
    high = data.draw(st.integers(low, low + (6 if items == 1 else 3)))
    found = enumerated(n, items, low, high, digits, convention, population)
    # Half of the means and spreads come from a sample, so that both verdicts are tried.
    mean, sd = data.draw(st.sampled_from(sorted(found)))
    if data.draw(st.booleans()):
        mean = number_text(data.draw(st.integers(low * 10**digits, high * 10**digits)), digits)
    if data.draw(st.booleans()):
        sd = number_text(data.draw(st.integers(0, (high - low) * 10**digits)), digits)
    case = (mean, sd, n, items, low, high, population)
    assert (convention in grimmer(*case).conventions) == ((mean, sd) in found), case
    assert reconstruct(PrintedSample(*case), convention) == found[mean, sd], case


@pytest.mark.long
@given(conventions, st.integers(2, 5), st.integers(0, 2), st.data())
@settings(max_examples=200, deadline=None)
def test_a_scale_without_ends_agrees_with_a_wide_one(convention, n, digits, data):
    found = enumerated(n, 1, -7, 7, digits, convention)
    mean = number_text(data.draw(st.integers(-(10**digits), 10**digits)), digits)
    sd = number_text(data.draw(st.integers(0, 2 * 10**digits)), digits)
    possible = (mean, sd) in found
    assert (convention in grimmer(mean, sd, n).conventions) == possible
    assert (convention in grimmer(mean, sd, n, high=7).conventions) == possible
    assert (convention in grimmer(mean, sd, n, low=-7).conventions) == possible


@cache
def reachable(n: int, width: int) -> dict[int, int]:
    """Sums of squares that n numbers from 0 to width have, as bits of one number, by sum."""
    if n == 0:
        return {0: 1}
    found = {}
    for total, squares in reachable(n - 1, width).items():
        for value in range(width + 1):
            found[total + value] = found.get(total + value, 0) | squares << value * value
    return found


@pytest.mark.parametrize(
    ("n", "width"),
    [(1, 6), (2, 9), (3, 12), (4, 11), (6, 8), (9, 6), (12, 5), (5, 10), (7, 0), (8, 1), (9, 3)],
)
def test_every_sum_of_squares_is_decided_as_by_enumeration(n, width):
    found = reachable(n, width)
    for total in range(-1, n * width + 2):
        for squares in range(n * width * width + 2):
            expected = bool(found.get(total, 0) >> squares & 1)
            assert sample_exists(n, width, total, squares, squares) == expected, (total, squares)
            assert bool(count_samples(n, width, total, squares)) == expected, (total, squares)


@pytest.mark.long
@given(st.sampled_from([(5, 30), (10, 14), (15, 12), (25, 8), (40, 5)]), st.data())
@settings(max_examples=1500, deadline=None)
def test_larger_samples_are_decided_as_by_enumeration(size, data):
    n, width = size
    total = data.draw(st.integers(0, n * width))
    squares = reachable(n, width)[total]
    # The ends are where parity does not decide alone.
    far = data.draw(st.integers(0, 60))
    near_the_end = data.draw(st.booleans())
    first = squares.bit_length() - far if near_the_end else data.draw(st.integers(0, n * width**2))
    length = data.draw(st.sampled_from([1, 1, 2, 5, 40]))
    first = max(0, first)
    expected = bool(squares >> first & ((1 << length) - 1))
    assert sample_exists(n, width, total, first, first + length - 1) == expected


@given(conventions, st.integers(2, 60), st.integers(1, 3), st.data())
@settings(max_examples=400, deadline=None)
def test_zeros_and_ones_agree_with_trying_every_count(convention, n, digits, data):
    pairs = set()
    for ones in range(n + 1):
        mean, sd = mean_and_sd([1] * ones + [0] * (n - ones), 1)
        pairs |= set(product(prints(mean, digits, convention), prints(sd, digits, convention)))
    mean, sd = data.draw(st.sampled_from(sorted(pairs)))
    if data.draw(st.booleans()):
        sd = number_text(data.draw(st.integers(0, 8 * 10 ** (digits - 1))), digits)
    assert (convention in debit(mean, sd, n).conventions) == ((mean, sd) in pairs)


@given(conventions, st.integers(1, 400), st.integers(0, 2), st.data())
@settings(max_examples=500, deadline=None)
def test_percentages_agree_with_trying_every_count(convention, n, digits, data):
    percent = number_text(data.draw(st.integers(0, 100 * 10**digits)), digits)
    with localcontext(prec=60):
        expected = [
            count
            for count in range(n + 1)
            if percent in prints(Decimal(100 * count) / n, digits, convention)
        ]
    assert list(percent_to_count(percent, n)[convention]) == expected
    assert (n in sizes_that_fit(percent, max(1, n - 3), n + 3)[convention]) == bool(expected)


@given(
    st.integers(0, 2**32),
    st.integers(2, 100),
    st.sampled_from([(0, 63), (1, 5), (1, 7)]),
    st.sampled_from([1, 1, 3, 21]),
    st.integers(0, 4),
)
@settings(max_examples=400, deadline=None)
def test_what_a_real_sample_prints_is_never_impossible(seed, n, scale, items, digits):
    random, (low, high) = np.random.default_rng(seed), scale
    shape = random.dirichlet(np.full(high - low + 1, random.choice([0.05, 1.0])))
    answers = random.choice(np.arange(low, high + 1), size=(n, items), p=shape)
    sample = answers.sum(axis=1).tolist()
    mean, sd = mean_and_sd(sample, items)
    for convention in Convention:
        for texts in product(prints(mean, digits, convention), prints(sd, digits, convention)):
            assert convention in grim(texts[0], n, items, low, high).conventions
            assert convention in grimmer(*texts, n, items, low, high).conventions
            assert convention in grimmer(*texts, n, items).conventions
    # Floating point decides ties either way, each by itself.
    scores = answers.mean(axis=1)
    texts = f"{scores.mean():.{digits}f}", f"{scores.std(ddof=1):.{digits}f}"
    assert grimmer(*texts, n, items, low, high).conventions


def test_numbers_of_arrays_do_not_overflow():
    n, low, high = np.array([40, 1, 7], dtype=np.int8)
    found = grimmer("4.02500000", "1.47609151", n, 1, low, high)
    assert found == grimmer("4.02500000", "1.47609151", 40, 1, 1, 7)
    assert found.conventions
    assert possible_totals("4.025", n, Convention.HALF_UP, 1, low, high) == range(161, 162)


def test_published_examples():
    # Brown & Heathers 2017: a mean of 5.19 from 28 whole numbers.
    assert not grim("5.19", 28).conventions
    assert grim("5.18", 28).conventions
    # Examples in the documentation of the R packages rsprite2 (first two) and scrutiny.
    # They round to the nearest, either way at ties; truncation makes the first one possible.
    assert grimmer("3.44", "2.47", 18).conventions == (Convention.TRUNCATION,)
    assert grimmer("5.21", "1.6", 28).conventions
    assert not debit("0.36", "0.11", 20).conventions
    assert not debit("0.35", "0.18", 20).conventions


# Ends with more digits than any source prints, near misses, and things that are no text.
anything = st.one_of(
    st.text(max_size=8),
    st.integers(-9, 99),
    st.floats(),
    st.none(),
    st.booleans(),
    st.from_regex(NUMBER, fullmatch=True).filter(lambda text: len(text) < 12),
)


@given(anything, anything, anything, anything, anything, anything)
@settings(max_examples=300, deadline=None)
def test_garbage_gives_a_verdict_only_on_numbers(mean, sd, n, items, low, high):
    for function, texts, sizes in (
        (lambda: grimmer(mean, sd, n, items, low, high), (mean, sd), (n, items)),
        (lambda: grim(mean, n, items, low, high), (mean,), (n, items)),
        (lambda: debit(mean, sd, n), (mean, sd), (n,)),
        (lambda: percent_to_count(mean, n), (mean,), (n,)),
        (lambda: grim_many([mean], 2, n), (), (mean, n)),
    ):
        try:
            function()
        except ValueError:
            pass
        else:
            assert all(isinstance(text, str) and NUMBER.fullmatch(text) for text in texts)
            assert all(isinstance(size, int) for size in sizes)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda: grim("5,19", 28), "not a printed number"),
        (lambda: grim("5.19", 0), "n is 0: write a whole number from 1"),
        (lambda: grim("5.19", 2.5), "n is 2.5"),
        (lambda: grim("5.19", 28, items=0), "items is 0"),
        (lambda: grim("5.19", 28, low=7, high=1), "low 7 is above high 1"),
        (lambda: grim("5.19", 28, low=0.5), "low is 0.5: write a whole number"),
        (lambda: grim("7.01", 28, low=1, high=7), "above the scale's high end 7"),
        (lambda: grim("0.99", 28, low=1, high=7), "below the scale's low end 1"),
        (lambda: grimmer("5.19", "-0.50", 28), "the SD -0.50 is negative"),
        (lambda: grimmer("5.19", "0.50", 1), "one person has no sample SD"),
        (lambda: grimmer("5.19", "99999.5", 3), "in a larger unit"),
        (lambda: grimmer("5.19", "9.5", 10**5, items=2), "no more than 100000"),
        (lambda: grim_many([5.19], 2, 28), "numbers hold float64"),
        (lambda: grim_many([519], 2, 0), "write whole numbers from 1"),
        (lambda: grim_many([519], -1, 28), "digits is -1"),
        (lambda: percent_to_count("100.1", 5), "from 0 to 100"),
        (lambda: sizes_that_fit("50", 5, 4), "largest is 4"),
        (lambda: reconstruct(PrintedSample("3", "1", 5, low=1)), "write low and high"),
        (lambda: reconstruct(PrintedSample("9", "2", 90, low=0, high=63)), "too many to count"),
    ],
)
def test_errors_say_what_to_write_instead(refused, message):
    with pytest.raises(ValueError, match=message):
        refused()


@pytest.mark.long
@given(
    st.integers(0, 2**32),
    st.integers(2, 90),
    st.sampled_from([(0, 63), (1, 5), (-63, 63)]),
    st.integers(0, 2),
    conventions,
)
@settings(max_examples=300, deadline=None)
def test_a_sample_that_is_shown_prints_what_was_printed(seed, n, scale, digits, convention):
    random, (low, high) = np.random.default_rng(seed), scale
    shape = random.dirichlet(np.full(high - low + 1, random.choice([0.05, 1.0])))
    answers = random.choice(np.arange(low, high + 1), size=n, p=shape).tolist()
    mean, sd = mean_and_sd(answers, 1)
    texts = [sorted(prints(value, digits, convention))[0] for value in (mean, sd)]
    found = one_sample(PrintedSample(*texts, n, 1, low, high), convention)
    if found is None:  # it may miss one, and never invents one
        return
    sample = list(Counter(found).elements())
    assert len(sample) == n
    assert low <= min(sample) <= max(sample) <= high
    for value, text in zip(mean_and_sd(sample, 1), texts, strict=True):
        assert text in prints(value, digits, convention)


@pytest.mark.long
def test_a_sample_is_nearly_always_found_where_there_is_one():
    missed, random = 0, np.random.default_rng(3)
    for _ in range(300):
        answers = random.integers(0, 64, random.integers(20, 60)).tolist()
        mean, sd = mean_and_sd(answers, 1)
        case = PrintedSample(f"{mean:.2f}", f"{sd:.2f}", len(answers), 1, 0, 63)
        missed += one_sample(case, Convention.HALF_EVEN) is None
    assert missed <= 3


def test_no_sample_is_shown_where_none_exists():
    assert one_sample(PrintedSample("3.0", "2.5", 5, low=1, high=5)) is None
    assert one_sample(PrintedSample("0.50", "0.50", 10, low=0, high=1)) is None
