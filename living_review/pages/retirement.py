"""The last words of a review that was retired: since when, why, what holds, who may go on."""

import html
from collections.abc import Mapping

from living_review.evidence import tables
from living_review.pages.heartbeat import told_day
from living_review.pages.record_pages.parts import linked
from living_review.search.heartbeat import Heartbeat, heartbeat


def farewell_html(up: str, steps: Mapping[str, str]) -> str:
    """What the front page says of the retirement; blank as long as there is none.

    Parameters
    ----------
    up : str
        Way from the page to the top of the book, blank or with a slash at its end.
    steps : mapping of str to str
        Words → address from the top of the book, of what whoever takes it over reads first.
    """
    beat = heartbeat()
    if beat.retired is None:
        return ""
    told = tables.register("protocol")["retirement"]["retired"]
    return (
        f'<section class="review-farewell" aria-label="This review is retired">'
        f"<p><strong>This review was retired on {told_day(beat.retired)}.</strong> "
        f"{html.escape(told['why'])}</p>"
        f"<p><strong>What still holds.</strong> {_what_holds(beat)}</p>"
        f"<p><strong>Where to read on.</strong> {_where(told.get('read_on', []))}</p>"
        f"<p><strong>How to take it over.</strong> {_how(up, steps)}</p></section>"
    )


def _what_holds(beat: Heartbeat) -> str:
    searched = "No database was ever searched for it, so that studies may be missing."
    if beat.last:
        which = "The" if beat.ran == beat.planned else f"{beat.ran} of {beat.planned}"
        searched = f"{which} databases were searched up to {told_day(beat.last)}."
    return (
        f"{searched} Every verdict and number stays where it is, with the evidence that it rests "
        "on. Studies that came later are not in it and may say something else."
    )


def _where(others: list[dict[str, str]]) -> str:
    if not others:
        return "We know of no review that goes on from here."
    listed = "; ".join(linked(other["words"], other["address"]) for other in others)
    return f"These go on: {listed}."


def _how(up: str, steps: Mapping[str, str]) -> str:
    listed = "; ".join(linked(words, f"{up}{address}") for words, address in steps.items())
    said = "Data, methods and programs are open, and whoever wants to may go on with them"
    return f"{said}: {listed}." if listed else f"{said}."
