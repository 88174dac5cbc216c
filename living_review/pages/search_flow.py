"""Flow of what was found, after PRISMA 2020, as boxes that a page shows and a reader can hear."""

import html
from dataclasses import dataclass
from itertools import pairwise

from living_review.evidence import tables
from living_review.pages.page_table import kept_together
from living_review.search.flow import Flow, FlowError
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
    counted_anew : bool
        Whether something else is counted than in the step before, such as studies, not reports.
    """

    words: str
    count: int
    aside: tuple[tuple[str, int], ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
    counted_anew: bool = False


@dataclass(frozen=True)
class FlowDiagram:
    """One column of a flow, from what was found to what is included.

    Parameters
    ----------
    title : str
        By which way it was found, and what came of it.
    boxes : tuple of Box
        In their order.

    Raises
    ------
    living_review.search.flow.FlowError
        If the parts of a step are not its count, or what leaves it does not lead to the next.
    """

    title: str
    boxes: tuple[Box, ...]

    def __post_init__(self):
        for box in self.boxes:
            if box.parts and (told := sum(n for _, n in box.parts)) != box.count:
                raise FlowError(f"{box.words}: {box.count}, and its parts are {told}")
        for box, after in pairwise(self.boxes):
            left = box.count - sum(n for _, n in box.aside)
            if left != after.count and not after.counted_anew:
                raise FlowError(f"{box.words} leaves {left}, and {after.words} are {after.count}")

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
            "Full texts needed",
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
            (("Included by the day of the last edition, and no more", flow.left),),
            (
                ("By the day of the last edition already", flow.before - flow.left),
                ("New since then", flow.new),
            ),
            counted_anew=True,
        ),
    )


def other_methods() -> FlowDiagram:
    """Flow of what was found by looking up what was known, which is no search."""
    trials = selection()
    left = trials[trials["set"] == EXCLUDED]
    reasons = left["reason"].value_counts().sort_index()
    views = tables.read("publication_views", ("source", "access"))
    texts = views.loc[views["access"].str.contains("full text"), "source"]
    had = int(trials["trial"].isin(texts).sum())
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
                (
                    ("Full text read, or a part of it", had),
                    ("Read as a summary only", len(trials) - had),
                ),
            ),
            Box("Trials included", len(trials) - len(left)),
        ),
    )
