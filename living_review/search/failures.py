"""What can go wrong while a source is asked, in words of ours.

Texts of failed answers are never taken over: a refused key would be repeated in them.
"""


class SearchError(Exception):
    """A source that gave no answer that can be read.

    Parameters
    ----------
    kind : str
        *no network*, *too many requests*, *server error*, *refused*, *cut off*, *unreadable
        answer*, *error in answer* or *expired*, as the schema of the runs has them.
    said : str
        What happened, as a sentence without its subject: the source is named before it.
    passes : bool
        Whether asking the same again may help.
    wait : float, optional
        Seconds for which the source asks to be left alone.
    """

    def __init__(self, kind: str, said: str, passes: bool = False, wait: float | None = None):
        super().__init__(said)
        self.kind, self.said, self.passes, self.wait = kind, said, passes, wait
