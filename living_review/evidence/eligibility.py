"""The rules of eligibility of the protocol, by their identifiers."""

from living_review.evidence import tables


def eligibility_rules() -> dict[str, str]:
    """Words of each rule that a record can fail, by its identifier, in the protocol's order.

    Returns
    -------
    dict of str to str
        Of every list of rules under ``eligibility``; what stands there without an identifier is
        no rule that a decision can name.

    Raises
    ------
    OSError
        If there is no protocol.
    """
    parts = tables.register("protocol")["eligibility"].values()
    listed = [rule for part in parts if isinstance(part, list) for rule in part]
    return {rule["id"]: rule["rule"] for rule in listed}
