"""What a chapter's cells call to put something on the page."""

from collections.abc import Mapping


def show(item, name: str = "", description: str = "", *, title: str = "", table=None):
    """Display a chart, or a figure or a table of the book.

    Parameters
    ----------
    item : altair chart, callable or object
        A chart, drawn in both widths; a function from a width in pixels to a chart; or anything
        with ``_repr_mimebundle_``, such as `living_review.pages.page_table.PageTable`. Its HTML
        stands on the page, its plain text in the chapter's reviewed outputs.
    name : str
        Of a chart: its anchor on the page, lowercase with hyphens.
    description : str
        Of a chart: what a reader who can't see it is told.
    title : str
        Of a chart that does not bear its own: its finding, computed from what it shows.
    table : pandas.DataFrame or PageTable, optional
        The numbers behind a chart, with columns named for readers; without it, what the tooltips
        of its marks tell.

    Raises
    ------
    ValueError
        If a chart has no name, title or description.
    """
    from IPython.display import display

    if name:
        from living_review.pages.figure import figure_of

        item = figure_of(item, name, description, title, table)
    if not hasattr(item, "_repr_mimebundle_"):
        raise TypeError(
            f"{type(item).__name__} can't be shown: make it a Figure or a PageTable first"
        )
    # Asked for here: a display hook would print an error and show something else instead.
    display(item._repr_mimebundle_(), raw=True)


def glue_numbers(numbers: Mapping[str, str], *names: str, prefix: str = ""):
    """Make numbers available to the prose of this chapter.

    Parameters
    ----------
    numbers : mapping of str to str
        Name → text as it is to stand in the sentence, already rounded. In the prose, write
        ``{glue:text}`` with the name.
    *names : str
        Those that the prose reads. Without any, it reads all of them.
    prefix : str, optional
        Put before each name with a hyphen, so that numbers of two groups or pools can stand in
        one chapter.

    Raises
    ------
    KeyError
        If there is no number of a name.
    TypeError
        If a value is not text: how a number is rounded is decided by whoever computes it.
    """
    from myst_nb import glue

    if lost := [name for name in names if name not in numbers]:
        raise KeyError(f"no number is called {', '.join(lost)}; there are {', '.join(numbers)}")
    for name in names or numbers:
        text = numbers[name]
        glued = f"{prefix}-{name}" if prefix else name
        if not isinstance(text, str):
            raise TypeError(f"{glued} is {type(text).__name__}, and prose needs text: round it")
        glue(glued, text, display=False)
