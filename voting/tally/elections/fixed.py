"""Numbers of a fixed unit: a figure of a count is an integer of 10^-places, written as an exact decimal string."""

from __future__ import annotations

from math import gcd


def decimal(value: int, places: int = 0) -> str:
    """`value` units of 10^-places in figures: `decimal(44895011, 5)` is "448.95011"."""
    if not places:
        return str(value)
    sign, digits = "-" * (value < 0), str(abs(value)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def ceil_div(dividend: int, divisor: int) -> int:
    """The quotient rounded up."""
    return -(-dividend // divisor)


def ratio(numerator: int, denominator: int) -> str:
    """A fraction in lowest terms, written "3/7"; a whole number without its denominator."""
    common = gcd(numerator, denominator)
    below = denominator // common
    return f"{numerator // common}/{below}" if below != 1 else str(numerator // common)
