"""Step 11 of a secret stage, first part: enough key holders released the shares of the votes that count; in a dispute,
keys.
"""

from __future__ import annotations

from voting.ballots.key_release import check_key_release, lots_of_key
from voting.ballots.trustee import Head, check_release, read_release
from voting.evidence import sha256_hex
from voting.record import layout
from voting.sentences import N_
from voting.verifier.case import Case, StageCase


def check_releases(case: Case, stage: StageCase) -> None:
    """Each release is its key holder's, logged, over the sealed heads, and names the shares that are here."""
    life, secret, findings = stage.life, stage.secret, case.findings
    if life is None or stage.paper is None or "sealed" not in life.acts:
        return
    trustees, sealed = stage.paper["secret"]["trustees"], life.acts["sealed"]
    logged = {leaf["index"]: leaf for leaf in life.released}
    _, listed, with_key = layout.listed_secret(stage.number,
                                               set(case.files) | set(case.index.files if case.index else ()))
    findings.require(set(logged) == listed and len(logged) == len(life.released), "release_missing", layout.LOG,
                     N_("The log has releases of other key holders than the record of stage %(number)s, or one twice.",
                        number=stage.number))
    findings.require(len(logged) >= stage.paper["secret"]["t"], "release_missing", layout.LOG,
                     N_("Fewer key holders released their shares than the paper of stage %(number)s asks for.",
                        number=stage.number))
    for index in sorted(listed):
        name = layout.stage_file(stage.number, layout.release_file(index))
        data = case.files.get(name)
        if data is None:
            continue
        leaf = logged.get(index)
        if leaf is not None and index < len(trustees):
            findings.require(leaf["sha256"] == sha256_hex(data), "release_missing", name,
                             N_("The log names another release of this key holder."))
            findings.require(leaf["by"] == {"office": "teller", "subject": trustees[index]["subject"]}, "release_wrong",
                             name, N_("The release was logged for somebody else than its key holder."))
        with findings.expect("release_unreadable", name):
            read_release(data)
        with findings.expect("release_wrong", name):
            release = check_release(data, trustees, stage.hash, Head.read(sealed["urn"]), Head.read(sealed["issue"]))
            findings.require(release.index == index, "release_wrong", name,
                             N_("The release is another key holder's than its name says."))
            if release.lots:
                secret.lots_keys[index] = release.lots
            _check_shares(case, stage, index, release.lines_sha256, release.lines)
    _check_keys(case, stage, with_key)
    secret.revealed = tuple(sorted(set(logged) & listed))
    long = [case.files.part(layout.stage_file(stage.number, each)) for each in (
        layout.URN, *map(layout.shares_file, secret.revealed), *map(layout.key_file, secret.keys))]
    secret.is_opened = all(part is not None for part in long)
    findings.require(secret.is_opened or not any(part is not None for part in long), "file_missing", layout.INDEX,
                     N_("Of urn and shares, some are here without the others."))


def _check_keys(case: Case, stage: StageCase, listed: set[int]) -> None:
    """Keys released in a dispute: those that were logged, each its key holder's, and the one on the paper."""
    life, findings = stage.life, case.findings
    trustees, sealed = stage.paper["secret"]["trustees"], life.acts["sealed"]
    logged = {leaf["index"]: leaf for leaf in life.keys}
    findings.require(set(logged) == listed and len(logged) == len(life.keys), "key_release_missing", layout.LOG,
                     N_("The log has releases of other keys than the record of stage %(number)s, or one twice.",
                        number=stage.number))
    for index in sorted(set(logged) & listed):
        name, leaf = layout.stage_file(stage.number, layout.key_file(index)), logged[index]
        if index < len(trustees):
            findings.require(leaf["by"] == {"office": "teller", "subject": trustees[index]["subject"]},
                             "key_release_wrong", name,
                             N_("The release was logged for somebody else than its key holder."))
        stage.secret.keys[index] = b""
        data = case.files.get(name)
        if data is None:
            continue
        findings.require(leaf["sha256"] == sha256_hex(data), "key_release_missing", name,
                         N_("The log names another release of this key holder."))
        with findings.expect("key_release_wrong", name):
            release = check_key_release(data, stage.paper["ballot"], trustees, stage.hash, Head.read(sealed["urn"]),
                                        Head.read(sealed["issue"]))
            findings.require(release.index == index, "key_release_wrong", name,
                             N_("The release is another key holder's than its name says."))
            stage.secret.keys[index] = release.secret
            if index < len(trustees) and "lots" in trustees[index]:
                stage.secret.lots_keys[index] = lots_of_key(release.secret, stage.paper["ballot"])


def _check_shares(case: Case, stage: StageCase, index: int, digest: str, lines: int) -> None:
    name = layout.stage_file(stage.number, layout.shares_file(index))
    part = case.files.part(name)
    if part is not None:
        case.findings.require(part.sha256() == digest and part.count_lines() == lines, "shares_wrong", name,
                              N_("These are not the shares that the key holder signed."))
