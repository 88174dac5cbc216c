"""Strings of PubMed asked of records at hand, against set operations on small worlds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.search.queries import Searched, meets, mistakes, read_query
from living_review.search.sources.registry import check_strings
from living_review.search.strings import SearchString, strings

WORDS = ("asthma", "asthmatic", "child", "children", "low mood", "mood, low", "Mg2+ (serum)")


def test_strings_of_the_protocol_have_no_mistake():
    check_strings(strings())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(asthma[Title] AND child[Title]", "Unbalanced opening parenthesis"),
        ("asthma[Title] AND", "Cannot end with LOGIC_OPERATOR"),
        ("asthma[Titel]", "Search field [Titel] is not supported"),
        ('"asthma[Title]', "Unmatched opening quote"),
        ("asthma[Title] AND child", "The search field is implicit"),
        ("as*[Title]", "Wildcards cannot be used for short strings"),
    ],
)
def test_a_mistake_in_a_string_is_named_before_anything_is_asked(text, said):
    with pytest.raises(ValueError, match=re.escape(f"pubmed.txt: {said}")):
        check_strings([SearchString("pubmed.txt", "PubMed", text)])


def test_a_heading_is_not_taken_for_its_words():
    assert mistakes('"asthma"[MeSH Terms] OR "asthma, occupational"[MeSH Terms]') == []


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        ("asthma[Title]", "Asthma in children", True),
        ("asthma[Title]", "Asthmatic children", False),
        ("asthma*[Title]", "Asthmatic children", True),
        ('"low mood"[Title]', "A low, mood", True),
        ('"low mood"[Title]', "Mood, low", False),
        ("asthma[Title] NOT child[Title]", "Asthma of a child", False),
        ("sthma*[Title]", "Asthma", False),
        ("asthma[MeSH Terms]", "Asthma", False),
        ('"-"[Title]', "Asthma", False),
    ],
)
def test_words_are_found_as_pubmed_writes_them(text, title, found):
    assert meets(read_query(text), Searched(title)) is found


def test_abstract_and_headings_are_places_of_their_own():
    record = Searched("A trial", "In asthma.", frozenset({"lung diseases"}))
    assert meets(read_query("asthma[Title/Abstract]"), record)
    assert not meets(read_query("asthma[Title]"), record)
    assert meets(read_query('"Lung Diseases"[MeSH Terms]'), record)


ATOMS = ("alpha", "beta1", "gamma")
TREES = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.tuples(st.sampled_from(("AND", "OR", "NOT")), inner, inner),
    max_leaves=6,
)


def written(tree) -> str:
    if isinstance(tree, str):
        return f"{tree}[Title]"
    operator, left, right = tree
    return f"({written(left)} {operator} {written(right)})"


def truth(tree, words: set[str]) -> bool:
    if isinstance(tree, str):
        return tree in words
    operator, left, right = tree
    a, b = truth(left, words), truth(right, words)
    return {"AND": a and b, "OR": a or b, "NOT": a and not b}[operator]


@given(TREES, st.sets(st.sampled_from(ATOMS)))
def test_trees_follow_the_rules_of_sets(tree, words):
    assert meets(read_query(written(tree)), Searched(" ".join(sorted(words)))) is truth(tree, words)


@given(st.text(max_size=60))
def test_garbage_is_a_query_or_is_refused_in_words(text):
    try:
        said = str(meets(read_query(text), Searched("asthma")))
    except ValueError as error:
        said = str(error)
    assert said.strip()


def test_words_that_pubmed_would_take_apart_are_refused():
    with pytest.raises(ValueError, match="quotation marks around a phrase"):
        read_query("low mood[Title]")
    assert read_query("low mood[MeSH Terms]")
