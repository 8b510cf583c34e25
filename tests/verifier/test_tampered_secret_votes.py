"""Tampered secret records: tally, urn, credentials, votes.

S: the attacker holds the keys of authority, log, urn, issuer and tellers, and signs again what was touched. Numbers are
the protocol's (4-protocol, E.8).
"""

import copy

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.record.scenario import LOG
from tests.verifier.attacker import codes
from tests.verifier.secret_attacker import PAPER2, STAGE, TALLY2, SecretAttacker
from tests.verifier.secret_cases import Cases, flip, heads, padded, swapped
from tests.verifier.secret_forgery import Forger
from voting.evidence import Checkpoint, SigningKey, b64u, decode, sign_checkpoint, unb64u
from voting.evidence.signing import SMALL_ORDER
from voting.record import layout

URN, SIG, NOTE = STAGE + "urn.jsonl", TALLY2 + ".sig", STAGE + "urn.checkpoint"
case = Cases()


# ---------------------------------------------------------------- the tally


@case("tally_wrong", fast=True)
def s_24_counts_edited(a):
    return a.count_as(lambda t: t["counts"]["q1"].update(yes=5, no=0)).finish()


@case("tally_wrong")
def s_25_void_list_edited(a):
    return a.count_as(lambda t: t["void"].append({"leaf": b64u(bytes(32)), "reason": "invalid"})).finish()


@case("tally_wrong")
def s_26_issued_count_edited(a):
    return a.count_as(lambda t: t.update(issued=9)).finish()


@case("tally_signature")
def c_27_tally_signed_by_another_key(a):
    a.finish()
    a.files[SIG] = LOG.sign(a.files[TALLY2])
    return a.finish(sign=False)


@case("tally_wrong")
def s_28_an_option_outside_the_list_counted(a):
    a.urn[0] = Forger(a).padded(padded(b'{"q1":["maybe"]}'))
    return a.agree().count_as(lambda t: t["counts"]["q1"].update(maybe=1)).finish()


@case("tally_wrong")
def s_29_a_copied_seal_counted(a):
    a.urn.append(Forger(a).resigned(seal=decode(a.urn[0])["seal"]))
    a.agree()
    return a.count_as(lambda t: (t["counts"]["q1"].update(yes=t["counts"]["q1"]["yes"] + 1), heads(a, t, 1))).finish()


@case("tally_wrong", fast=True)
def s_96_an_issue_by_the_registrar_counted_as_by_passkey(a):
    return a.count_as(lambda t: t["secret"].update(by_registrar=0)).finish()


@case("tally_wrong")
def s_109_a_tally_for_another_paper(a):
    return a.count_as(lambda t: t.update(paper=b64u(bytes(32)))).finish()


# ---------------------------------------------------------------- the urn


@case("release_wrong", fast=True)
def s_30_a_vote_dropped_while_the_tellers_do_not_sign_again(a):
    before = {index: a.document(f"{STAGE}trustees/{index}.json") for index in a.released}
    a.urn.pop()
    a.agree()
    for index, release in before.items():
        a.take_release(index, release)
    return a.finish()


@case("urn_root")
def c_31_votes_swapped(a):
    a.files[URN] = swapped(a.files[URN])
    return a.finish()


@case("cast_sequence", fast=True)
def s_32_a_vote_twice(a):
    a.urn.append(a.urn[0])
    return a.agree(shares=False).finish()


@case("cast_sequence")
def s_33_an_old_vote_after_the_new_one(a):
    casts = [decode(leaf) for leaf in a.urn]
    old, new = next((i, j) for i, first in enumerate(casts) for j, second in enumerate(casts)
                    if first["pk"] == second["pk"] and first["seq"] < second["seq"])
    a.urn[old], a.urn[new] = a.urn[new], a.urn[old]
    return a.agree(shares=False).finish()


@case("urn_root")
def c_34_an_urn_cut_short(a):
    a.files[URN] = a.files[URN][:a.files[URN].rindex(b"\n", 0, -1) + 1]
    return a.finish()


@case("urn_unreadable")
def c_35_the_last_newline_missing(a):
    a.files[URN] = a.files[URN][:-1]
    return a.finish()


@case("checkpoint_signature")
def s_36_the_checkpoint_of_the_other_log(a):
    a.files[NOTE] = a.files[layout.CHECKPOINT]
    return a.finish()


@case("checkpoint_signature", "key_mismatch")
def s_37_another_urn_key(a):
    a.urn_key = SigningKey.generate()
    a.files[STAGE + "urn.pem"] = a.urn_key.public.to_pem()
    return a.agree().finish()


@case("checkpoint_signature")
def s_36_a_checkpoint_of_another_name(a):
    a.urn_origin = "vote.example/urn/other"
    return a.agree().finish()


@case("urn_root")
def s_a_checkpoint_of_another_size_under_the_same_root(a):
    urn, _ = a.heads()
    a.files[NOTE] = sign_checkpoint(Checkpoint(a.urn_origin, urn.size + 1, urn.root), a.urn_key)
    return a.finish()


# ---------------------------------------------------------------- credentials


@case("key_mismatch")
def s_41_a_key_file_of_a_self_made_issuer(a):
    pem = generate_private_key(65537, 3072).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    a.files[STAGE + "issuer-1.pem"] = pem
    return a.finish()


@case("cast_wrong_paper", "paper_not_announced")
def s_41_a_self_made_issuer_on_the_paper(a):
    der = generate_private_key(65537, 3072).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    a.edit(PAPER2, lambda p: p["secret"]["issuers"][0].update(key=b64u(der)))
    return a.finish()


@case("tally_wrong", fast=True)
def s_42_more_credentials_than_issues(a):
    a.urn += [Forger(a).vote() for _ in range(2)]
    return a.agree().count_as(lambda t: heads(a, t, 0)).finish()


@case("tally_wrong")
def s_43_issues_removed(a):
    a.leaves = [leaf for number, leaf in enumerate(a.leaves) if b'"type":"issue"' not in leaf or number % 2]
    return a.agree().finish()


@case("credential_wrong", fast=True)
def s_44_a_bit_of_a_credential(a):
    forger = Forger(a)
    credential = {**forger.credentials[0], "sig": flip(forger.credentials[0]["sig"])}
    a.urn.append(forger.resigned(credentials=[credential]))
    return a.agree().finish()


@case("credential_wrong")
def s_45_another_pseudonyms_credential(a):
    a.urn.append(Forger(a).resigned(credentials=decode(a.urn[0])["credentials"]))
    return a.agree().finish()


@case("credential_wrong")
def s_46_a_credential_of_another_ballot(a):
    a.urn.append(Forger(a, paper=bytes(32)).vote())
    return a.agree().finish()


@case("credential_wrong")
def s_99_another_length_of_salt(a):
    a.urn.append(Forger(a, salt=32).vote())
    return a.agree().finish()


@case("cast_unreadable")
def s_90_a_credential_missing(a):
    a.urn.append(Forger(a).resigned(credentials=[]))
    return a.agree().finish()


@case("cast_unreadable")
def s_90_a_credential_repeated(a):
    forger = Forger(a)
    a.urn.append(forger.resigned(credentials=forger.credentials * 2))
    return a.agree().finish()


# ---------------------------------------------------------------- votes


def changed(change):
    """An entry of the urn changed under its voter's signature, everything else signed again."""
    def run(a):
        a.edit_cast(0, change)
        return a.agree(shares=False).finish()
    return run


for name, expected, change in (
        ("47_signature_flipped", "cast_signature", lambda c: c.update(sig=flip(c["sig"]))),
        ("48_sequence_changed", "cast_signature", lambda c: c.update(seq=c["seq"] + 5)),
        ("50_ciphertext_flipped", "cast_signature", lambda c: c["seal"].update(ct=flip(c["seal"]["ct"]))),
        ("51_share_flipped", "cast_signature", lambda c: c["seal"]["shares"].append(flip(c["seal"]["shares"].pop()))),
        ("54_another_ballots_paper", "cast_wrong_paper", lambda c: c.update(paper=b64u(bytes(32)))),
        ("58_base64_padding", "cast_unreadable", lambda c: c["seal"].update(kc=c["seal"]["kc"] + "=")),
        ("59_base64_trailing_bits", "cast_unreadable", lambda c: c["seal"].update(
            kc=c["seal"]["kc"][:-1] + {"A": "B", "E": "F", "I": "J", "M": "N", "Q": "R", "U": "V", "Y": "Z", "c": "d",
                                       "g": "h", "k": "l", "o": "p", "s": "t", "w": "x", "0": "1", "4": "5", "8": "9"}[
                                           c["seal"]["kc"][-1]])),
        ("88_small_order_pseudonym", "cast_signature", lambda c: c.update(pk=b64u(min(SMALL_ORDER)))),
        ("89_s_not_below_the_order", "cast_signature", lambda c: c.update(
            sig=b64u(unb64u(c["sig"])[:32] + b"\xff" * 32)))):
    case.add(name, {expected}, changed(change), name[:2] in ("47", "59", "88"))

for name, expected, changes in (
        ("49_sequence_zero", "cast_unreadable", {"seq": 0}),
        ("52_too_few_shares", "cast_unreadable", {"seal": {"shares": []}}),
        ("53_a_short_ciphertext", "cast_unreadable", {"seal": {"ct": b64u(bytes(100))}}),
        ("57_a_field_more", "cast_unreadable", {"more": 1}),
        ("92_changed_too_often", "cast_sequence", {"seq": 33}),
        ("a_number_beyond_a_byte", "cast_sequence", {"seq": 2**53 - 1})):
    def resigned(a, changes=changes):
        a.urn.append(Forger(a).resigned(**copy.deepcopy(changes)))
        return a.agree(shares=False).finish()
    case.add(name, {expected}, resigned, False)

for name, spelling in (
        ("55_spaces", lambda leaf: leaf.replace(b',"paper"', b', "paper"')),
        ("56_a_key_twice", lambda leaf: leaf.replace(b'"v":1}', b'"v":1,"v":1}')),
        ("107_a_byte_order_mark", lambda leaf: b"\xef\xbb\xbf" + leaf),
        ("107_a_carriage_return", lambda leaf: leaf + b"\r"),
        ("107_half_a_character", lambda leaf: leaf.replace(b'"cast"', b'"\xed\xa0\x80"')),
        ("108_a_fraction", lambda leaf: leaf.replace(b'"v":1}', b'"v":1.0}')),
        ("108_an_exponent", lambda leaf: leaf.replace(b'"v":1}', b'"v":1e0}')),
        ("an_empty_line", lambda leaf: b""),
        ("a_list", lambda leaf: b"[]")):
    def respelt(a, spelling=spelling):
        a.urn[0] = spelling(a.urn[0])
        a.files[URN] = b"".join(leaf + b"\n" for leaf in a.urn)
        return a.finish()
    case.add(name, {"cast_unreadable"}, respelt, name[:2] in ("55", "56"))


for name, leaf in (
        ("100_padding_that_is_not_zero", lambda f: f.padded(padded(b'{"q1":["yes"]}')[:-1] + b"\x01")),
        ("101_a_commitment_to_another_key", lambda f: f.resigned(seal={"kc": b64u(bytes(32))})),
        ("103_shares_under_keys_of_small_order", lambda f: f.resigned(
            seal={"shares": [b64u(b"\x01" + bytes(80))] * 3})),
        ("a_choice_that_is_not_allowed", lambda f: f.padded(padded(b'{"q1":["yes","no"]}')))):
    def counted_though_void(a, leaf=leaf):
        """The vote is void, and the published tally counts it as a yes."""
        a.urn.append(leaf(Forger(a)))
        a.agree()
        return a.count_as(lambda t: (t["counts"]["q1"].update(yes=t["counts"]["q1"]["yes"] + 1),
                                     heads(a, t, 1))).finish()
    case.add(name, {"tally_wrong"}, counted_though_void, False)


@pytest.mark.parametrize(("change", "expected"), case.all.values())
def test_refused_by_name(change, expected):
    found = codes(change(SecretAttacker()))
    assert expected <= found, found


