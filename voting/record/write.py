"""A record out of its contents: the files, their index, its signature, the zip. The same contents give the same bytes.

For the service after a declaration, and for the demonstration. Checks nothing of what it writes: the verifier does,
and it is another program for a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from voting.evidence import SigningKey, b64u, encode_lines
from voting.record import layout
from voting.record.archive import pack, pack_parts, unpack
from voting.record.contents import LoggedLeaf, RecordContents, SecretContents
from voting.record.part import Part
from voting.record.readme import write_readme


def write_record(contents: RecordContents, authority: SigningKey) -> bytes:
    """The zip of a record, its index signed by `authority`."""
    return b"".join(write_in_pieces(contents, authority))


def write_in_pieces(contents: RecordContents, authority: SigningKey) -> Iterator[bytes]:
    """The same zip piece by piece, for records that do not fit in memory."""
    files = sign_files(write_files(contents, authority), contents.motion_id, authority)
    return pack_parts({name: Part.of(content) if isinstance(content, bytes) else content
                       for name, content in files.items()})


def write_files(contents: RecordContents, authority: SigningKey) -> dict[str, bytes | Part]:
    """The files of a record but for the index and its signature."""
    files: dict[str, bytes | Part] = {
        layout.AUTHORITY_PEM: authority.public.to_pem(), layout.LOG_PEM: contents.log_key.to_pem(),
        layout.MOTION: contents.motion, layout.STATUTES: contents.statutes, layout.EFFECTS: contents.effects,
        layout.TALLY: contents.tally, layout.TALLY_SIG: contents.tally_sig,
        layout.LOG: b"".join(log_line(leaf) for leaf in contents.leaves), layout.CHECKPOINT: contents.checkpoint,
    }
    for number, stage in enumerate(contents.stages, start=1):
        files |= {layout.stage_file(number, name): content for name, content in {
            "paper.json": stage.paper, "paper.json.sig": stage.paper_sig, "roll.jsonl": stage.roll,
            "issued.jsonl": encode_lines(list(stage.issued)), "tally.json": stage.tally,
            "tally.json.sig": stage.tally_sig, **_secret_files(stage.secret)}.items()}
    files |= {layout.vacancy_file(number): body for number, body in enumerate(contents.vacancies, start=1)}
    for name, lines, key in ((layout.NAMES, contents.names, "voter"), (layout.REASONS, contents.reasons, "commitment"),
                             (layout.PASSKEYS, contents.passkeys, "passkey"),
                             (layout.ASSERTIONS, contents.assertions, "assertion")):
        if lines is not None:
            files[name] = _sorted_lines(lines, key)
    files[layout.README] = write_readme(authority.public, contents.stages)
    return files


def _secret_files(secret: SecretContents | None) -> dict[str, bytes | Part]:
    """The further files of a secret stage, by their names within it."""
    if secret is None:
        return {}
    return {
        layout.ISSUES: secret.issues, layout.GAPS: secret.gaps, layout.URN: secret.urn,
        layout.URN_CHECKPOINT: secret.urn_checkpoint, layout.URN_PEM: secret.urn_key.to_pem(),
        **{layout.issuer_file(number): key.to_pem() for number, key in enumerate(secret.issuers, start=1)},
        **{layout.release_file(index): release for index, release in secret.releases.items()},
        **{layout.shares_file(index): shares for index, shares in secret.shares.items()},
        **{layout.key_file(index): key for index, key in secret.keys.items()}}


def sign_files(files: Mapping[str, bytes | Part], motion_id: str, authority: SigningKey) -> dict[str, bytes | Part]:
    """`files` with an index over them and the authority's signature over the index."""
    index = layout.write_index(motion_id, authority.public, dict(files))
    return {**files, layout.INDEX: index, layout.INDEX_SIG: authority.sign(index)}


def log_line(entry: LoggedLeaf) -> bytes:
    """A line of log.jsonl. Its three keys stand in canonical order, so the leaf's own bytes are put in as they are."""
    proof = b",".join(b'"' + b64u(node).encode() + b'"' for node in entry.proof)
    return b'{"index":%d,"leaf":%s,"proof":[%s]}\n' % (entry.index, entry.leaf, proof)


def public_copy(record: bytes) -> bytes:
    """The record without the files that its index calls optional: names, reasons, passkeys, urn and what opens it."""
    return pack({name: content for name, content in unpack(record).items() if not layout.is_optional(name)})


def _sorted_lines(documents: Sequence[Mapping[str, object]], key: str) -> bytes:
    return encode_lines(sorted(documents, key=lambda document: str(document[key])))
