"""A dose told twice: as so much of a salt, and as so much of the element in it.

A salt's name often leaves open whether its crystal water is weighed with it, so every form that
could be meant is tried. Molar masses come with the data.
"""

import pandas as pd

from living_review.checks.findings import Finding, Verdict, as_table, cell, group_size, number
from living_review.evidence.printed_numbers import PrintedNumber, widest_interval
from living_review.evidence.units import convert, elemental_fraction, is_substance_per_body_mass

CHECK = "element in a salt"
UNIT = "unit of a dose"
# What stands on a tablet or a bottle is nominal: within this share it is asked, not accused.
NOMINAL = 0.10
PERCENT = "%"
NO_SUBSTANCES = pd.DataFrame({"substance": []})
GRAMS_PER_PERCENT = 0.01  # grams in a millilitre of a solution of one percent, weight by volume


def check_doses(doses: pd.DataFrame, substances: pd.DataFrame) -> pd.DataFrame:
    """Check printed doses of an element against the printed doses of the salt.

    Parameters
    ----------
    doses : pandas.DataFrame
        ``row_id``; as printed ``times``, ``value`` and ``unit`` of the salt, ``concentration``
        and ``concentration_unit`` of a solution, ``element_value`` and ``element_unit``; and
        ``forms``: rows of the table of substances that could be meant, joined by semicolons.
    substances : pandas.DataFrame
        Molar masses, see `living_review.evidence.units`.

    Returns
    -------
    pandas.DataFrame
        Findings. *Inconsistent* if no form gives the printed element.

    Raises
    ------
    BadRowError
        If a cell can't be read, or a unit or a form is unknown.
    """
    return as_table(_check(row, substances) for _, row in doses.iterrows())


def check_dose_units(doses: pd.DataFrame) -> pd.DataFrame:
    """Check that doses per body mass are printed in a unit that can be one.

    Parameters
    ----------
    doses : pandas.DataFrame
        ``row_id``, ``dose`` and ``dose_unit`` as printed, per body mass.

    Returns
    -------
    pandas.DataFrame
        Findings. *Question*: the unit is no mass, amount or charge for a body mass, such as a
        concentration used as an amount.

    Raises
    ------
    BadRowError
        If a dose or a unit can't be read.
    """
    return as_table(_check_unit(row) for _, row in doses.iterrows())


def _check_unit(row: pd.Series) -> Finding:
    cell(row, "dose", PrintedNumber)
    fits = cell(row, "dose_unit", is_substance_per_body_mass)
    unit, _, rest = row["dose_unit"].partition("/")
    steps = (
        f"Before the first slash is {unit}, after it {rest}.",
        f"{unit} is a mass, an amount or a charge: so much of a substance."
        if fits
        else f"{unit} is not so much of a substance, as a mass, an amount or a charge would be; "
        "a concentration needs a volume before it is one.",
    )
    verdict, words = (
        (Verdict.CONSISTENT, "the unit as printed")
        if fits
        else (Verdict.QUESTION, "perhaps a letter slipped in, or a volume is missing")
    )
    could = "a dose per body mass" if fits else "no dose per body mass as printed"
    return Finding(
        row["row_id"], UNIT, verdict, f"{row['dose']} {row['dose_unit']}", could, words, steps
    )


def _mass(row: pd.Series, substances: pd.DataFrame, form: str) -> tuple[float, float]:
    """Grams of the salt in one form, over the rounding of what is printed."""
    low, high = cell(row, "value", widest_interval)
    times = cell(row, "times", group_size) if row["times"] else 1
    unit = row["unit"]
    if row["concentration"]:
        strengths = cell(row, "concentration", widest_interval)
        if row["concentration_unit"] != PERCENT:
            raise ValueError("the strength of a solution is read in percent; write %")
        millilitres = [_converted(v, unit, "mL", NO_SUBSTANCES, "") for v in (low, high)]
        ends = [v * s * GRAMS_PER_PERCENT for v, s in zip(millilitres, strengths, strict=True)]
    else:
        ends = [_converted(v, unit, "g", substances, form) for v in (low, high)]
    return ends[0] * times, ends[1] * times


def _converted(value: float, unit: str, to: str, substances: pd.DataFrame, form: str) -> float:
    """A mass in grams or a volume in millilitres; an amount weighs what its form weighs."""
    try:
        return convert(value, unit, to, substances, form)
    except ValueError as error:
        if form and "molar mass" in str(error):
            raise
        raise ValueError(f"can't be read as {to}: look at the unit, or add the strength") from None


def _printed(row: pd.Series) -> str:
    times = f"{row['times']} × " if row["times"] else ""
    strength = f" of {row['concentration']} %" if row["concentration"] else ""
    return f"{times}{row['value']} {row['unit']}{strength}"


def _check(row: pd.Series, substances: pd.DataFrame) -> Finding:
    wanted = cell(row, "element_value", widest_interval)
    steps, fitting, near, could, lows, highs = [], [], [], [], [], []

    def element(form: str) -> tuple[float, float]:
        fraction = elemental_fraction(substances, form)
        name = substances.set_index("substance").loc[form, "element"]
        grams = cell(row, "unit", lambda _: _mass(row, substances, form))
        steps.append(
            f"{_printed(row)} of {form} is {number(grams[0])} to {number(grams[1])} g, "
            "rounding allowed for."
        )
        return tuple(
            convert(g * fraction, "g", row["element_unit"], substances, name) for g in grams
        )

    for form in (part.strip() for part in row["forms"].split(";")):
        low, high = cell(row, "forms", lambda _, form=form: element(form))
        lows, highs = [*lows, low], [*highs, high]
        share = 100 * elemental_fraction(substances, form)
        fits = low <= wanted[1] and wanted[0] <= high
        fitting += [form] if fits else []
        near += (
            [form] if low * (1 - NOMINAL) <= wanted[1] and wanted[0] <= high * (1 + NOMINAL) else []
        )
        could.append(f"{number(low, 3)} to {number(high, 3)} {row['element_unit']} from {form}")
        how = "fits" if fits else "does not fit"
        steps.append(
            f"Of {form}, {number(share)} % by weight is the element: {could[-1]}; "
            f"the printed {row['element_value']} {how}."
        )
    verdict, words = _verdict(fitting, near, row["forms"].count(";") + 1)
    if verdict is Verdict.INCONSISTENT and min(lows) <= wanted[1] and wanted[0] <= max(highs):
        verdict, words = Verdict.QUESTION, "between the forms tried, as another hydrate would be"
    return Finding(
        row["row_id"],
        CHECK,
        verdict,
        f"{_printed(row)} = {row['element_value']} {row['element_unit']} of the element",
        "; ".join(could),
        words,
        tuple(steps),
    )


def _verdict(fitting: list[str], near: list[str], forms: int) -> tuple[Verdict, str]:
    if len(fitting) == forms:
        return Verdict.CONSISTENT, "the salt as named"
    if fitting:
        return Verdict.CONDITIONAL, f"only if {' or '.join(fitting)} is meant"
    if near:
        return Verdict.QUESTION, f"near what {' or '.join(near)} holds, if the weight is nominal"
    return Verdict.INCONSISTENT, "none of the forms gives it"
