"""Prose lint: ways to type a number are found, plain prose passes, the chapters have none."""

import re
import shutil

import pytest

from living_review.evidence import tables
from living_review.workshop.prose.chapter_trees import chapter_trees
from living_review.workshop.prose.declared import declared
from living_review.workshop.prose.lint import DECLARED, Lint
from living_review.workshop.prose.numbers_in_text import numbers_in_text, plain
from living_review.workshop.prose.shown_texts import shown_texts

ROOT = tables.root()
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.md"))

# Way of typing a number → Markdown, and what has to be found.
WAYS = {
    "a digit": ("Of 7 people.", ["7"]),
    "with decimals": ("The mean was 44.39 mg/L.", ["44.39"]),
    "with thousands": ("It was 4,000 people.", ["4,000"]),
    "a heading": ("## Heading with 5", ["5"]),
    "an item": ("- item 6", ["6"]),
    "an item's number": ("12. people took part", ["12"]),
    "a table": ("| a |\n|---|\n| 12 |", ["12"]),
    "bold within a word": ("It was 1**2** people.", ["12"]),
    "an entity": ("It was &#49;&#50; people.", ["12"]),
    "an escape": ("It was 1\\. and no more.", ["1"]),
    "a substitution": ("It was {{ 6 * 7 }} people.", ["42"]),
    "a footnote": ("Text[^a].\n\n[^a]: Of 12.", ["12"]),
    "a footnote's number": ("They were[^12] people.\n\n[^12]: A note.", ["12", "12"]),
    "a quote of nobody": ("> Of 12.", ["12"]),
    "a quote in a sentence, of nobody": ('They say "of 12 people" here.', ["12"]),
    "the words of a link": ("[page 12](index.md)", ["12"]),
    "a bare address": ("See <https://example.org/12>.", ["12"]),
    "a definition": ("Term 3\n: Of 12.", ["3", "12"]),
    "a glossary": (":::{glossary}\nterm\n  Of 12.\n:::", ["12"]),
    # Words.
    "a word": ("It was twelve people.", ["twelve"]),
    "a capital word": ("Seven people came.", ["Seven"]),
    "two words": ("It was four thousand people.", ["four thousand"]),
    "a hyphen": ("It was seventy-six people.", ["seventy-six"]),
    "a soft hyphen": ("It was twel\u00adve people.", ["twelve"]),
    "a hard hyphen": ("It was seventy\u2011six people.", ["seventy-six"]),
    "with one": ("It was a hundred and one people.", ["a hundred and one"]),
    "two": ("It was two trials.", ["two"]),
    "a dozen": ("It was a dozen people.", ["a dozen"]),
    "dozens": ("There were dozens of trials.", ["dozens"]),
    "half": ("In half of the trials.", ["half"]),
    "a third": ("In a third of the trials.", ["a third"]),
    "two thirds": ("In two thirds of the trials.", ["two thirds"]),
    "a fifth": ("In one of them a fifth stopped.", ["fifth"]),
    "twice": ("It was twice as many.", ["twice"]),
    "doubled": ("The value doubled.", ["doubled"]),
    "manifold": ("It rose threefold.", ["threefold"]),
    "zero": ("Of zero trials.", ["zero"]),
    "an age in words": ("People in their sixties.", ["sixties"]),
    "an order from four on": ("The seventh trial.", ["seventh"]),
    # Digits of other forms.
    "full-width": ("It was １２ people.", ["12"]),
    "Arabic-Indic": ("It was ١٢ people.", ["١٢"]),
    "Devanagari": ("It was १२ people.", ["१२"]),
    "Chinese": ("It was 七 people.", ["七"]),
    "superscript": ("It was ¹² people.", ["12"]),
    "subscript": ("It was ₁₂ people.", ["12"]),
    "circled": ("It was ⑫ people.", ["12"]),
    "mathematical": ("It was 𝟏𝟐 people.", ["12"]),
    "a fraction": ("It was ½ of them.", ["1⁄2"]),
    "a whole and a fraction": ("It was 3¾ mg.", ["33⁄4"]),
    "invisible between": ("It was 1\u200b2 people.", ["12"]),
    "Roman": ("It was XIV people.", ["XIV"]),
    "small Roman": ("It was xiv people.", ["xiv"]),
    "a Roman letter": ("It was V people.", ["V"]),
    "a Roman character": ("It was Ⅻ people.", ["XII"]),
    # Inline marks.
    "a code span": ("It was `12` people.", ["12"]),
    "a formula": ("It was $n = 12$ people.", ["12"]),
    "a formula on its own line": ("$$ n = 12 $$", ["12"]),
    "a formula in a fence": ("```{math}\nn = 12\n```", ["12"]),
    "words in a formula": ("It was $n = \\text{twelve}$ people.", ["twelve"]),
    "a fraction in a formula": ("It was $\\frac{1}{3}$ of them.", ["1", "3"]),
    "an entity of a fraction": ("It was &frac12; of them.", ["1⁄2"]),
    "a keycap": ("It was 1\ufe0f\u20e32\ufe0f\u20e3 people.", ["12"]),
    "a filled circle": ("It was ❷ people.", ["❷"]),
    "words over two lines": ("It was four\nthousand people.", ["four\nthousand"]),
    "marks within a word": ("It was tw**elve** people.", ["twelve"]),
    "a number of a document": ("See {pep}`12`.", ["12", "12"]),
    "a file to load down": ("See {download}`of 12 <../aside.txt>`.", ["12"]),
    "words of an index": ("See {index}`of 12`.", ["12", "12"]),
    "details": ("<details><summary>Of 3</summary>\nOf 12.\n</details>", ["3", "12"]),
    "words of a term": ("It was {term}`twelve <anhedonia>` people.", ["twelve"]),
    "words of a reference": ("See {numref}`Figure 12 <fig>`.", ["12"]),
    "words of a document": ("See {doc}`page 12 <index>`.", ["12"]),
    "subscript by role": ("It was {sub}`12` people.", ["12"]),
    "an abbreviation": ("It was {abbr}`SE (of 12 people)`.", ["12"]),
    "beside a citation": ("As told {cite:p}`{see}nechifor2009{p. 12}`.", ["12"]),
    "a badge": ("It was {bdg-primary}`12` people.", ["12"]),
    "a title of a link": ('[text](index.md "of 12")', ["12"]),
    "a description": ("![of 12](a.png)", ["12"]),
    "a title of a picture": ('![text](a.png "of 12")', ["12"]),
    # HTML.
    "inline HTML": ("It was <b>12</b> people.", ["12"]),
    "an inline title": ('It was <span title="of 12">so</span>.', ["12"]),
    "block HTML": ("<div>\nOf 12.\n</div>", ["12"]),
    "a title in block HTML": ('<div title="of twelve">\n</div>', ["twelve"]),
    "an unknown attribute": ('<div data-tip="of 12">\n</div>', ["12"]),
    "a list in HTML": ('<ol start="12"><li>x</li></ol>', ["12"]),
    "style in HTML": ('<style>p::after {content: "of 12"}</style>', ["12"]),
    "script in HTML": ("<script>\ndocument.write(12)\n</script>", ["12"]),
    "a figure in Markdown": (
        ":::{figure-md}\n![of 3](a.png)\n\nOf 12.\n:::",
        ["3", "12"],
    ),
    "a button": ("```{button-link} https://example.org\nOf 12\n```", ["12"]),
    "raw": ("```{raw} html\n<b>12</b>\n```", ["12"]),
    # Directives.
    "an admonition and its title": (":::{admonition} Of 3\nOf 12.\n:::", ["3", "12"]),
    "a caution": (":::{caution}\nOf 12.\n:::", ["12"]),
    "a danger": (":::{danger}\nOf 12.\n:::", ["12"]),
    "an attention": (":::{attention}\nOf 12.\n:::", ["12"]),
    "an epigraph": (":::{epigraph}\nOf 12.\n:::", ["12"]),
    "a sidebar": (":::{sidebar} Of 3\nOf 12.\n:::", ["3", "12"]),
    "a topic": (":::{topic} Of 3\nOf 12.\n:::", ["3", "12"]),
    "a rubric": (":::{rubric} Of 12\n:::", ["12"]),
    "a card": (":::{card} Of 3\nOf 12.\n:::", ["3", "12"]),
    "cards": (
        "::::{grid}\n:::{grid-item-card} Of 3\nOf 12.\n:::\n::::",
        ["3", "12"],
    ),
    "tabs": ("::::{tab-set}\n:::{tab-item} Of 3\nOf 12.\n:::\n::::", ["3", "12"]),
    "a dropdown": (":::{dropdown} Of 3\nOf 12.\n:::", ["3", "12"]),
    "what is toggled": (":::{toggle}\nOf 12.\n:::", ["12"]),
    "a list table": ("```{list-table} Of 3\n* - a\n* - of 12\n```", ["3", "12"]),
    "a CSV table": ("```{csv-table} Of 3\na,12\n```", ["3", "12"]),
    "a figure": ("```{figure} a.png\n:alt: of 3\n\nOf 12.\n```", ["3", "12"]),
    "a picture": ("```{image} a.png\n:alt: of 12\n```", ["12"]),
    "code": ("```python\nn = 12\n```", ["12"]),
    "a code block": ("```{code-block} python\n:caption: Of 3\nn = 12\n```", ["3", "12"]),
    "indented code": ("Text:\n\n    n = 12", ["12"]),
    "reStructuredText": ("```{eval-rst}\n.. note:: Of 12.\n```", ["12"]),
    "an included file": ("```{include} ../aside.txt\n```", ["12"]),
    "a file as code": ("```{literalinclude} ../aside.txt\n```", ["12"]),
    "a glued picture": ("```{glue:figure} name\nOf 12.\n```", ["12"]),
    "an index": ("```{index} of 12\n```", ["12"]),
    "a line block": ("```{eval-rst}\n| Of 12.\n```", ["12"]),
    "contents": ("```{toctree}\n:caption: Of 3\nOf 12 <index>\n```", ["12", "3"]),
    "front matter": ("---\nmyst:\n  html_meta:\n    description: Of 12\n---\nText.", ["12"]),
    # Cells.
    "a caption in a cell": (
        "```{code-cell} python\n:tags: [hide-input]\nshow('Of 12 people')\n```",
        ["12"],
    ),
    "a caption in a cell, made": (
        "```{code-cell} python\nshow(f'Of 12 people, {n} died')\n```",
        ["12"],
    ),
    "a caption in a cell's options": (
        "```{code-cell} python\n---\nmystnb:\n  figure:\n    caption: Of 12\n---\nx\n```",
        ["12"],
    ),
    "a remark in a cell": ("```{code-cell} python\nx  # of 12 people\n```", ["12"]),
    "a glued text": ('```{code-cell} python\nglue_numbers({"n": "12"})\n```', ["12"]),
    # What a pattern would let through whole.
    "people that look like a year": ("A survey of 2014 people.", ["2014"]),
    "adjectives behind a year": ("It had 2014 depressed people.", ["2014"]),
    "a year that is none": ("It weighed 2014.5 mg.", ["2014.5"]),
    "a decade that is none": ("There were 1990s of them, or 1990 more.", ["1990", "1990"]),
    "a percentage": ("It helped 95 % of them.", ["95"]),
    "a printed p": ("The p was < 0.05.", ["0.05"]),
    "another bound": ("With p < 0.05 it helped.", ["0.05"]),
    "a distance": ("They lay 3.92 sd apart.", ["3.92"]),
    "an identifier that is none": ("A row S3-01.", ["3", "01"]),
    "a declared name within a number": ("It was 1B6 mg.", ["1", "6"]),
}
PLAIN = {
    "bound roles": "A study of {cite:t}`nechifor2009` and {glue:text}`n` people {glue:}`m`.",
    "a name that is looked up": "See {numref}`fig-12`, {doc}`page-12`, {ref}`label-12`, {eq}`e-1`.",
    "the target of a link": "[text](index.md#part-3) and ![text](picture-12.png)",
    "years": "In 2009 it was printed; reports of 2004, 2008 and 2009 differ, as in the 1950s.",
    "a year at the end": "It was printed in 2009.",
    "the interval": "Its 95 % interval, and 95 % confidence intervals.",
    "names": "Vitamin B6, RoB 2, NHANES II and CC BY 4.0.",
    "identifiers": "The claim S1-09 and the number S2-N01 (S1-24).",
    "one and the first": "One can't tell. In one trial the first of both was second, none a third.",
    "double-blind": "A double-blind trial, a double-dummy design.",
    "words with numbers in them": "Often, attend, weight, behalf, tense, sixpence, a civil mix.",
    "the pronoun": "I think that I do, C and D too.",
    "units": "It is told in ml, cm, mm and mmol/L; an MD, MRI or CT.",
    "the review's own structure": "The two sources differ; two readers judged each.",
    "a list that counts itself": "1. first\n2. second\n3. third",
    "footnotes that are counted": "Text[^a] and[^b].\n\n[^a]: Note.\n[^b]: Other.",
    "a remark to authors": "% of 12 people\n\nText.",
    "how a page is made": ":::{card} Title\n:columns: 12\n:margin: 3\nText.\n:::\n",
    "columns of a grid": "::::{grid} 1 2 3 3\n:gutter: 2\n:::{grid-item}\nText.\n:::\n::::",
    "depth of contents": "```{toctree}\n:maxdepth: 2\n:numbered: 3\nindex\n```",
    "lines of a file": "```{literalinclude} ../plain.txt\n:lines: 1-12\n```",
    "sizes of pictures": "```{image} a12.png\n:width: 120px\n:alt: A picture.\n```",
    "how HTML is drawn": '<svg width="12" viewBox="0 0 12 12"><path d="M1 2"/></svg>',
    "an icon": "{octicon}`heart;1em` and text.",
    "code of a cell": "```{code-cell} python\n:tags: [a12]\nx = rows('S1-N01', 'est-12')[3]\n```",
    "how a number is rounded": "```{code-cell} python\nglue({'n': f'{x:.2f} {y:.0f}'})\n```",
    "a question to a table": "```{code-cell} python\nx.query('p < 0.05 and n > 12')\n```",
    "a quote with its source": "They say “of 12 people” {cite:p}`nechifor2009`.",
    "a quote below its source": ("```{epigraph}\nOf 12 people.\n\n-- {cite:t}`nechifor2009`\n```"),
    "a front matter": "---\njupytext:\n  format_version: 0.13\n---\nText.",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, list]:
    """Typed numbers of every case by its name, each case a chapter of one small review."""
    root = tmp_path_factory.mktemp("prose")
    (root / "chapters").mkdir()
    shutil.copy(ROOT / "_config.yml", root)
    (root / "aside.txt").write_text("Of 12.\n")
    (root / "plain.txt").write_text("Text.\n")
    cases = {name: markdown for name, (markdown, _) in WAYS.items()} | PLAIN | UNREAD
    files = {f"case-{number:03d}": name for number, name in enumerate(cases)}
    for file, name in files.items():
        (root / "chapters" / f"{file}.md").write_text(cases[name], encoding="utf-8")
    (root / "chapters" / "index.md").write_text("# Title\n")
    search = Lint(declared(ROOT / DECLARED))
    return {
        files[file]: search.typed_numbers(file, tree)
        for file, tree in chapter_trees(root)
        if file in files
    }


UNREAD = {
    "an unknown directive": "Text.\n\n```{unheard}\nOf 12.\n```",
    "an unknown role": "Text.\n\nIt was {unheard}`12` people.",
    "a table that fails": "Text.\n\n```{list-table}\n* - of 12\n  - b\n* - c\n```",
    "a cell that fails": "Text.\n\n```{code-cell} python\nshow('of 12\n```",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_typed_number_is_found(found, way):
    assert [number.number for number in found[way]] == WAYS[way][1]


@pytest.mark.parametrize("name", PLAIN)
def test_plain_prose_passes(found, name):
    assert [str(number) for number in found[name]] == []


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_named_and_not_passed(found, name):
    told = [str(number) for number in found[name]]
    assert len(told) == 1
    assert re.match(r"chapters/case-\d+\.md:[34]: this can't be searched for numbers: ", told[0])


@pytest.fixture(scope="module")
def trees() -> dict:
    """Document tree of every chapter of the book."""
    return dict(chapter_trees(ROOT))


@pytest.fixture(scope="module")
def search() -> Lint:
    """The search with the book's own list."""
    return Lint(declared(ROOT / DECLARED))


def test_no_number_is_typed_in_the_chapters(trees, search):
    assert sorted(trees) == CHAPTERS
    told = [
        str(number) for name, tree in trees.items() for number in search.typed_numbers(name, tree)
    ]
    assert "\n".join(told) == ""


def test_every_declared_phrase_is_used(trees, search):
    for name, tree in trees.items():
        search.typed_numbers(name, tree)
    unused = [phrase.written for phrase in search.phrases if phrase not in search.used]
    assert unused == [], "take these out of the declared list, since no chapter has them"


def test_every_declared_chapter_exists():
    named = {chapter for phrase in declared(ROOT / DECLARED) for chapter in phrase.chapters}
    assert named <= set(CHAPTERS)


BARE = "12 2 0.05 95 2014 44.39 twelve two half twice zero seventy-six XIV"


@pytest.mark.parametrize("number", BARE.split())
def test_no_declared_phrase_lets_a_bare_number_through(number):
    for sentence in (f"Of {number} people.", f"There were {number}.", f"{number} mg was given"):
        left = sentence
        for phrase in declared(ROOT / DECLARED):
            left = phrase.pattern.sub("", left)
        assert number in left


def test_line_and_remedy_are_told(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "index.md").write_text("# A\n\nb\nThere are 12.\n\n- c\n- is\n  13\n")
    ((_, tree),) = chapter_trees(tmp_path)
    first, second = Lint([]).typed_numbers("index", tree)
    assert str(first).startswith("chapters/index.md:4: '12' is typed in prose: There are 12.\n")
    assert "glue it from a cell" in str(first)
    assert second.line == 8


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('- pattern: "[0-9]"', "no reason"),
        ("- words: [two trials]\n  reason: ''", "no reason"),
        ("- reason: why", "needs words"),
        ("- words: [two trials]\n  pattern: x\n  reason: why", "needs words"),
        ("- words: [two trials]\n  page: x\n  reason: why", "needs words"),
        ("- words: [two trials, Two]\n  reason: why", "'Two' is a bare number"),
        ("- words: ['12']\n  reason: why", "'12' is a bare number"),
    ],
)
def test_a_declaration_that_says_too_little_is_refused(tmp_path, entry, told):
    path = tmp_path / "p.yaml"
    path.write_text(entry)
    with pytest.raises(ValueError, match=told):
        declared(path)


def test_a_phrase_is_whole_and_holds_in_its_chapters(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text("- words: [two groups]\n  reason: why\n  chapters: [a]\n")
    (phrase,) = declared(path)
    assert phrase.pattern.search("Two\ngroups of")
    for other in ("forty-two groups", "1.two groups", "two groups-of", "two groupss"):
        assert not phrase.pattern.search(other)
    assert phrase.holds_in("a")
    assert not phrase.holds_in("b")


def test_lines_stay_lines_when_a_text_is_made_plain():
    text = "a\u00ad\n１\u20dd\r\n½"
    assert plain(text).count("\n") == text.count("\n")


NO_NUMBERS = "one both none first second third single once"


@pytest.mark.parametrize("word", NO_NUMBERS.split())
def test_words_that_are_mostly_pronouns_or_order_are_no_numbers(word):
    assert numbers_in_text(f"In {word} trial, {word}.") == []


def test_one_sentence_per_line(trees):
    for name, tree in trees.items():
        for shown in shown_texts(tree):
            for line in shown.text.splitlines() if shown.kind == "prose" else ():
                ends = re.findall(r"[a-z)]{2}\. [A-Z][a-z]+", line)
                assert len(ends) <= 3, f"{name}:{shown.line} holds several sentences: {line[:80]}"
