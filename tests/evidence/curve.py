"""The curve of Ed25519 by its definition (RFC 8032, section 5.1), slowly: what the list of small orders is held to."""

from __future__ import annotations

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
NEUTRAL: Point = (0, 1)


def add(one: Point, other: Point) -> Point:
    """The sum of two points."""
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P)


def times(number: int, point: Point) -> Point:
    """`point` added to itself `number` times."""
    total = NEUTRAL
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(y: int) -> Point | None:
    """A point with this y, if the curve has one."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    for x in (root, root * pow(2, (P - 1) // 4, P) % P):
        if x * x % P == square:
            return x, y
    return None


def small_points() -> set[Point]:
    """All points whose order divides eight: what is left of any point times the order of the great subgroup."""
    found = {NEUTRAL}
    for y in range(2, 60):
        if point := point_of(y):
            small = times(ORDER, point)
            found |= {times(number, small) for number in range(8)}
    return found


def encodings(point: Point) -> set[bytes]:
    """Every 32 bytes that a lenient reader takes for the point: y or y + p, and either sign where x is zero."""
    x, y = point
    signs = (0, 1) if x == 0 else (x & 1,)
    return {(each | sign << 255).to_bytes(32, "little") for each in (y, y + P) if each < 1 << 255 for sign in signs}
