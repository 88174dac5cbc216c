"""A problem of the data: what is wrong, where it stands, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what to do about it.

    Parameters
    ----------
    file, line, column, value : str, int, str, str
        The place; line 0 stands for the whole file.
    wrong, remedy : str
        What is wrong, and what to do.
    question : str
        Where the value is odd but can be true: the kind of question, which a row of the table of
        confirmations answers. Empty where the value can't be true.
    """

    file: str
    line: int
    column: str
    value: str
    wrong: str
    remedy: str
    question: str = ""

    def __str__(self):
        place = f"{self.file}:{self.line}" if self.line else self.file
        column = f", column {self.column}" if self.column else ""
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "..."
        value = f", value {shown!r}" if self.value else ""
        return f"{place}{column}{value}: {self.wrong}\n    remedy: {self.remedy}"
