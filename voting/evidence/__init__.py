"""How we sign and log: canonical bytes, strict signatures, the Merkle tree, checkpoints, fingerprints. Pure."""

from voting.evidence.canonical import (
    b64u,
    decode,
    decode_lines,
    encode,
    encode_lines,
    expect_keys,
    sha256,
    sha256_hex,
    unb64u,
)
from voting.evidence.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint, vkey
from voting.evidence.fingerprint import fingerprint, fingerprint_of, receipt_code
from voting.evidence.merkle import (
    EMPTY_ROOT,
    Frontier,
    Growing,
    Tree,
    cover,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from voting.evidence.signing import PublicKey, SigningKey, dst, sign_document, verify_document

__all__ = [
    "EMPTY_ROOT", "Checkpoint", "Frontier", "Growing", "PublicKey", "SigningKey", "Tree", "b64u", "cover", "decode",
    "decode_lines", "dst", "encode", "encode_lines", "expect_keys", "fingerprint", "fingerprint_of", "leaf_hash",
    "node_hash", "open_checkpoint", "receipt_code", "sha256", "sha256_hex", "sign_checkpoint", "sign_document",
    "unb64u", "verify_consistency", "verify_document", "verify_inclusion", "vkey",
]
