"""Flow of what was found, after PRISMA 2020, as boxes that a page shows and a reader can hear."""

import html
from dataclasses import dataclass

from living_review.evidence import tables
from living_review.pages.page_table import kept_together
from living_review.search.flow import Flow
from living_review.search.heartbeat import beats
from living_review.synthesis.trials.selection import EXCLUDED
from living_review.synthesis.trials.tables import selection


@dataclass(frozen=True)
class Box:
    """A step of the flow, and what left it there.

    Parameters
    ----------
    words : str
        What is counted.
    count : int
        How many.
    aside : tuple of (str, int)
        What leaves the flow after this step, each with how many.
    parts : tuple of (str, int)
        Of what the count is made, each with how many.
    """

    words: str
    count: int
    aside: tuple[tuple[str, int], ...] = ()
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class FlowDiagram:
    """One column of a flow, from what was found to what is included.

    Parameters
    ----------
    title : str
        By which way it was found, and what came of it.
    boxes : tuple of Box
        In their order.
    """

    title: str
    boxes: tuple[Box, ...]

    def to_html(self) -> str:
        """An ordered list; what leaves a step stands in it, beside the step where there is room."""
        steps = "".join(f"<li>{_box(box)}</li>" for box in self.boxes)
        title = html.escape(kept_together(self.title))
        shown = f"<ol>{steps}</ol>" if steps else ""
        return f'<figure class="review-flow"><figcaption>{title}</figcaption>{shown}</figure>'

    def to_reviewed_text(self) -> str:
        """A line for each step."""
        lines = [f"flow: {self.title}"]
        for box in self.boxes:
            lines.append(f"  {box.words}: {box.count}")
            lines += [f"    of these, {words}: {count}" for words, count in box.parts]
            lines += [f"    out, {words}: {count}" for words, count in box.aside]
        return "\n".join(lines)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}


def _box(box: Box) -> str:
    step = f"{_counted(box.words, box.count)}{_listed(box.parts)}"
    aside = _listed(box.aside)
    shown = f'<div class="review-flow-step">{step}</div>'
    return shown + (f'<div class="review-flow-aside">{aside}</div>' if aside else "")


def _listed(items: tuple[tuple[str, int], ...]) -> str:
    shown = "".join(f"<li>{_counted(words, count)}</li>" for words, count in items)
    return f"<ul>{shown}</ul>" if shown else ""


def _counted(words: str, count: int) -> str:
    return f"{html.escape(kept_together(words))}: <strong>{count}</strong>"


def searched_sources(planned: bool) -> list[str]:
    """Sources that answered, by name, in the order in which they first did.

    Parameters
    ----------
    planned : bool
        Whether those that the protocol has searched are meant, or slices of databases besides.
    """
    answered = tables.read("search_runs").query("outcome != 'failed'").sort_values("started")
    of_protocol = [search["source"] for search in tables.register("protocol")["searches"]]
    return [
        source for source in dict.fromkeys(answered["source"]) if (source in of_protocol) is planned
    ]


def planned_title() -> str:
    """What stands above the flow of the protocol's searches: how many of them ran to their end."""
    searches = beats()
    ran = sum(search.last is not None for search in searches)
    how_many = f"{ran} of {len(searches)} have finished" if ran else "none has finished yet"
    return f"By the searches of the protocol, of which {how_many}"


def boxes_of(flow: Flow) -> tuple[Box, ...]:
    """Boxes after PRISMA 2020; none where nothing was searched: noughts would read as a finding."""
    if not flow.identified:
        return ()
    return (
        Box(
            "Records found",
            flow.records,
            (("The same article again", flow.duplicates),),
            tuple(flow.identified.items()),
        ),
        Box(
            "Different articles or studies",
            flow.works,
            (("Waiting to be screened", flow.to_screen),),
        ),
        Box(
            "Screened by title and abstract",
            flow.screened,
            (
                ("Set aside, not relevant", flow.excluded),
                ("Readers differ, to be settled", flow.disputed),
            ),
        ),
        Box(
            "Full texts looked for",
            flow.read,
            (
                ("Waiting to be read", flow.to_read),
                ("Not to be had", flow.not_retrieved),
            ),
        ),
        Box(
            "Read in full",
            flow.assessed,
            (
                *((f"Set aside, fails {rule}", n) for rule, n in flow.excluded_late.items()),
                ("Readers differ, to be settled", flow.disputed_late),
            ),
        ),
        Box("Reports included", flow.included),
        Box(
            "Studies included, each with one or more reports",
            flow.studies,
            (("Included in the last edition and no more", flow.left),),
            (("In the last edition", flow.before), ("New since then", flow.new)),
        ),
    )


def other_methods() -> FlowDiagram:
    """Flow of what was found by looking up what was known, which is no search."""
    trials = selection()
    left = trials[trials["set"] == EXCLUDED]
    reasons = left["reason"].value_counts().sort_index()
    return FlowDiagram(
        "By other methods: looking up what is known, and lists of references",
        (
            Box(
                "Publications found",
                tables.count("publications"),
                (
                    (
                        "On other questions, or no report of a trial",
                        tables.count("publications") - len(trials),
                    ),
                ),
            ),
            Box(
                "Trials among them, held against the rules",
                len(trials),
                tuple((f"Set aside, {reason}", int(count)) for reason, count in reasons.items()),
            ),
            Box("Trials included", len(trials) - len(left)),
        ),
    )
