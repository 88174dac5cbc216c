"""What a chapter's cells call to put something on the page."""

from collections.abc import Mapping


def show(item):
    """Display a figure or a table of the book.

    Parameters
    ----------
    item : object
        With ``_repr_mimebundle_``, such as `living_review.pages.figure.Figure`. Its HTML
        stands on the page, its plain text in the chapter's reviewed outputs.
    """
    from IPython.display import display

    if not hasattr(item, "_repr_mimebundle_"):
        raise TypeError(
            f"{type(item).__name__} can't be shown: make it a Figure or a PageTable first"
        )
    # Asked for here: a display hook would print an error and show something else instead.
    display(item._repr_mimebundle_(), raw=True)


def glue_numbers(numbers: Mapping[str, str]):
    """Make numbers available to the prose of this chapter.

    Parameters
    ----------
    numbers : mapping of str to str
        Name → text as it is to stand in the sentence, already rounded. In the prose, write
        ``{glue:text}`` with the name.

    Raises
    ------
    TypeError
        If a value is not text: how a number is rounded is decided by whoever computes it.
    """
    from myst_nb import glue

    for name, text in numbers.items():
        if not isinstance(text, str):
            raise TypeError(f"{name} is {type(text).__name__}, and prose needs text: round it")
        glue(name, text, display=False)


def prefixed(prefix: str, numbers: dict[str, str]) -> dict[str, str]:
    """Numbers under names that begin with a prefix and a hyphen."""
    return {f"{prefix}-{name}": text for name, text in numbers.items()}
