"""Directives that repeat: each stands for a cell that nobody has to write.

``{claim}`` with an identifier runs as a cell with ``show(claim_section("…"))`` would, in the
chapter's own kernel. So its page is written again when an answer of the data or a module changes,
and its output is reviewed in ``tests/expected``, both as for any other cell.
"""

import json
import re

import yaml

# Directive → where its function is, and whether each word of its argument is one of its own.
FUNCTIONS = {
    "claim": ("claim_section", "claim_section", False),
    "data-tables": ("data_links", "data_links", True),
    "checklist": ("checklists", "checklist_table", False),
    "protocol-rules": ("records", "protocol_table", True),
    "safety-facts": ("safety", "safety_list", False),
    "checked-against": ("claims", "checked_against_table", False),
    "facts": ("records", "facts_table", False),
}
TAG = "directive"
_NAMES = "|".join(FUNCTIONS)
_WRITTEN = re.compile(
    rf"^```\{{(?P<name>{_NAMES})\}}(?P<about>.*)\n(?P<options>(?::.*\n)*)```[ \t]*$", re.MULTILINE
)
BEGUN = re.compile(rf"^ *[`~:]{{3,}}\{{(?:{_NAMES})\}}", re.MULTILINE)


def _literal(value: str | bool) -> str:
    return str(value) if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def cell_source(name: str, about: str, options: dict) -> str:
    """Code of the cell for which a directive stands.

    Examples
    --------
    >>> print(cell_source("data-tables", "trials claims", {}))
    from living_review.book.cells import show
    from living_review.pages.data_links import data_links
    show(data_links("trials", "claims"))
    """
    module, function, by_word = FUNCTIONS[name]
    given = [_literal(word) for word in (about.split() if by_word else [about.strip()])]
    given += [f"{option}={_literal(value)}" for option, value in options.items()]
    return "\n".join(
        (
            "from living_review.book.cells import show",
            f"from living_review.pages.{module} import {function}",
            f"show({function}({', '.join(given)}))",
        )
    )


def written_out(text: str) -> str:
    """Text of a chapter with a cell in place of each directive.

    Raises
    ------
    ValueError
        If a directive is written in another way than three backticks at the start of a line, its
        options and three backticks: it would be on the page and in no reviewed output.
    """
    if len(BEGUN.findall(text)) != len(_WRITTEN.findall(text)):
        whole = {match.start() for match in _WRITTEN.finditer(text)}
        odd = next(match for match in BEGUN.finditer(text) if match.start() not in whole)
        line = text.count("\n", 0, odd.start()) + 1
        raise ValueError(
            f"line {line}: write {odd[0].strip(' `~:')} with three backticks at the start of the "
            "line, below it only options such as :caption: …, and three backticks"
        )

    def cell(match: re.Match) -> str:
        lines = match["options"].splitlines()
        options = {
            name: True if value is None else value
            for line in lines
            for name, value in yaml.safe_load(line[1:]).items()
        }
        source = cell_source(match["name"], match["about"], options)
        return f"```{{code-cell}} python\n:tags: [hide-input, {TAG}]\n{source}\n```"

    return _WRITTEN.sub(cell, text)
