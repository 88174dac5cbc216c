"""Text that looks right and is not: characters, authors, identifiers, what reaches readers.

The cases are public reports where an address is named, else forms of the same kinds made here.
"""

import re
import unicodedata

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from shares import first_of

from living_review.book.references import KeptStyle
from living_review.evidence import bibliography, data_check, dois, tables
from living_review.evidence.text_checks import characters, references
from living_review.pages.sources import source_name

NO_BREAK, ZERO_WIDTH, SOFT, MARK = "\u00a0", "\u200b", "\u00ad", "\ufeff"

# Text, and what the refusal names.
ODD = {
    # github.com/openreview/openreview-web/issues/781: one name with U+00A0, one with a space
    "no-break space in a name": (f"Jane{NO_BREAK}Doe", "U+00A0 NO-BREAK SPACE"),
    # github.com/opengovsg/postmangovsg/pull/88: a mark before the first column's name
    "mark at the beginning": (f"{MARK}recipient", "U+FEFF"),
    "zero-width space in a key": (f"doe{ZERO_WIDTH}2001", "U+200B"),
    "soft hyphen of a line break": (f"depres{SOFT}sion", "U+00AD"),
    "NUL": ("doe\x002001", "U+0000 NUL"),
    "tab stop of a terminal": ("doe\x0b2001", "U+000B"),
    "thin space of thousands": ("1\u2009204 people", "U+2009 THIN SPACE"),
    "narrow space before a unit": ("5\u202fmg", "U+202F"),
    "line separator": ("one\u2028two", "U+2028"),
    "mark of direction": ("12\u200e.5", "U+200E"),
    "two spaces": ("Doe,  Jane", "two spaces after 'Doe,'"),
    "Cyrillic a": ("pl\u0430cebo", "U+0430 CYRILLIC SMALL LETTER A"),
    "Cyrillic p alone": ("with \u0440 <0.05", "U+0440"),
    "Greek capital in a name": ("IL-1 of \u0392DNF", "U+0392"),
    "minus of typography": ("a change of \u22120.45", "U+2212 MINUS SIGN"),
    "en dash for a minus": ("(\u20130.45 to 0.2)", "U+2013 EN DASH"),
    "hyphen of publishers": ("double\u2010blind", "U+2010 HYPHEN"),
    "no-break hyphen": ("HAM\u2011D", "U+2011"),
    "Greek mu in a unit": ("12 \u03bcmol/l", "U+03BC"),
    "ligature of a PDF": ("e\ufb03cacy", "U+FB03"),
    "full-width digit": ("n = \uff13\uff10", "U+FF13"),
    "letter in parts": ("Tinsto\u0308m", "U+006F"),
    "angstrom sign": ("\u212bkeson", "U+212B"),
    "replacement of a lost letter": ("Tinstr\ufffdm", "U+FFFD"),
    "UTF-8 read as Western": ("Thévenaz".encode().decode("cp1252"), "wrong encoding"),
    "dashes so read twice": (
        "1–2".encode().decode("cp1252").encode().decode("cp1252"),
        "wrong encoding",
    ),
    "letter of a private font": ("p \uf03c 0.05", "U+F03C"),
}
SOUND = (
    "8–12 weeks, 20–64 years; 5.20 ± 1.1; µmol/l; m²; ×2; “quoted” — so",
    "ΔFosB, NFκB, β-endorphin, α2δ, TNF-α",
    "Özgür, Łukasz, Plöderl, Șerban, Balıkesir",
    "CAFÉ—bar, «ÉTÉ», São Paulo, SÃO",  # capitals before signs, as in misread text
    "می\u200cشود",  # the joiner belongs to the spelling of Persian
    "硫酸镁辅助治疗",
    "Влияние магния на депрессию",
    "",
)


@pytest.mark.parametrize("kind", ODD)
def test_a_character_that_is_not_what_it_looks_like_is_named(kind):
    text, named = ODD[kind]
    wrong, remedy = characters.odd(text)
    assert named in wrong
    assert remedy


@given(st.text(st.characters(min_codepoint=0xA1, max_codepoint=0x17F), min_size=1, max_size=8))
def test_text_read_in_the_wrong_encoding_comes_back(text):
    try:
        misread = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    assert characters.reread(misread) == characters.reread(text)


@pytest.mark.parametrize("text", SOUND)
def test_typography_and_other_scripts_are_no_fault(text):
    assert characters.odd(text) is None


def test_chapters_may_hold_typography_but_nothing_unseen():
    assert characters.invisible("10\u00a0mg, \u22120.45") is None
    assert characters.invisible(f"10{ZERO_WIDTH}mg")[1] == "take it away"


@example("Â\x08¡")
@given(st.text())
def test_tidying_leaves_only_what_a_person_must_decide(text):
    tidy = characters.tidied(text)
    assert characters.tidied(tidy) == tidy
    fault = characters.odd(tidy)
    assert fault is None or "alphabet" in fault[0] or "stands for none" in fault[0]


# Letters that are sound one by one and spell, together, one that was read in a wrong encoding:
# "Âµ" is what "µ" becomes.
LIKE_MISREAD = re.compile("[Â-ß][ŠŒŽšœžŸƒµ]|[à-ï][ŠŒŽšœžŸƒµ]{2}")


@example("Šarūnas, Žofie, µg, ÄrŠ")
@given(st.text(st.characters(categories=["Ll", "Lu", "Nd"], max_codepoint=0x24F)))
def test_what_is_sound_is_not_tidied(text):
    plain = unicodedata.normalize("NFC", text)
    assume(not LIKE_MISREAD.search(plain))
    assert characters.tidied(plain) == plain


def messages() -> str:
    return "\n".join(str(problem) for problem in data_check.check_data())


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    first_of(
        [
            (
                "data/claims.csv",
                "There are",
                f"The{ZERO_WIDTH}re are",
                ["claims.csv:", "column", "U+200B"],
            ),
            ("references.bib", "Nechifor", f"Nechi{SOFT}for", ["references.bib:", "U+00AD"]),
            (
                "protocol.yaml",
                "  status: No",
                f"  status:{NO_BREAK}No",
                ["protocol.yaml:", "U+00A0"],
            ),
            ("data/datapackage.yaml", "Identifier", f"{MARK}Identifier", ["datapackage", "U+FEFF"]),
            ("chapters/zinc.md", "zinc", f"zi{ZERO_WIDTH}nc", ["chapters/zinc.md:", "U+200B"]),
        ],
        2,
    ),
)
def test_wherever_it_stands_place_and_remedy_are_told(project, file, old, new, words):
    project.edit(file, old, new)
    said = messages()
    for word in (*words, "remedy"):
        assert word in said


# As written in BibTeX → what is said; None where nothing is wrong.
AUTHORS = {
    # as PubMed prints authors, and as its citations are copied
    "Doe JA, Roe R": "several people for one",
    "Doe JA, Roe R, Poe E": "several people for one",
    "de la Cruz MA, Roe B": "several people for one",
    "Doe J-A, Roe R": "several people for one",
    "Doe JA and Roe R": "'JA' as its family name",
    "J. A., Doe": "'J. A.' as its family name",
    "Y, Wang": "'Y' as its family name",
    "{Y}, Wang": None,
    "Fu, Bo": None,
    "O, J. S.": None,
    # github.com/PeerJ/jats-conversion/pull/175: a group that was lost, and its name without braces
    "Rousseau, Maxime and Retrouvey, Jean-Marc and ": "empty author",
    "Rousseau, Maxime and Members of the Brittle Bone Disease Consortium": "organisation",
    "Rousseau, Maxime and {Members of the Brittle Bone Disease Consortium}": None,
    # github.com/biocommons/eutils/issues/125 and github.com/wcmc-its/ReCiter/issues/15
    "Investigators of the Canadian Scleroderma Research Group": "organisation",
    "CMS Collaboration": "'Collaboration'",
    "Doe, J. and and Roe, R.": "empty author",
    "and Doe, J.": "empty author",
    "National Institute for Health and Care Excellence": "organisation",
    r"Johnson \& Johnson": "organisation",
    r"{Johnson \& Johnson}": None,
    "{Doe, J. A.}": "a person in the braces",
    "{Public Health Agency, Northern Ireland}": None,
    "Doe, J. et al.": "and others",
    "Doe, J. and others": None,
    "Doe, J.; Roe, R.": "semicolon",
    "Doe, Jane1": "digit",
    "Doe, J., Roe": "two commas",
    "Doe, Jr., J.": None,
    r"{\O}stergaard, Leif and van der Berg, Ann": None,
}


@pytest.mark.parametrize("written", AUTHORS)
def test_authors_that_bibtex_would_misread(written):
    raw = f"@misc{{doe2001, author = {{{written}}}, title = {{T}}}}".encode()
    people = bibliography.as_written(raw)["doe2001"].persons["author"]
    said = "".join(" ".join(fault) for one in people if (fault := references.author_fault(one)))
    assert said == "" if AUTHORS[written] is None else AUTHORS[written] in said


def test_a_misread_author_is_told_with_file_line_and_remedy(project):
    project.edit("references.bib", "Abiri, B. and Vafa, M.", "Abiri B, Vafa M")
    assert "references.bib:2, column author, value 'Abiri B, Vafa M'" in messages()
    assert "write Family, Given and Family, Given" in messages()


def test_authors_with_too_many_commas_say_what_parts_them(project):
    project.edit("references.bib", "Abiri, B. and Vafa, M.", "Doe JA, Roe R, Poe E, Coe A")
    assert "Too many commas" in messages()
    assert "the word and stands between authors" in messages()


# github.com/zotero/translators/pull/3015 tells of brackets, encoding and case; the old identifier
# of Chinn 2000 was seen at suppr.wilddata.cn, and metafor's man/conv.fivenum.Rd doubles a prefix.
CHINN = "10.1002/1097-0258(20001130)19:22<3127::aid-sim784>3.0.co;2-m"
DOIS = {
    CHINN: None,
    "10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M": None,
    "10.1016/S0140-6736(05)71146-6": None,
    "10.1523/JNEUROSCI.3782-11.2011": None,
    "https://doi.org/https://doi.org/10.1002/jrsm.1429": "write 10.1002/jrsm.1429",
    "doi: 10.1002/jrsm.1429": "write 10.1002/jrsm.1429",
    "https://dx.doi.org/10.1002/jrsm.1429": "write 10.1002/jrsm.1429",
    "10.1002/jrsm.1429.": "write 10.1002/jrsm.1429",
    "10.1002/jrsm.1429,": "write 10.1002/jrsm.1429",
    "10.1002/jrsm.1429)": "without its counterpart",
    "10.1016/S0140-6736(05": "without its counterpart",
    "10.1002/1097-0258%3C3127::aid": "encoded",
    r"10.1007/978-3-030\_1": "backslash",
    "10.1002 /jrsm.1429": "is no DOI",
    "PMC123456": "is no DOI",
}


@pytest.mark.parametrize("doi", DOIS)
def test_identifiers_that_lead_nowhere(doi):
    fault = dois.fault(doi)
    assert fault is None if DOIS[doi] is None else DOIS[doi] in " ".join(fault)


@pytest.mark.long
def test_an_old_identifier_survives_check_and_link(project):
    project.edit("references.bib", "10.1186/s13063-020-4122-9", CHINN)
    assert messages() == ""
    assert dois.address(CHINN).endswith("19:22%3C3127::aid-sim784%3E3.0.co;2-m")
    assert dois.same(f"https://doi.org/{CHINN.upper()}") == CHINN


@given(st.text(min_size=1))
def test_no_identifier_is_a_traceback_and_its_address_is_plain(text):
    dois.fault(text)
    dois.address_fault(text)
    assert dois.address(text).isascii()
    assert not set(dois.address(text)) & set(' <>"{}|\\^`#?')


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # github.com/uwdata/living-papers/issues/97: the escape became %5C& in a link
        (r"https://example.org/w/?title=Grafting\&oldid=1095365064", "backslash"),
        ("https://example.org/w/?title=Grafting%5C&oldid=1", "backslash"),
        ("https://doi.org/https://doi.org/10.1002/jrsm.1429", "twice"),
        ("https://doi.org/10.1002/jrsm.1429.", "mark follows"),
        ("https://example.org/w/?title=Grafting&oldid=1095365064", None),
        ("https://web.archive.org/web/2020/https://doi.org/10.1002/jrsm.1429", None),
        ("https://example.org/a%20b.", None),
    ],
)
def test_addresses_that_lead_nowhere(written, expected):
    fault = dois.address_fault(written)
    assert fault is None if expected is None else expected in fault[0]


@pytest.mark.parametrize(
    ("field", "words"),
    first_of(
        [
            (r"url = {https://example.org/?a=1\&b=2}", "backslash"),
            ("url = {https://doi.org/10.1002/jrsm.1429.}", "mark follows"),
            ("journal = {Trials <b>}", "a tag or an entity"),
            (r"journal = {Trials \unknownmacro x}", "is shown to readers as"),
        ],
        1,
    ),
)
def test_fields_of_the_bibliography_are_looked_at(project, field, words):
    project.edit("references.bib", "journal = {Trials}", field)
    said = messages()
    assert "references.bib:4, column" in said
    assert words in said


# github.com/citation-js/citation-js/issues/232 shows the first two.
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Thing \& other thing", "Thing & other thing"),
        (r"Computing in Science {\&} Engineering", "Computing in Science & Engineering"),
        (r"{Zinc, Serum (test ZN\_S)}", "Zinc, Serum (test ZN_S)"),
        (r"{versus 5\% dextrose}", "versus 5% dextrose"),
        (r"{\O}stergaard and Pl{\"o}derl", "Østergaard and Plöderl"),
        ("pages 14871--14881", "pages 14871–14881"),
    ],
)
def test_readers_see_no_markup(written, shown):
    assert bibliography.plain(written) == shown


def test_names_of_sources_hold_no_markup_and_whole_organisations():
    raw = rb"""
@misc{a, title = {{One \& two}}, author = {{Johnson \& Johnson}}, year = {2024}}
@misc{b, title = {{B}}, author = {{Public Health Agency, Northern Ireland}}, year = {x}}
@article{c, title = {C}, author = {van der Berg, Ann and Doe, J.}, year = {2001}}
"""
    entries = bibliography.parse(raw)
    assert [source_name(entry) for entry in entries.values()] == [
        "Johnson & Johnson 2024",
        "Public Health Agency, Northern Ireland",
        "van der Berg 2001",
    ]
    assert entries["a"]["title"] == "One & two"


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        ("@article{a, author={Doe, J.}, title={T}, year={2001}}", "journal"),
        ("@article{a, author={Doe, J.}, title={T}, journal={J}}", "year"),
        ("@inproceedings{a, author={Doe, J.}, title={T}, year={2001}}", "booktitle"),
        ("@misc{a, author={Doe, J.}, title={T}}", ""),
        ("@article{a, author={Doe, J.}, title={T}, journal={J}, year={2001}}", ""),
    ],
)
def test_an_entry_that_the_list_of_references_can_not_print_is_told(entry, missing):
    assert bibliography.missing_field(bibliography.as_written(entry.encode())["a"]) == missing


def test_entries_are_tried_in_the_style_that_the_book_prints_them_in():
    config = yaml.safe_load((tables.root() / "_config.yml").read_text(encoding="utf-8"))
    assert config["sphinx"]["config"]["bibtex_default_style"] == bibliography.STYLE
    assert issubclass(KeptStyle, type(bibliography.style()))


@pytest.mark.long
def test_an_article_without_a_journal_is_refused_with_its_line(project):
    project.edit("references.bib", "  journal = {Magnesium Research},\n", "")
    assert re.search(r"references\.bib:[0-9]+, column journal.*\n.*@misc", messages())


def test_no_entry_of_the_review_shows_markup():
    shown = [text for entry in tables.bibliography().values() for text in entry.values()]
    assert [text for text in shown if "\\" in text or "{" in text] == []
