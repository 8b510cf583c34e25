"""The pseudo-random numbers of New Zealand's Schedule 1A (clause 40): one for each candidate, no two alike.

The generator of Wichmann and Hill, seeded from the election itself, so that anyone draws them again: x = candidates+5,
y = seats, z = (v + 10000 (v mod 10)) mod 30323 with v valid papers. The schedule prints 1000 there; the certified
calculator uses 10000, and so does this. Four numbers are thrown away; one already given is drawn anew.
"""

from __future__ import annotations


def pseudo_random_numbers(candidates: int, seats: int, valid: int) -> list[int]:
    """A number of 0 to 9999 for each candidate, as they are before the first count turns them round."""
    x, y, z = candidates + 5, seats, (valid + 10_000 * (valid % 10)) % 30_323
    given: list[int] = []
    steps = 0
    while len(given) < candidates:
        x, y, z = 171 * x % 30_269, 172 * y % 30_307, 170 * z % 30_323
        steps += 1
        number = (10_000 * x // 30_269 + 10_000 * y // 30_307 + 10_000 * z // 30_323) % 10_000
        if steps > 4 and number not in given:
            given.append(number)
    return given
