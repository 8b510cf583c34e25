"""Steps 1 to 3: the zip, the index with its signature and hashes, the keys."""

from __future__ import annotations

from voting.errors import MalformedError
from voting.record import layout
from voting.record.archive import open_parts
from voting.record.part import Files, Source
from voting.record.read import read_pem, read_signature
from voting.sentences import N_
from voting.verifier.case import Case, SecretCase, StageCase


def open_archive(case: Case, record: Source) -> None:
    """Step 1: the zip is safe to open."""
    with case.findings.expect("zip_unreadable", ""):
        case.files = Files(open_parts(record))


def check_index(case: Case) -> None:
    """Step 2: the index is canonical and signed, and the files are exactly those that it lists."""
    findings, files = case.findings, case.files
    case.stages = [StageCase(number) for number in range(1, layout.count_stages(set(files)) + 1)]
    required = layout.names_of(len(case.stages)) | {layout.INDEX, layout.INDEX_SIG}
    named = set(files) | (set(_listed(files)) if layout.INDEX in files else set())
    required |= layout.vacancy_names(named)
    for number in sorted(layout.secret_stages(named)):
        if number <= len(case.stages):
            case.stages[number - 1].secret = SecretCase()
            required |= layout.secret_names(number, *layout.listed_secret(number, named))
    for name in sorted(required - set(files)):
        if layout.is_optional(name):
            continue
        findings.add("file_missing", name, N_("The record has no file of this name."))
    if layout.INDEX not in files:
        return
    with findings.expect("index_unreadable", layout.INDEX):
        case.index = layout.read_index(files[layout.INDEX])
    if case.index is None:
        return
    if layout.INDEX_SIG in files:
        with findings.expect("index_signature", layout.INDEX_SIG):
            case.index.authority.verify(read_signature(files[layout.INDEX_SIG]), files[layout.INDEX])
    _check_listing(case, required)
    for name, listed in sorted(case.index.files.items()):
        if name not in files:
            if not listed.optional and name not in required:
                findings.add("file_missing", name, N_("The index lists this file, and it is not there."))
        elif files.part(name).size != listed.size or files.part(name).sha256() != listed.sha256:
            findings.add("file_changed", name, N_("This is not the file that was signed: its bytes are others."))
    for name in sorted(set(files) - set(case.index.files) - {layout.INDEX, layout.INDEX_SIG}):
        findings.add("file_extra", name, N_("The index does not list this file."))


def _listed(files: Files) -> list[str]:
    """The names in the index, if it can be read: a file that was taken out still says which stages are secret."""
    try:
        return list(layout.read_index(files[layout.INDEX]).files)
    except MalformedError:
        return []


def _check_listing(case: Case, required: set[str]) -> None:
    listed = set(case.index.files)
    lacking = required - {layout.INDEX, layout.INDEX_SIG} - listed
    beyond = listed - required - layout.OPTIONAL  # what a secret stage may leave out is required of the index
    for name in sorted(lacking | beyond):
        case.findings.add("index_wrong", name, N_("The index lists a file that a record does not have, or leaves out "
                                                  "one that it must have."))
    for name, line in sorted(case.index.files.items()):
        if line.optional != layout.is_optional(name):
            case.findings.add("index_wrong", name, N_("The index is wrong about whether this file may be left out."))


def check_keys(case: Case) -> None:
    """Step 3: both keys can be read, may be used, and the index names the authority's."""
    findings, files = case.findings, case.files
    if layout.AUTHORITY_PEM in files:
        with findings.expect("key_unreadable", layout.AUTHORITY_PEM):
            case.authority = read_pem(files[layout.AUTHORITY_PEM])
    if layout.LOG_PEM in files:
        with findings.expect("key_unreadable", layout.LOG_PEM):
            case.log_key = read_pem(files[layout.LOG_PEM])
    if case.index is not None and case.authority is not None:
        findings.require(case.index.authority.b64u == case.authority.b64u, "key_mismatch", layout.AUTHORITY_PEM,
                         N_("The index names another authority than the key file."))
