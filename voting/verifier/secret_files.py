"""Step 6, second half: a secret stage has the files that its paper asks for, and their keys are the paper's."""

from __future__ import annotations

from voting.evidence import PublicKey
from voting.evidence.blind_rsa import IssuerKey
from voting.record import layout
from voting.record.read import read_pem
from voting.sentences import N_
from voting.verifier.case import Case, SecretCase, StageCase


def check_secret_files(case: Case, stage: StageCase) -> None:
    """Paper and files agree on whether the stage is secret, on issuers and on the urn's key."""
    if stage.paper is None:
        return
    is_secret = "secret" in stage.paper
    case.findings.require(is_secret == (stage.secret is not None), "index_wrong", layout.INDEX,
                          N_("Stage %(number)s has the files of a secret ballot and its paper is not of one, or the "
                             "other way round.", number=stage.number))
    if not is_secret:
        stage.secret = None
        return
    stage.secret = stage.secret or SecretCase()
    secret = stage.paper["secret"]
    names = {name for name in case.index.files if name.startswith(f"stages/{stage.number}/secret/")} \
        if case.index is not None else set()
    issuers, _, _ = layout.listed_secret(stage.number, names)
    case.findings.require(not names or issuers == len(secret["issuers"]), "index_wrong", layout.INDEX,
                          N_("Stage %(number)s has keys of more or fewer issuers than its paper.",
                             number=stage.number))
    for number, issuer in enumerate(secret["issuers"], start=1):
        _check_pem(case, layout.stage_file(stage.number, layout.issuer_file(number)),
                   IssuerKey.from_b64u(issuer["key"]).to_pem())
    name = layout.stage_file(stage.number, layout.URN_PEM)
    if name in case.files:
        with case.findings.expect("key_unreadable", name):
            read_pem(case.files[name])
    _check_pem(case, name, PublicKey.from_b64u(secret["urn"]["key"]).to_pem())


def _check_pem(case: Case, name: str, wanted: bytes) -> None:
    found = case.files.get(name)
    case.findings.require(found is None or found == wanted, "key_mismatch", name,
                          N_("The key file is not that of the key on the ballot paper."))
