"""A release from the shell, in three steps without a browser: what is to be opened, the teller's work, taking it in.

For large ballots, and for tellers who would rather not trust a page. The first and the last step are the operator's, on
the installation. The one in between needs no network and no database: paper, sealed urn, its signed head and what the
register's log says of urn and issue list come in one file, and everything that a browser checks before it opens
anything is checked here. The file that comes out is signed by the teller's own key, so that it does not matter who
carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballots.key_release import KeyRelease
from voting.ballots.locker import open_locker
from voting.ballots.paper import paper_fingerprint, paper_hash, parse_paper
from voting.ballots.sealed_log import SealedLog
from voting.ballots.secret_cast import UrnPaper, check_secret_cast
from voting.ballots.trustee import Head, Release, open_shares
from voting.errors import ConflictError, MalformedError, RefusedError
from voting.evidence import (
    PublicKey,
    SigningKey,
    b64u,
    decode,
    encode,
    expect_keys,
    open_checkpoint,
    sha256,
    sha256_hex,
    unb64u,
)
from voting.record.archive import pack, unpack
from voting.sentences import N_
from voting.services.act import Service
from voting.services.count_secret import sealed_leaves, what_is_open
from voting.services.read.sealed_proof import log_of_seal
from voting.services.release_key import release_key
from voting.services.release_shares import release_shares
from voting.store.database import reading
from voting.store.find import find_ballot
from voting.store.secret import secret_of, trustees_of
from voting.tally.opened import final_casts, urn_head

PAPER, SIGNATURE, SEALED, NOTE, URN = "paper.json", "paper.json.sig", "sealed.json", "urn.checkpoint", "urn.jsonl"
LOG = "log.json"


@dataclass(frozen=True, slots=True)
class Material:
    """What is to be opened, checked: the ballot, its paper's bytes, the sealed heads, the urn's leaves, the proof."""

    ballot: str
    paper: bytes
    urn: Head
    issue: Head
    leaves: list[bytes]
    log: SealedLog

    @property
    def fingerprint(self) -> str:
        """Twelve digits of the paper, for the teller to compare with those read aloud."""
        return paper_fingerprint(self.paper)


def write_material(service: Service, ballot: str, since: Iterable[int] = ()) -> bytes:
    """The file with which a teller can release at a shell; `ConflictError` unless the ballot waits for its count.

    It proves that the log goes on from the heads that were signed when keys were accepted, and from those of `since`
    entries.
    """
    opening = what_is_open(ballot)
    if opening is None:
        raise ConflictError(N_("This ballot does not wait for its tellers: it is not sealed yet, or counted already."))
    leaves = sealed_leaves(service, ballot, opening.reading_key, opening.urn)
    with reading() as session:
        row, kept = find_ballot(session, ballot), secret_of(session, ballot)
        return pack({PAPER: bytes(row.paper), SIGNATURE: bytes(row.paper_sig), SEALED: encode(kept.sealed),
                     LOG: log_of_seal(session, service, row, since).document(),
                     NOTE: bytes(kept.urn_checkpoint), URN: b"".join(leaf + b"\n" for leaf in leaves)})


def read_material(data: bytes) -> Material:
    """The file's content, if paper, signed head, urn and the log's entry agree; our errors if anything does not."""
    files = unpack(data)
    if set(files) != {PAPER, SIGNATURE, SEALED, LOG, NOTE, URN}:
        raise MalformedError(N_("This is not a file of what is to be opened."))
    paper = parse_paper(files[PAPER])
    PublicKey.from_b64u(paper["authority"]).verify(files[SIGNATURE], files[PAPER])
    sealed = expect_keys(decode(files[SEALED]), {"issue", "urn"}, what=SEALED)
    urn, leaves = Head.read(sealed["urn"]), files[URN].splitlines()
    signed = open_checkpoint(files[NOTE], paper["secret"]["urn"]["origin"],
                             PublicKey.from_b64u(paper["secret"]["urn"]["key"]))
    if not urn_head(leaves) == urn == Head(signed.root, signed.size):
        raise MalformedError(N_("The urn is not the one that was sealed and signed. Release nothing, and tell the "
                                "other tellers."))
    issue, log = Head.read(sealed["issue"]), SealedLog.read(files[LOG])
    log.check(paper, urn, issue)
    return Material(paper["ballot"], files[PAPER], urn, issue, leaves, log)


def make_release(material: Material, key_file: bytes, code: str, is_key: bool = False,
                 watch: Callable[[Iterable, int], Iterable] = lambda rows, _total: rows) -> bytes:
    """What a teller hands over: the shares of the votes that count, or, in a dispute, the key (`is_key`)."""
    held = expect_keys(decode(key_file.strip()), {"ballot", "locker"}, what="key file")
    if held["ballot"] != material.ballot:
        raise RefusedError(N_("This key is of another ballot."))
    state = decode(open_locker(sha256(material.ballot.encode()), unb64u(held["locker"]), code))
    index, identity = state["index"], SigningKey.from_seed(unb64u(state["identity"]["secret"], 32))
    secret = X25519PrivateKey.from_private_bytes(unb64u(state["keys"]["secret"], 32))
    form, paper = UrnPaper.read(material.paper), parse_paper(material.paper)
    trustees = paper["secret"]["trustees"]
    if not 0 <= index < len(trustees) or trustees[index]["id"] != identity.public.b64u or \
            trustees[index]["pk"] != b64u(secret.public_key().public_bytes_raw()):
        raise RefusedError(N_("This key is not the one that stands on the ballot paper."))
    if state.get("log"):  # keys that were accepted before this was kept have none
        material.log.check_extends(paper, str(state["log"]).encode())
    name, out = paper_hash(material.paper), {"ballot": material.ballot, "index": index}
    if is_key:
        key = KeyRelease(index, name, material.urn, material.issue, secret.private_bytes_raw())
        return encode({**out, "document": key.sign(identity)}) + b"\n"
    finals = list(final_casts(material.leaves))
    if len(finals) > material.issue.size:
        raise MalformedError(N_("The urn holds more votes than ballot papers were issued. Release nothing, and tell "
                                "the other tellers."))
    lines = b"".join(open_shares(secret, index, form.hash, _checked(form, watch(finals, len(finals)))))
    release = Release(index, name, material.urn, material.issue, sha256_hex(lines), len(finals)).with_lots(
        secret, material.ballot, trustees[index])
    return encode({**out, "document": release.sign(identity), "shares": b64u(lines)}) + b"\n"


def _checked(form: UrnPaper, finals: Iterable[tuple[bytes, dict[str, object]]]) -> Iterator[tuple[bytes, dict]]:
    """Each vote that counts, once its credentials and its signature were seen to hold."""
    for leaf, cast in finals:
        check_secret_cast(form, cast, 0)
        yield leaf, cast


def take_release(service: Service, data: bytes) -> tuple[str, bool]:
    """Take in what a teller made; the ballot, and whether it is counted now. It is logged as the teller's own act."""
    sent = expect_keys(decode(data.strip()), {"ballot", "document", "index"}, {"shares"}, what="release")
    ballot, document = str(sent["ballot"]), encode(sent["document"])
    with reading() as session:
        find_ballot(session, ballot)
        holder = next((one.person for one in trustees_of(session, ballot) if one.index == sent["index"]), None)
    if holder is None:
        raise RefusedError(N_("A release of shares names a key holder who is not on the ballot paper."))
    if "shares" not in sent:
        return ballot, release_key(service, holder, ballot, document)
    return ballot, release_shares(service, holder, ballot, document, unb64u(sent["shares"]))
