"""How hard texts are to read: formulas by hand, garbage, and the opening of every chapter."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.evidence import tables
from living_review.pages import readability
from living_review.pages.readability import Counts

# Nine is the grade of people of fourteen or fifteen. One formula weighs the length of sentences,
# the other that of words; the kinder one has to say nine, and the other not much more.
MOST_LOWER, MOST_HIGHER = 9, 10
# Five short ones are easier than four long ones.
FEWEST_SENTENCES, MOST_SENTENCES = 2, 5
OPENINGS = readability.opening_grades()


def test_both_formulas_by_hand():
    # The3 dog3 ran3 home4. It2 was3 late4. → 22 letters, 7 words, 2 sentences
    counts = readability.count("The dog ran home. It was late.")
    assert counts == Counts(22, 7, 2)
    # 4.71 × 22/7 = 14.8029; 0.5 × 7/2 = 1.75; 14.8029 + 1.75 - 21.43 = -4.8771
    assert readability.automated_readability_index(counts) == pytest.approx(-4.8771, abs=1e-4)
    # 0.0588 × 314.2857 = 18.4800; 0.296 × 28.5714 = 8.4571; 18.48 - 8.4571 - 15.8 = -5.7771
    assert readability.coleman_liau_index(counts) == pytest.approx(-5.7771, abs=1e-4)


@pytest.mark.parametrize("counts", [Counts(639, 119, 5), Counts(450, 100, 8), Counts(300, 80, 9)])
def test_the_rounded_formula_is_that_of_the_paper(counts):
    """Coleman and Liau give two steps: a share of words guessed, and a grade from it."""
    letters, ends = (100 * n / counts.words for n in (counts.characters, counts.sentences))
    share = 141.8401 - 0.214590 * letters + 1.079812 * ends
    grade = -27.4004 * share / 100 + 23.06395
    assert readability.coleman_liau_index(counts) == pytest.approx(grade, abs=0.02)


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("A mean of {glue:text}`n` people.", "A mean of 10 people."),
        ("{term}`Welch's test <Welch test>` and {term}`kappa`", "Welch's test and kappa"),
        ("See [the page](page.md#part) and *this*.", "See the page and this."),
        ("As told {cite:p}`doe2001`.", "As told ."),
        ("$x^2$ and `code` go.", "and  go."),
        ("```{code-cell} python\n1\n```\nText", "Text"),
        ("One line\nand its next.\n\nTwo.", "One line and its next.\n\nTwo."),
        ("", ""),
    ],
)
def test_marks_are_taken_off(markdown, plain):
    assert readability.plain_text(markdown) == plain


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("One. Two? Three!", 3),
        ("About 3.5 of 10 people.", 1),
        ("It is so; but why: who knows.", 1),
        ("A heading\n\nA sentence.", 2),
        ("He said: “so.” (It was.) Yes.", 3),
        ("...", 0),
    ],
)
def test_sentences_are_told_apart(text, number):
    assert len(readability.sentences(text)) == number


def test_a_text_without_words_has_no_grade():
    assert math.isnan(readability.automated_readability_index(Counts(0, 0, 0)))
    assert math.isnan(readability.coleman_liau_index(Counts(0, 0, 0)))
    with pytest.raises(ValueError, match="no word"):
        readability.grades(" . — ")


@given(st.text(max_size=300))
def test_garbage_gives_grades_or_a_plain_refusal(text):
    counts = readability.count(text)
    assert counts.characters >= counts.words >= counts.sentences >= 0
    if counts.words:
        found = readability.grades(text)
        assert math.isfinite(found.lower)
        assert found.sentences >= 1
        assert found.hardest in readability.sentences(text)
    else:
        with pytest.raises(ValueError, match="no word"):
            readability.grades(text)


@given(st.text(alphabet=st.sampled_from("ab1 .!?`*{}[]()<>$:\n#|-"), max_size=120))
def test_garbage_for_markdown_is_read(markdown):
    assert isinstance(readability.plain_text(markdown), str)


@given(st.integers(1, 9), st.integers(1, 400), st.integers(0, 4000))
def test_longer_words_and_longer_sentences_are_harder(ends, more_words, more_letters):
    words = ends + more_words
    plain = Counts(words + more_letters, words, ends)
    longer = Counts(plain.characters + words, words, ends)
    run_on = Counts(plain.characters, words, ends + 1) if words > ends else plain
    for formula in (readability.automated_readability_index, readability.coleman_liau_index):
        assert formula(longer) > formula(plain)
        assert formula(run_on) <= formula(plain)


def test_every_chapter_of_the_contents_is_known():
    assert sorted(tables.chapters()) == sorted(
        path.stem for path in (tables.root() / "chapters").glob("*.md")
    )
    assert set(tables.chapters()) - set(OPENINGS) == {"glossary", "references"}


@pytest.mark.parametrize("chapter", OPENINGS)
def test_an_opening_reads_at_about_fourteen(chapter):
    found = OPENINGS[chapter]
    higher = max(found.ari, found.coleman_liau)
    told = (
        f"chapters/{chapter}.md: In short reads at school grades {found.ari:.1f} and "
        f"{found.coleman_liau:.1f}; at most {MOST_LOWER} and {MOST_HIGHER} are wanted. Hardest: "
        f"{found.hardest!r}. Remedy: shorter sentences, shorter words"
    )
    assert found.lower <= MOST_LOWER, told
    assert higher <= MOST_HIGHER, told


@pytest.mark.parametrize("chapter", OPENINGS)
def test_an_opening_has_a_few_sentences(chapter):
    number = OPENINGS[chapter].sentences
    assert FEWEST_SENTENCES <= number <= MOST_SENTENCES, (
        f"chapters/{chapter}.md: In short has {number} sentences; "
        f"{FEWEST_SENTENCES} to {MOST_SENTENCES} are wanted"
    )


def test_a_hard_opening_would_be_seen():
    text = (
        "Notwithstanding considerable methodological heterogeneity, contemporaneous "
        "investigations consistently demonstrate statistically significant "
        "supplementation-associated amelioration."
    )
    assert readability.grades(text).lower > MOST_HIGHER


def test_contents_without_parts_are_read(project):
    project.keep_chapters("index", "glossary")
    assert tables.chapters() == ["index", "glossary"]
