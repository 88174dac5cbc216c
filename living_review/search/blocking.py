"""Which records are worth comparing: the pairs of bib-dedupe's blocking, without trying all others.

Records that agree in a block, such as year and first author, are compared if that block says
enough; of the others only those whose titles share half of their words. bib-dedupe forms every
pair of a block before it looks at titles, which grows with the square of the records. Here the
shared words are counted as a product of sparse matrices, so that a pair without one never exists.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

# As in `bib_dedupe.block`: a block of which one of these is a part needs no likeness of titles.
TELLING = {"title_short", "doi", "pages"}
HALF = 0.5  # of the words of the shorter title, and one
ROWS_AT_ONCE = 2000  # of a product; more would take more memory and no less time


def candidates(prepared: pd.DataFrame) -> pd.DataFrame:
    """Pairs of records to compare.

    Parameters
    ----------
    prepared : pandas.DataFrame
        As of `bib_dedupe.prep`: one row per record, all columns text.

    Returns
    -------
    pandas.DataFrame
        The rows of `bib_dedupe.block`, in another order: ``ID_1``, ``ID_2`` (the one that stands
        first in the records is first), and the other columns of each with ``_1`` and ``_2``.

    Notes
    -----
    The words of a title are counted as there: those of the shorter with their repetitions, those
    that are shared once.
    """
    from bib_dedupe.block import block_fields_list

    records = prepared.reset_index(drop=True)
    found = [np.empty((0, 2), dtype=np.int64)]
    for fields in block_fields_list:
        known = records[records[[*fields]].ne("").all(axis=1)]
        block = known.groupby([*fields], dropna=False).ngroup()
        block = block[block.duplicated(keep=False)]  # of one record there is no pair
        if TELLING.isdisjoint(fields):
            found += _alike(block, records["title"])
        else:
            found.append(_agreeing([block]))
    pairs = np.unique(np.concatenate(found), axis=0)
    sides = [records.take(pairs[:, side]).reset_index(drop=True) for side in (0, 1)]
    return pd.concat([side.add_suffix(f"_{n}") for n, side in enumerate(sides, 1)], axis=1)


def _agreeing(keys: list[pd.Series], ones: pd.Index | None = None) -> np.ndarray:
    """Places of the pairs that agree in all keys, the smaller first; of ``ones`` with any."""
    columns = [str(number) for number in range(len(keys))]
    table = pd.DataFrame(dict(zip(columns, keys, strict=True))).rename_axis("place").reset_index()
    first = table if ones is None else table[table["place"].isin(ones)]
    places = first.merge(table, on=columns)[["place_x", "place_y"]].to_numpy(dtype=np.int64)
    if ones is not None:
        places = np.sort(places, axis=1)
    return places[places[:, 0] < places[:, 1]]


def _alike(block: pd.Series, titles: pd.Series) -> Iterator[np.ndarray]:
    """Pairs of a block whose titles share enough words, are the same, or have no two words."""
    titles = titles[block.index]
    yield _agreeing([block, titles])
    yield _agreeing([block], titles.index[~titles.str.contains(" ", regex=False)])
    words = titles.str.split()
    length = words.str.len().to_numpy() + 1  # as there, so that none is zero
    shared = words.explode().dropna().rename("word").to_frame().join(block.rename("block"))
    shared = shared[~(shared.reset_index().duplicated()).to_numpy()]
    column = shared.groupby(["block", "word"]).ngroup()
    row = pd.Series(range(len(titles)), titles.index)[shared.index]
    ones = np.ones(len(row), dtype=np.int32)
    matrix = sparse.csr_matrix((ones, (row, column)), shape=(len(titles), len(shared)))
    place, turned = titles.index.to_numpy(), matrix.T.tocsc()
    for start in range(0, len(titles), ROWS_AT_ONCE):
        count = (matrix[start : start + ROWS_AT_ONCE] @ turned).tocoo()
        one, other = count.row + start, count.col
        kept = (one < other) & (count.data >= HALF * np.minimum(length[one], length[other]))
        yield np.column_stack([place[one[kept]], place[other[kept]]])
