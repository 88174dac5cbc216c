"""Screening in a terminal by keys: one record at a time, each decision written at once."""

import re
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static

from living_review.evidence import dois
from living_review.search.screening import EARLY, EXCLUDE, INCLUDE, NOT_HAD, UNSURE
from living_review.search.strings import strings, terms_of
from living_review.workshop.screening.desk import Desk

TELLS = {EARLY: "title and abstract tell"}
FOUND = "bold underline"
SENTENCE_END = re.compile(r"(?<=[.!?])\s")


class RuleChoice(ModalScreen[str | None]):
    """Which rule a record fails: by number, or by arrows and Enter.

    Parameters
    ----------
    rules : dict
        Words of each rule, by its identifier.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]
    DEFAULT_CSS = """
    RuleChoice { align: center middle; }
    RuleChoice > Vertical { width: 90%; height: 80%; border: round $primary; padding: 1 2; }
    """

    def __init__(self, rules: dict[str, str]):
        super().__init__()
        self.rules = rules

    def compose(self) -> ComposeResult:
        """A list of the rules with their numbers."""
        with Vertical():
            yield Static("Which rule does it fail? A number, or arrows and Enter; Escape: back")
            yield OptionList(
                *(
                    Text(f"{n}  {key}  {said}")
                    for n, (key, said) in enumerate(self.rules.items(), 1)
                )
            )

    def on_key(self, event):
        """Take the rule with the number that is pressed."""
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self.rules):
            event.stop()
            self.dismiss(list(self.rules)[int(event.key) - 1])

    def on_option_list_option_selected(self, event):
        """Take the rule on which Enter was pressed."""
        self.dismiss(list(self.rules)[event.option_index])


class ReasonLine(ModalScreen[str | None]):
    """Why: a line with a proposal, which Enter takes.

    Parameters
    ----------
    question, proposal : str
        What is asked, and what stands in the line at first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]
    DEFAULT_CSS = """
    ReasonLine { align: center middle; }
    ReasonLine > Vertical { width: 90%; height: auto; border: round $primary; padding: 1 2; }
    """

    def __init__(self, question: str, proposal: str):
        super().__init__()
        self.question, self.proposal = question, proposal

    def compose(self) -> ComposeResult:
        """The question above its line."""
        with Vertical():
            yield Static(Text(f"{self.question} Enter: write it down; Escape: back"))
            yield Input(self.proposal, select_on_focus=False)

    def on_input_submitted(self, event):
        """Hand the line back, unless it is blank."""
        if event.value.strip():
            self.dismiss(event.value)
        else:
            self.notify("A decision needs a reason.", severity="warning")


class ScreeningApp(App[None]):
    """One record of the desk at a time.

    Parameters
    ----------
    desk : Desk
        Records, and where decisions are written.
    rules : dict
        Words of each rule of eligibility, by its identifier.
    """

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", f"decide('{INCLUDE}')", "Include"),
        Binding("x", f"decide('{EXCLUDE}')", "Exclude"),
        Binding("u", f"decide('{UNSURE}')", "Unsure"),
        Binding("m", f"decide('{NOT_HAD}')", "Missing text"),
        Binding("z", "undo", "Undo"),
        Binding("n", "step(1)", "Next"),
        Binding("p", "step(-1)", "Previous"),
        Binding("q", "quit", "Quit"),
    ]
    DEFAULT_CSS = """
    #place, #decision { color: $text-muted; }
    #title { margin: 1 0; }
    VerticalScroll { padding: 1 2; }
    """

    def __init__(self, desk: Desk, rules: dict[str, str]):
        super().__init__()
        self.desk, self.rules, self.place = desk, rules, 0
        self.terms = [found for one in strings() if (found := terms_of(one.text))]

    def compose(self) -> ComposeResult:
        """The record, and the keys below it."""
        with VerticalScroll():
            for name in ("place", "title", "details", "decision"):
                yield Static(id=name)
        yield Footer()

    def on_mount(self):
        """Show the first record."""
        self.show_record()

    def show_record(self):
        """Show the record at the place, or that none is left."""
        for name, text in self._texts().items():
            self.query_one(f"#{name}", Static).update(text)

    def _texts(self) -> dict[str, Text]:
        count, records = len(self.desk.decided), self.desk.records
        done = f"{count} of {len(records)} decided"
        if self.place >= len(records):
            end = "Nothing left to screen." if records else "Nothing to screen."
            texts = {"place": done, "title": end, "details": "", "decision": "q: quit"}
            return {name: Text(text) for name, text in texts.items()}
        record = records[self.place]
        own = self.desk.decided.get(record["record"])
        decision = f"{own['decision']} {own['rule']}. {own['reason']}" if own else "not decided"
        place = f"{self.place + 1} of {len(records)}, by {self.desk.stage}; {done}"
        return {
            "place": Text(place),
            "title": highlighted(record["title"], self.terms),
            "details": Text("\n".join(details_of(record))),
            "decision": Text(f"\nYour decision: {decision}"),
        }

    def action_step(self, by: int):
        """Go to another record."""
        self.place = min(max(self.place + by, 0), len(self.desk.records))
        self.show_record()

    def action_undo(self):
        """Take the last decision back, and go to its record."""
        place = self.desk.undo()
        if place is None:
            self.notify("There is no decision of this session to take back.")
        else:
            self.place = place
            self.show_record()

    def action_decide(self, decision: str):
        """Ask for what a decision needs: of an exclusion the rule, of each a reason."""
        if self.place >= len(self.desk.records):
            return
        if decision == NOT_HAD and self.desk.stage == EARLY:
            self.notify("Only a full text can be missing.", severity="warning")
        elif decision == EXCLUDE:
            self.push_screen(RuleChoice(self.rules), self._exclude)
        else:
            self._ask_reason(decision, "")

    def _exclude(self, rule: str | None):
        if rule:
            self._ask_reason(EXCLUDE, rule)

    def _ask_reason(self, decision: str, rule: str):
        said = self.rules.get(rule, "")
        proposal = proposed_reason(decision, rule, said, self.desk.stage)

        def write(reason: str | None):
            if reason is not None:
                self._decide(decision, rule, reason)

        self.push_screen(ReasonLine(f"Why {decision}?", proposal), write)

    def _decide(self, decision: str, rule: str, reason: str):
        try:
            self.desk.decide(self.place, decision, rule, reason)
        except (OSError, ValueError) as error:
            self.notify(f"It was not written: {error}", severity="error", markup=False)
        else:
            self.action_step(1)


def proposed_reason(decision: str, rule: str, said: str, stage: str) -> str:
    """Reason that stands in the line at first, for the reader to take or to write anew.

    Examples
    --------
    >>> proposed_reason("exclude", "E1", "Groups were made by chance. A trial that …", "full text")
    'Fails E1: Groups were made by chance.'
    >>> proposed_reason("include", "", "", "full text")
    'Fails no rule, as far as the full text tells.'
    """
    tells = TELLS.get(stage, f"the {stage} tells")
    if decision == EXCLUDE:
        return f"Fails {rule}: {SENTENCE_END.split(said)[0]}"
    if decision == INCLUDE:
        return f"Fails no rule, as far as {tells}."
    return f"May fail a rule; more is needed than {tells}."


def details_of(record: dict[str, str]) -> list[str]:
    """Lines below a title: who, where, what, and where more is to be read."""
    place = " ".join(filter(None, (record["journal"], record["year"])))
    lines = [record["authors"], place, record["kinds"], record["status"], record["notices"]]
    if record["doi"]:
        lines.append(dois.address(record["doi"]))
    if record["pubmed_id"]:
        lines.append(dois.pubmed_address(record["pubmed_id"]))
    return [line for line in (*lines, record["record"]) if line]


def highlighted(title: str, terms: list[re.Pattern]) -> Text:
    """A title in which the terms of the searches stand out.

    Examples
    --------
    >>> highlighted("Asthma in children", [re.compile("asthma", re.IGNORECASE)]).spans
    [Span(0, 6, 'bold underline')]
    """
    text = Text(title)
    for term in terms:
        text.highlight_regex(term, FOUND)
    return text
