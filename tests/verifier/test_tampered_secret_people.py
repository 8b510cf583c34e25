"""Tampered secret records: the issue list, the key holders, the paper and the roll.

S: the attacker holds the keys of authority, log, urn, issuer and tellers, and signs again what was touched. Numbers are
the protocol's (4-protocol, E.8).
"""


import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers, generate_private_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.record.secret_scenario import DEVICES, TELLERS
from tests.verifier.attacker import codes
from tests.verifier.secret_attacker import PAPER2, STAGE, TALLY2, SecretAttacker
from tests.verifier.secret_cases import Cases, issues, swapped, voters
from voting.ballots.authorisation import assertion_opening
from voting.ballots.credential import authorise_challenge, read_issue
from voting.ballots.trustee import open_shares, trustee_key
from voting.evidence import SigningKey, b64u, decode, encode, sign_document, unb64u
from voting.record import layout
from voting.tally.opened import final_casts
from voting.verifier import verify

URN, SIG, NOTE = STAGE + "urn.jsonl", TALLY2 + ".sig", STAGE + "urn.checkpoint"
case = Cases()


# ---------------------------------------------------------------- the issue list


def edit_issue(number, change):
    """An issue changed, everything else signed again."""
    def run(a):
        place = issues(a)[number]
        leaf = decode(a.leaves[place])
        change(a, leaf)
        a.leaves[place] = encode(leaf)
        return a.agree().finish()
    return run


for name, expected, number, change in (
        ("61_a_second_credential", {"issue_twice"}, 3, lambda a, i: i.update(voter=voters(a)[4])),
        ("62_a_voter_not_on_the_roll", {"issue_not_on_roll"}, 3, lambda a, i: i.update(voter=b64u(bytes(32)))),
        ("63_another_blinded_message_under_an_assertion", {"assertion_challenge"}, 0,
         lambda a, i: i.update(blinded_sha256=b64u(bytes(32)))),
        ("64_an_assertion_moved_to_another_voter", {"assertion_not_on_roll"}, 0,
         lambda a, i: i["auth"].update(assertion=decode(a.leaves[issues(a)[1]])["auth"]["assertion"])),
        ("60_an_assertion_that_nobody_made", {"assertion_missing"}, 0,
         lambda a, i: i["auth"].update(assertion=b64u(bytes(32)))),
        ("60_issued_without_the_voters_passkey", {"issue_unsigned"}, 0,
         lambda a, i: i.update(auth={"by": "registrar"})),
        ("60_a_passkey_where_the_roll_has_none", {"assertion_not_on_roll"}, 4,
         lambda a, i: i.update(auth={"by": "passkey", "assertion": decode(
             a.leaves[issues(a)[1]])["auth"]["assertion"]})),
        ("an_issue_for_another_paper", {"issue_wrong_paper"}, 3, lambda a, i: i.update(paper=b64u(bytes(32)))),
        ("an_issue_of_two_units", {"issue_unreadable"}, 3, lambda a, i: i.update(units=2)),
        ("an_issue_with_a_field_more", {"issue_unreadable"}, 3, lambda a, i: i.update(at=1))):
    case.add(name, expected, edit_issue(number, change), name[:2] in ("61", "62", "63"))


def answered(expected_origin=None, **options):
    """The first voter's own passkey answers the right challenge in another way, and everything is signed again."""
    def run(a):
        place = issues(a)[0]
        issue = decode(a.leaves[place])
        challenge = authorise_challenge([read_issue(issue).authorisation()])
        answer = DEVICES[0].answer(challenge, expected_origin or a.document(PAPER2)["origin"], **options)
        lines = [line for line in a.files[layout.ASSERTIONS].splitlines()
                 if decode(line)["assertion"] != issue["auth"]["assertion"]]
        lines.append(encode(assertion_opening(answer)))
        a.files[layout.ASSERTIONS] = b"".join(
            line + b"\n" for line in sorted(lines, key=lambda line: decode(line)["assertion"]))
        a.leaves[place] = encode({**issue, "auth": {"assertion": answer.hash, "by": "passkey"}})
        return a.agree().finish()
    return run


case.add("66_no_user_verification", {"assertion_verification"}, answered(flags=1), False)
case.add("67_a_phishing_origin", {"assertion_origin"}, answered("https://vote.examp1e"), False)


def test_an_answer_made_in_the_right_way_holds():
    assert verify(answered()(SecretAttacker())).ok


@case("issue_root")
def s_43_an_issue_removed_and_the_seal_left(a):
    del a.leaves[issues(a)[3]]
    return a.finish()


@case("issue_proof", fast=True)
def c_the_hashes_between_the_issues_changed(a):
    a.finish()
    proof = bytearray(a.files[STAGE + "issues.proof"])
    proof[5] ^= 1
    a.files[STAGE + "issues.proof"] = bytes(proof)
    return a.finish(log=False)


@case("issue_proof")
def c_a_hash_more_between_the_issues(a):
    a.finish()
    a.files[STAGE + "issues.proof"] += bytes(32)
    return a.finish(log=False)


@case("issue_unreadable")
def c_no_hashes_between_the_issues(a):
    a.finish()
    a.files[STAGE + "issues.proof"] = b""
    return a.finish(log=False)


@case("log_order")
def c_an_issue_twice_in_the_list(a):
    a.finish()
    lines = a.files[STAGE + "issues.jsonl"].splitlines(keepends=True)
    a.files[STAGE + "issues.jsonl"] = b"".join([lines[0], *lines])
    return a.finish(log=False)


@case("issue_outside")
def s_an_issue_after_the_close(a):
    leaf = a.leaves.pop(issues(a)[-1])
    a.leaves.insert(a.find("sealed"), leaf)
    return a.agree().finish()


@case("issue_outside")
def s_an_issue_before_the_announcement(a):
    leaf = a.leaves.pop(issues(a)[0])
    a.leaves.insert(1, leaf)
    return a.agree().finish()


# ---------------------------------------------------------------- key holders


@case("release_missing", fast=True)
def s_69_too_few_releases(a):
    a.leaves.pop(a.find("released", 1))
    for name in ("json", "jsonl"):
        del a.files[f"{STAGE}trustees/2.{name}"]
    a.released = [0]
    return a.agree().count_as(lambda t: t["secret"].update(revealed=[0])).finish()


@case("release_missing")
def s_a_release_that_is_not_in_the_log(a):
    a.leaves.pop(a.find("released", 1))
    return a.agree().finish()


@case("release_missing")
def s_a_release_twice_in_the_log(a):
    a.leaves.insert(a.find("released"), a.leaves[a.find("released")])
    return a.agree().finish()


@case("tally_wrong")
def s_70_shares_opened_with_another_key(a):
    stranger = X25519PrivateKey.generate()
    a.files[f"{STAGE}trustees/2.jsonl"] = b"".join(
        open_shares(stranger, 2, unb64u(a.paper), final_casts(a.urn)))
    a.sign_release(2, *a.heads())
    return a.finish()


@case("tally_wrong")
def s_70_a_share_invented(a):
    lines = a.files[f"{STAGE}trustees/2.jsonl"].splitlines()
    first = decode(lines[0])
    lines[0] = encode({**first, "share": b64u(bytes(32) + b"\x03")})
    a.files[f"{STAGE}trustees/2.jsonl"] = b"".join(line + b"\n" for line in lines)
    a.sign_release(2, *a.heads())
    return a.finish()


@case("release_wrong")
def s_71_another_index(a):
    release = a.document(f"{STAGE}trustees/2.json")
    a.take_release(2, sign_document(TELLERS[2].identity, "trustee-secret", {**release, "index": 1}))
    return a.finish()


@case("release_wrong")
def s_72_another_signer(a):
    a.identities[2] = SigningKey.generate()
    a.sign_release(2, *a.heads())
    return a.finish()


@case("release_wrong")
def s_73_another_paper(a):
    release = a.document(f"{STAGE}trustees/2.json")
    a.take_release(2, sign_document(TELLERS[2].identity, "trustee-secret", {**release, "paper": b64u(bytes(32))}))
    return a.finish()


@case("release_wrong", fast=True)
def s_84_other_heads(a):
    urn, issued = a.heads()
    a.sign_release(2, type(urn)(bytes(32), urn.size), issued)
    return a.finish()


@case("shares_wrong")
def c_shares_that_were_not_signed(a):
    name = f"{STAGE}trustees/2.jsonl"
    a.files[name] = swapped(a.files[name])
    return a.finish()


@case("shares_wrong")
def s_shares_in_another_order(a):
    name = f"{STAGE}trustees/2.jsonl"
    a.files[name] = swapped(a.files[name])
    a.sign_release(2, *a.heads())
    return a.finish()


@case("shares_wrong")
def s_a_share_missing(a):
    name = f"{STAGE}trustees/2.jsonl"
    a.files[name] = b"".join(a.files[name].splitlines(keepends=True)[:-1])
    a.sign_release(2, *a.heads())
    return a.finish()


@case("shares_wrong")
def s_a_share_more(a):
    name = f"{STAGE}trustees/2.jsonl"
    a.files[name] += a.files[name].splitlines(keepends=True)[0]
    a.sign_release(2, *a.heads())
    return a.finish()


@case("release_unreadable")
def s_a_release_of_another_form(a):
    a.take_release(2, {"index": 2})
    return a.finish()


@case("release_wrong")
def s_a_release_logged_for_somebody_else(a):
    a.edit_leaf("released", lambda leaf: leaf["by"].update(subject="p-somebody"), 1)
    return a.finish()


@case("log_order")
def s_never_sealed(a):
    a.leaves.pop(a.find("sealed"))
    return a.finish()


@case("log_order")
def s_released_before_it_was_sealed(a):
    place = a.find("sealed")
    a.leaves[place], a.leaves[place + 1] = a.leaves[place + 1], a.leaves[place]
    return a.finish()


@case("log_order")
def s_sealed_twice(a):
    a.leaves.insert(a.find("sealed"), a.leaves[a.find("sealed")])
    return a.finish()


# ---------------------------------------------------------------- the paper


def repapered(change, *expected, fast=False):
    """The paper changed, signed, announced anew and named by issues: the voters' own signatures are left."""
    def run(a):
        return a.agree_on_new_paper(change).finish()
    return run, set(expected), fast


def weak(bits, e):
    key = generate_private_key(65537, bits).public_key().public_numbers()
    return b64u(RSAPublicNumbers(e, key.n).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def replaced_trustee(paper, identity=None, secret=None):
    entry = trustee_key(identity or TELLERS[1].identity, secret or TELLERS[1].secret, paper["ballot"], 1,
                        TELLERS[1].subject)
    paper["secret"]["trustees"][1] = entry


for name, (run, expected, fast) in {
        "74_close_moved": repapered(lambda p: p.update(close=p["close"] - 1), "cast_wrong_paper", fast=True),
        "75_options_reordered": repapered(lambda p: p["questions"][0]["options"].reverse(), "options_mismatch"),
        "76_threshold_of_one": repapered(lambda p: p["secret"].update(t=1), "paper_unreadable", fast=True),
        "76_another_threshold": repapered(lambda p: p["secret"].update(t=3), "cast_wrong_paper"),
        "77_sealing_key_replaced": repapered(lambda p: p["secret"]["trustees"][1].update(
            pk=b64u(X25519PrivateKey.generate().public_key().public_bytes_raw())), "paper_unreadable"),
        "77_sealing_key_replaced_with_its_signature": repapered(
            lambda p: replaced_trustee(p, secret=X25519PrivateKey.generate()), "cast_wrong_paper"),
        "78_identity_replaced": repapered(
            lambda p: replaced_trustee(p, SigningKey.generate()), "cast_wrong_paper"),
        "79_a_key_holder_twice": repapered(
            lambda p: p["secret"]["trustees"].__setitem__(1, p["secret"]["trustees"][0]), "paper_unreadable"),
        "80_exponent_3": repapered(lambda p: p["secret"]["issuers"][0].update(key=weak(3072, 3)), "paper_unreadable"),
        "81_1024_bits": repapered(lambda p: p["secret"]["issuers"][0].update(key=weak(1024, 65537)),
                                  "paper_unreadable"),
        "91_issuers_with_one_key": repapered(lambda p: p["secret"]["issuers"].append(
            {"id": "other", "key": p["secret"]["issuers"][0]["key"]}), "paper_unreadable"),
        "a_named_paper_for_secret_votes": repapered(
            lambda p: (p.update(secrecy="named"), p.pop("secret")), "index_wrong"),
        "83_a_ghost_on_the_paper": repapered(lambda p: p["roll"].update(voters=9), "roll_mismatch")}.items():
    case.add(name, expected, run, fast)


@case("paper_not_announced")
def s_110_a_paper_that_was_not_announced(a):
    a.edit(PAPER2, lambda p: p.update(agenda=7))
    return a.finish()


@case("key_mismatch")
def c_82_a_key_file_that_differs(a):
    a.files[STAGE + "issuer-1.pem"] += b"\n"
    return a.finish()


@case("roll_mismatch")
def s_83_a_ghost_on_the_roll(a):
    name = "stages/2/roll.jsonl"
    lines = [*a.files[name].splitlines(), encode({"creds": [], "units": 1, "voter": b64u(b"\x7f" * 32)})]
    a.files[name] = b"".join(line + b"\n" for line in sorted(lines, key=lambda line: decode(line)["voter"]))
    return a.finish()


@case("roll_unreadable")
def s_97_a_roll_that_is_not_sorted(a):
    a.files["stages/2/roll.jsonl"] = swapped(a.files["stages/2/roll.jsonl"])
    return a.finish()


@case("index_wrong")
def s_23_a_file_that_a_secret_stage_does_not_have(a):
    a.files[STAGE + "unused.jsonl"] = b""
    return a.finish()


@case("index_wrong")
def s_a_second_issuer_that_the_paper_does_not_have(a):
    a.files[STAGE + "issuer-2.pem"] = a.files[STAGE + "issuer-1.pem"]
    return a.finish()


@case("issued_mismatch")
def s_signed_ballots_in_a_secret_stage(a):
    a.files["stages/2/issued.jsonl"] = a.files["stages/1/issued.jsonl"]
    return a.finish()


@case("cast_outside")
def s_a_named_vote_in_a_secret_stage(a):
    vote = next(leaf for leaf in a.leaves if b'"type":"cast"' in leaf)
    a.leaves.insert(a.find("closed", 1), vote)
    return a.finish()


@pytest.mark.parametrize(("change", "expected"), case.all.values())
def test_refused_by_name(change, expected):
    found = codes(change(SecretAttacker()))
    assert expected <= found, found


@pytest.mark.slow
def test_an_issue_after_the_mandate_ended():
    a = SecretAttacker("amended")
    ended = decode(a.leaves[a.find("mandate_ended")])["voter"]
    place = next(place for place in issues(a) if decode(a.leaves[place])["voter"] == ended)
    a.leaves.insert(a.find("mandate_ended"), a.leaves.pop(place))
    assert "issue_not_on_roll" in codes(a.agree().finish())


@pytest.mark.slow
def test_an_issue_before_its_addendum():
    a = SecretAttacker("amended")
    added = decode(a.leaves[a.find("addendum")])["entry"]["voter"]
    place = next(place for place in issues(a) if decode(a.leaves[place])["voter"] == added)
    a.leaves.insert(a.find("addendum"), a.leaves.pop(place))
    assert "issue_not_on_roll" in codes(a.agree().finish())


@pytest.mark.slow
def test_an_addendum_that_replaces_somebody_who_has_a_credential():
    a = SecretAttacker("amended")
    voter = voters(a)[0]
    a.edit_leaf("addendum", lambda leaf: leaf.update(replaces=voter))
    assert "addendum_wrong" in codes(a.agree().finish())


