"""Any value of any document replaced by any other, everything signed again: a named answer, never a surprise."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.attacker import Attacker
from voting.evidence import decode, decode_lines, encode, encode_lines
from voting.record import layout
from voting.verifier import verify

STARTS = [Attacker("eventful"), Attacker("signed")]
DOCUMENTS = ["motion.json", "stages/1/paper.json", "stages/2/paper.json", "stages/1/tally.json", "tally.json",
             "effects.json"]
LINES = ["stages/1/roll.jsonl", "stages/1/issued.jsonl", "names.jsonl", "reasons.jsonl"]
SIGNED_LINES = [*LINES, "passkeys.jsonl", "assertions.jsonl"]
JUNK = st.sampled_from([0, 1, 2**53 - 1, True, False, "", "x", "A" * 43, "2027-01-01", "é" * 30_000, [], {}, [[]],
                        [{}], {"x": 1}, [0], {"q1": [["yes"]]}, {"en": {}}, "9" * 64])


def places(value: object, path: tuple = ()) -> list[tuple]:
    """The paths to every value of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in inner for found in [(*path, key), *places(each, (*path, key))]]


def replaced(value: object, path: tuple, junk: object) -> object:
    changed = copy.deepcopy(value)
    target = changed
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = junk
    return changed


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_value_replaced(data):
    start = data.draw(st.sampled_from(STARTS))
    attacker = copy.copy(start)
    attacker.files, attacker.leaves = dict(start.files), list(start.leaves)
    lines = SIGNED_LINES if "passkeys.jsonl" in start.files else LINES
    name = data.draw(st.sampled_from(["leaf", "leaf", "leaf", *DOCUMENTS, *lines]))
    junk = data.draw(JUNK)
    if name == "leaf":
        place = data.draw(st.integers(0, len(attacker.leaves) - 1))
        leaf = decode(attacker.leaves[place])
        attacker.leaves[place] = encode(replaced(leaf, data.draw(st.sampled_from(places(leaf))), junk))
        if data.draw(st.booleans()):
            attacker_agrees(attacker)
    elif name in SIGNED_LINES:
        lines = decode_lines(attacker.files[name])
        attacker.files[name] = encode_lines(replaced(lines, data.draw(st.sampled_from(places(lines))), junk))
    else:
        document = attacker.document(name)
        attacker.files[name] = encode(replaced(document, data.draw(st.sampled_from(places(document))), junk))
    unchanged = (attacker.files, attacker.leaves) == (start.files, start.leaves)
    verdict = verify(attacker.finish())
    assert "unreadable" not in {failure.code for failure in verdict.failures}, verdict.failures
    assert not unchanged or verdict.ok
    if name not in ("leaf", layout.NAMES, layout.REASONS) and not unchanged:
        assert not verdict.ok


def attacker_agrees(attacker: Attacker) -> None:
    """Only where the leaves still have the shape that this needs."""
    try:
        attacker.agree_on_casts()
    except (KeyError, TypeError, StopIteration):
        return
