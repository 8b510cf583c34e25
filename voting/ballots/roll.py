"""The electoral roll: who may vote in *this* ballot. Frozen and hashed when the ballot is announced.

Each entry stands under a salted commitment, so that the roll can be published without a name; a separate line
of `names.jsonl` opens it (salt, name, organisation, subject) for those who may know. After the announcement an
entry may be added, or replaced if nothing was cast under it, by two officers and with a reason; nothing is ever
removed (decision 5 of the protocol). An entry whose mandate ends keeps its line and is marked.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from voting.ballots.rows import all_differ
from voting.errors import MalformedError
from voting.evidence import (
    b64u,
    decode,
    decode_lines,
    dst,
    encode,
    encode_lines,
    expect_keys,
    sha256,
    sha256_hex,
    unb64u,
)
from voting.sentences import N_, Sentence

SALT_BYTES, SIGNS = 16, 43
MOST_PASSKEYS = 16
"""Of one entry: more than anyone carries."""

_PLAIN = rb"[ !#-\[\]-~]*"  # text that has one spelling only
_USUAL_NAME = re.compile(rb'\{"name":"(%s)","organisation":"(%s)","salt":"([A-Za-z0-9_-]{22})","subject":"(%s)",'
                         rb'"voter":"([A-Za-z0-9_-]{43})"\}' % (_PLAIN, _PLAIN, _PLAIN))
_USUAL = re.compile(rb'\{"creds":\[\],"units":1,"voter":"([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])"\}')


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One voter: a commitment (base64url of 32 bytes), the units of vote, commitments to the passkeys as of now."""

    voter: str
    units: int = 1
    passkeys: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """The line of `roll.jsonl`."""
        return {"creds": [{"id": passkey} for passkey in self.passkeys], "units": self.units, "voter": self.voter}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a commitment hides: the person's random subject id, the printed name, the organisation's code."""

    subject: str
    name: str
    organisation: str


def commit_voter(identity: Identity, salt: bytes) -> str:
    """The voter id of `identity` under a fresh 16-byte `salt`: base64url of SHA-256."""
    if len(salt) != SALT_BYTES:
        raise MalformedError(N_("A salt of the electoral roll has the wrong length."))
    shown = {"name": identity.name, "organisation": identity.organisation, "subject": identity.subject}
    return b64u(sha256(dst("voter") + salt + encode(shown)))


def opening(identity: Identity, salt: bytes) -> dict[str, object]:
    """The line of `names.jsonl` that opens the commitment."""
    return {"name": identity.name, "organisation": identity.organisation, "salt": b64u(salt),
            "subject": identity.subject, "voter": commit_voter(identity, salt)}


def check_opening_line(line: bytes) -> str:
    """The same of a line as it lies in the file, without its newline."""
    if usual := _USUAL_NAME.fullmatch(line):  # canonical by its form, and there may be millions
        name, organisation, salt, subject, voter = usual.groups()
        bare = b'{"name":"%s","organisation":"%s","subject":"%s"}' % (name, organisation, subject)
        if b64u(sha256(dst("voter") + unb64u(salt.decode(), SALT_BYTES) + bare)) == voter.decode():
            return voter.decode()
    return check_opening(decode(line))


def check_opening(line: Mapping[str, object]) -> str:
    """The voter id that a line of `names.jsonl` opens; `MalformedError` if it opens another."""
    expect_keys(line, {"name", "organisation", "salt", "subject", "voter"}, what="names.jsonl")
    if not all(isinstance(line[key], str) for key in line):
        raise MalformedError(N_("A line of names.jsonl holds something else than text."))
    identity = Identity(str(line["subject"]), str(line["name"]), str(line["organisation"]))
    if commit_voter(identity, unb64u(str(line["salt"]), SALT_BYTES)) != line["voter"]:
        raise MalformedError(N_("A name in names.jsonl does not belong to the entry of the roll that it names."))
    return str(line["voter"])


class Signs(Sequence[str]):
    """Many texts of 43 signs, one after another in bytes: less than half the memory of as many texts."""

    __slots__ = ("text",)

    def __init__(self, text: bytes | bytearray = b"") -> None:
        self.text = bytes(text)

    def __len__(self) -> int:
        return len(self.text) // SIGNS

    def __getitem__(self, number: int) -> str:  # type: ignore[override]  # one at a time
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self.text[number * SIGNS:(number + 1) * SIGNS].decode()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Signs) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


class Roll:
    """The entries, sorted by voter id. There may be a million: they are kept as bytes, not as objects."""

    __slots__ = ("_ends", "_keys", "_starts", "_units", "voters")

    def __init__(self, entries: Iterable[RollEntry]) -> None:
        voters, keys, ends, before = bytearray(), bytearray(), array("I"), ""
        self._units: dict[str, int] = {}
        self._starts = array("Q")  # of each voter id: to find it without looking at many
        for entry in entries:
            if entry.voter <= before:
                raise MalformedError(N_("The electoral roll is not sorted, or names a voter twice."))
            spelt = _spelt(entry.voter, N_("A voter id of the electoral roll is not 32 bytes."))
            voters += spelt
            self._starts.append(_start(spelt))
            before = entry.voter
            for passkey in entry.passkeys:
                keys += _spelt(passkey, N_("The passkeys of an entry of the electoral roll cannot be read."))
            ends.append(len(keys) // SIGNS)
            if entry.units != 1:
                self._units[entry.voter] = entry.units
        self.voters, self._keys = Signs(voters), Signs(keys)
        self._ends = ends if keys else array("I")  # where the passkeys of each entry end
        if not all_differ(self._keys.text, SIGNS):
            raise MalformedError(N_("Two entries of the electoral roll share a passkey."))

    @classmethod
    def of(cls, entries: Iterable[RollEntry]) -> Roll:
        """A roll of `entries` in any order."""
        return cls(sorted(entries, key=lambda entry: entry.voter))

    @classmethod
    def read(cls, data: bytes) -> Roll:
        """The roll in the bytes of `roll.jsonl`; `MalformedError` for anything that `write` would not give."""
        if data and not data.endswith(b"\n"):
            decode_lines(data)  # refuses it
        return cls.read_lines(data[:-1].split(b"\n") if data else ())

    @classmethod
    def read_lines(cls, lines: Iterable[bytes]) -> Roll:
        """The same from lines without their newlines, one after another."""
        return cls(map(_read_line, lines))

    def __iter__(self) -> Iterator[RollEntry]:
        return (RollEntry(voter, self._units.get(voter, 1), self._passkeys_at(number))
                for number, voter in enumerate(self.voters))

    @property
    def entries(self) -> tuple[RollEntry, ...]:
        """All entries as objects."""
        return tuple(self)

    @property
    def has_passkeys(self) -> bool:
        """Whether any entry has one."""
        return bool(self._keys)

    def passkeys_of(self, voter: str) -> tuple[str, ...]:
        """The commitments to a voter's passkeys; () where there are none."""
        number = self.place(voter) if self._keys else None
        return () if number is None else self._passkeys_at(number)

    def has_passkey(self, passkey: str) -> bool:
        """Whether a commitment stands under any entry."""
        wanted, place = passkey.encode(), -1
        while (place := self._keys.text.find(wanted, place + 1)) >= 0:
            if place % SIGNS == 0:
                return True
        return False

    def _passkeys_at(self, number: int) -> tuple[str, ...]:
        if not self._ends:
            return ()
        return tuple(self._keys[key] for key in range(self._ends[number - 1] if number else 0, self._ends[number]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Roll) and (self.voters, self._keys, self._ends, self._units) == (
            other.voters, other._keys, other._ends, other._units)

    def __hash__(self) -> int:
        return hash(self.voters)

    def __repr__(self) -> str:
        return f"Roll({len(self)} entries)"

    def write(self) -> bytes:
        """The bytes of `roll.jsonl`."""
        return encode_lines(entry.document() for entry in self)

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of `write()`."""
        return sha256_hex(self.write())

    def __len__(self) -> int:
        return len(self.voters)

    def __contains__(self, voter: object) -> bool:
        return isinstance(voter, str) and self.place(voter) is not None

    def place(self, voter: str) -> int | None:
        """Where the entry of `voter` stands, from 0; None if it does not."""
        if len(voter) != SIGNS:
            return None
        start = _start(voter.encode())
        found = bisect_left(self._starts, start)
        while found < len(self._starts) and self._starts[found] == start:
            if self.voters[found] == voter:
                return found
            found += 1
        return None


def _start(spelt: bytes) -> int:
    """The first signs of an id as a number: what is sorted by ids is sorted by these."""
    return int.from_bytes(spelt[:8], "big")


def _spelt(signs: str, fault: Sentence) -> bytes:
    """A voter id or a commitment as bytes; `MalformedError` with `fault` unless it has the length of one."""
    if len(signs) != SIGNS or not signs.isascii():
        raise MalformedError(fault)
    return signs.encode()


def _read_line(line: bytes) -> RollEntry:
    """One entry from a line; one without passkeys is canonical by its form, and there may be millions."""
    usual = _USUAL.fullmatch(line)
    return RollEntry(usual[1].decode()) if usual else read_entry(decode(line))


def read_entry(line: Mapping[str, object]) -> RollEntry:
    """One entry from its document; `MalformedError` unless complete and exact."""
    expect_keys(line, {"creds", "units", "voter"}, what="roll.jsonl")
    voter, units, creds = line["voter"], line["units"], line["creds"]
    if not isinstance(voter, str) or len(unb64u(voter)) != 32:
        raise MalformedError(N_("A voter id of the electoral roll is not 32 bytes."))
    if isinstance(units, bool) or not isinstance(units, int) or units != 1:
        raise MalformedError(N_("An entry of the electoral roll has other than one vote."))
    if not isinstance(creds, list) or len(creds) > MOST_PASSKEYS:
        raise MalformedError(N_("The passkeys of an entry of the electoral roll cannot be read."))
    passkeys = tuple(expect_keys(cred, {"id"}, what="roll.jsonl: creds")["id"] for cred in creds)
    for passkey in passkeys:
        unb64u(passkey, 32)
    if list(passkeys) != sorted(set(passkeys)):
        raise MalformedError(N_("The passkeys of an entry of the electoral roll cannot be read."))
    return RollEntry(voter, units, passkeys)


@dataclass(frozen=True, slots=True)
class Electorate:
    """A roll with everything that happened to it since: who may vote now, and who keeps a marked entry."""

    roll: Roll
    added: tuple[RollEntry, ...] = ()
    replaced: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    confirmed: tuple[tuple[str, str], ...] = ()
    """Passkeys that two officers let in after the freezing: (voter, commitment), in the order of the log."""
    _later: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    """The passkeys of those voters for whom the roll does not say all."""

    def __post_init__(self) -> None:
        added = {entry.voter for entry in self.added}
        if len(added) != len(self.added) or any(voter in self.roll for voter in added):
            raise MalformedError(N_("An entry added to the electoral roll stands on it already."))
        if not all(voter in self.roll or voter in added for voter in (*self.replaced, *self.ended)):
            raise MalformedError(N_("A replaced or ended entry does not stand on the electoral roll."))
        later = {entry.voter: entry.passkeys for entry in self.added if entry.passkeys}
        for voter, passkey in self.confirmed:
            later[voter] = (*later.get(voter, self.roll.passkeys_of(voter)), passkey)
        beyond = [passkey for entry in self.added for passkey in entry.passkeys] + [
            passkey for _, passkey in self.confirmed]
        if len(beyond) != len(set(beyond)) or any(map(self.roll.has_passkey, beyond)):
            raise MalformedError(N_("Two entries of the electoral roll share a passkey."))
        object.__setattr__(self, "_later", later)

    def passkeys(self, voter: str) -> tuple[str, ...]:
        """The commitments to the passkeys under which `voter` may cast; () if the entry has none."""
        found = self._later.get(voter)
        return self.roll.passkeys_of(voter) if found is None else found

    def with_passkeys(self) -> Iterator[str]:
        """The voter ids of all entries that have any, the replaced too."""
        if self.roll.has_passkeys or self._later:
            everyone = chain(self.roll.voters, (entry.voter for entry in self.added))
            yield from (voter for voter in everyone if self.passkeys(voter))

    @property
    def everyone(self) -> frozenset[str]:
        """Every voter id that ever stood on it, the replaced too."""
        return frozenset(self.roll.voters) | {entry.voter for entry in self.added}

    @property
    def has_passkeys(self) -> bool:
        """Whether any entry has one."""
        return self.roll.has_passkeys or bool(self._later)

    @property
    def without_passkey(self) -> int:
        """How many entries that may have a counted vote have no passkey."""
        return self.entitled - sum(1 for voter in self.with_passkeys() if voter not in self.replaced)

    @property
    def voters(self) -> frozenset[str]:
        """Every voter id that may have a counted vote: the roll and its addenda less the replaced."""
        return self.everyone - self.replaced

    def stands(self, voter: str) -> bool:
        """Whether a voter id stands on it, the replaced too."""
        return voter in self.roll or any(entry.voter == voter for entry in self.added)

    @property
    def entitled(self) -> int:
        """How many votes the electorate has."""
        return len(self.roll) + len(self.added) - len(self.replaced)

    def add(self, entry: RollEntry, replaces: str = "") -> Electorate:
        """The electorate after an addendum; the caller has seen that nothing was cast under `replaces`."""
        gone = self.replaced | {replaces} if replaces else self.replaced
        return replace(self, added=(*self.added, entry), replaced=gone)

    def confirm(self, voter: str, passkey: str) -> Electorate:
        """The electorate after two officers let in a passkey of `voter`, who is entitled and has few enough."""
        if not self.stands(voter) or voter in self.replaced | self.ended or len(self.passkeys(voter)) >= MOST_PASSKEYS:
            raise MalformedError(N_("A passkey was confirmed for someone who casts no vote any more, or has too many."))
        return replace(self, confirmed=(*self.confirmed, (voter, passkey)))

    def end(self, voter: str) -> Electorate:
        """The electorate after the mandate behind `voter` ended; the entry stays."""
        return replace(self, ended=self.ended | {voter})
