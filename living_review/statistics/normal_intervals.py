"""95 % intervals by the normal distribution, from estimates and their standard errors."""

NORMAL_95 = 1.959963984540054  # 97.5th percentile of the standard normal distribution


def normal_interval(estimate, standard_error):
    """Lower and upper limit of the 95 % interval of an estimate whose errors are normal.

    Parameters
    ----------
    estimate, standard_error : float or array_like
        In one unit; ratios enter as logarithms.

    Examples
    --------
    >>> low, high = normal_interval(-0.5, 0.25)
    >>> round(low, 3), round(high, 3)
    (-0.99, -0.01)
    """
    reach = NORMAL_95 * standard_error
    return estimate - reach, estimate + reach
