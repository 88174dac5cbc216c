r"""The bibliography: its entries as written in BibTeX, and as readers are to see them.

BibTeX writes ``\&`` for an ampersand and holds capitals and organisations together with braces.
None of that is for readers; what looks for faults needs it.
"""

import re
from functools import lru_cache

MARKUP = re.compile(r"[\\$~]|--")
BRACES = str.maketrans("", "", "{}")
# An address is no text: what looks like markup belongs to it.
NO_TEXT = ("url", "doi")
STYLE = "plain"  # as `bibtex_default_style` in _config.yml, which a test makes sure of


@lru_cache(maxsize=2)
def as_written(raw: bytes) -> dict:
    """Entries of a bibliography as pybtex reads them, by key."""
    from pybtex.database import parse_bytes

    return dict(parse_bytes(raw, "bibtex").entries)


@lru_cache(maxsize=1)
def style():
    """The style that entries are printed in."""
    from pybtex.plugin import find_plugin

    return find_plugin("pybtex.style.formatting", STYLE)()


def missing_field(entry) -> str:
    """First field without which the list of references can't print an entry; blank if none is.

    The book prints it in the same style, and a field that is missing there stops the build.
    """
    from pybtex.style.template import FieldIsMissing

    try:
        style().format_entry("", entry)
    except FieldIsMissing as error:
        return error.field_name
    except Exception:  # braces that do not pair up and the like, told of where text is checked
        pass
    return ""


@lru_cache(maxsize=2)
def parse(raw: bytes) -> dict[str, dict[str, str]]:
    """Fields of each entry of a bibliography, by key, as readers are to see them.

    Returns
    -------
    dict
        Key → fields, with ``entry_type``, all ``authors`` joined into one text, and the
        ``first_author``: a family name, or the whole name of an organisation.
    """
    return {key: _entry(entry) for key, entry in as_written(raw).items()}


def _entry(entry) -> dict[str, str]:
    people = entry.persons.get("author", [])
    fields = {
        name: str(value) if name in NO_TEXT else plain(str(value))
        for name, value in entry.fields.items()
    }
    return {
        **fields,
        "entry_type": entry.type,
        "authors": "; ".join(plain(str(person)) for person in people),
        "first_author": family(people[0]) if people else "",
    }


def family(person) -> str:
    """Family name of a person, or the name of an organisation."""
    return plain(" ".join([*person.prelast_names, *person.last_names]))


def plain(text: str) -> str:
    r"""Text without the markup of LaTeX.

    Examples
    --------
    >>> plain(r"{Taylor \& Francis}, {\"O}land")
    'Taylor & Francis, Öland'
    """
    if not MARKUP.search(text):
        return text.translate(BRACES)
    from pybtex.richtext import Text

    return str(Text.from_latex(text))
