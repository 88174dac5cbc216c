"""A new chapter: a page that builds at once, and marks where its author has to write."""

import re
from collections.abc import Mapping

import yaml

from living_review.evidence import tables
from living_review.workshop.authoring.entries import Ask
from living_review.workshop.authoring.forms import Question, fill

CONTENTS = "_toc.yml"
TO_WRITE = "TO WRITE:"  # a test refuses a chapter that still has it
TEMPLATE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# {title}

:::{{admonition}} In short
:class: review-in-short
{to_write} the answer, in two or three plain sentences, with how sure one can be.
:::

## What is claimed

```{{code-cell}} python
:tags: [hide-input]
from living_review.book.cells import show
from living_review.pages.claims import claims_table

show(claims_table("{name}"))
```

{to_write} the claim as its source makes it, in our words.

## What would have to be true

{to_write} what one would see if the claim held, before looking.

## The numbers as printed

{to_write} a cell that shows them, with their unit and what the spread may be.

## What recomputing shows

{to_write} a figure first, with its table behind it; then what it says.

## What others found

{to_write} the evidence for and against.

## Verdict

{to_write} the verdict and its reason, or that it is open.

**What would change this:** {to_write} what would have to be seen.

## The data behind this page

```{{data-tables}} claims claim_evidence
```
"""


def parts() -> list[str]:
    """Parts of the book, in their order."""
    return [part["caption"] for part in _contents()["parts"]]


def _contents() -> dict:
    return yaml.safe_load((tables.root() / CONTENTS).read_text(encoding="utf-8"))


def new_chapter(given: Mapping[str, str], ask: Ask = None) -> list[str]:
    """Write a chapter from the template and name it in the contents, last in its part.

    Raises
    ------
    ValueError
        If the name is taken or not allowed, or there is no such part; nothing is written.
    """
    answers = fill(
        [
            Question(
                "name",
                "File name without its ending: words joined by hyphens, no number.",
                pattern="[a-z]+(-[a-z]+)*",
                required=True,
            ),
            Question("title", "Heading of the page.", required=True),
            Question("part", "Part of the book.", choices=tuple(parts()), required=True),
        ],
        given,
        ask,
    )
    chapter = tables.root() / "chapters" / f"{answers['name']}.md"
    if chapter.exists():
        raise ValueError(f"chapters/{chapter.name} exists; choose another name")
    contents = _listed(answers["part"], answers["name"])
    text = TEMPLATE.format(to_write=TO_WRITE, **answers)
    chapter.write_text(text, encoding="utf-8")
    (tables.root() / CONTENTS).write_text(contents, encoding="utf-8")
    return [f"chapters/{chapter.name}", f"{CONTENTS} (last in {answers['part']})"]


def _listed(part: str, name: str) -> str:
    """The contents with the chapter last in its part; comments and order stay."""
    lines = (tables.root() / CONTENTS).read_text(encoding="utf-8").splitlines()
    start = next(
        i
        for i, line in enumerate(lines)
        if re.fullmatch(rf"\s*- caption: {re.escape(part)}\s*", line)
    )
    ends = [i for i, line in enumerate(lines) if i > start and "- caption:" in line]
    block = range(start, ends[0] if ends else len(lines))
    last = max(i for i in block if "- file:" in lines[i])
    indent = lines[last][: lines[last].index("-")]
    lines.insert(last + 1, f"{indent}- file: chapters/{name}")
    return "\n".join([*lines, ""])
