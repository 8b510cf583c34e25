"""The README.txt of a record: what it is, how to check it with one command, and how to check it by hand.

The commands need openssl, jq and the usual Unix tools; a test runs them as they are printed here.
"""

from __future__ import annotations

from collections.abc import Sequence

from voting.ballots.paper import paper_fingerprint
from voting.evidence import PublicKey, decode, fingerprint, unb64u
from voting.record.contents import StageContents
from voting.record.readme_secret import SEALED_COMMANDS
from voting.tally.authorised import Authorised

COMMANDS = r"""
set -e
u() { tr '_-' '/+' | awk '{while (length($0) % 4) $0 = $0 "="; print}' | base64 -d; }
hex() { sha256sum | cut -d' ' -f1; }
signed() { openssl pkeyutl -verify -pubin -inkey "$1" -rawin -in "$2" -sigfile "$3"; }
scratch=$(mktemp -d); trap 'rm -rf "$scratch"' EXIT

# The authority signed the index, and every file is the one that the index lists.
signed keys/authority.pem index.json index.json.sig
jq -r '.files[] | "\(.sha256)  \(.name)"' index.json | sha256sum -c --quiet --ignore-missing

# The twelve digits of the record, to be compared with the minutes.
( printf 'scrutin/v1/fingerprint\n'; cat index.json ) | hex | awk '{for (i = 1; i <= 64; i++)
  r = (r * 16 + index("0123456789abcdef", substr($0, i, 1)) - 1) % 1000000000000
  d = sprintf("%012.0f", r); print "fingerprint", substr(d, 1, 4), substr(d, 5, 4), substr(d, 9, 4)}'

# Of each stage: paper and tally are signed, the roll is the paper's, each issued ballot is signed, the votes give
# the tally.
for s in stages/*; do
  signed keys/authority.pem "$s/paper.json" "$s/paper.json.sig"
  signed keys/authority.pem "$s/tally.json" "$s/tally.json.sig"
  test "$(hex < "$s/roll.jsonl")" = "$(jq -r .roll.sha256 "$s/paper.json")"
  while IFS= read -r line; do
    ( printf 'scrutin/v1/issue\n'; printf '%s' "$line" | jq -cjS 'del(.sig)' ) > "$scratch/m"
    printf '%s' "$line" | jq -r .sig | u > "$scratch/s"
    signed keys/authority.pem "$scratch/m" "$scratch/s" > /dev/null
  done < "$s/issued.jsonl"
  if test -d "$s/secret"; then continue; fi
  paper=$( ( printf 'scrutin/v1/paper\n'; cat "$s/paper.json" ) | openssl dgst -sha256 -binary \
    | base64 | tr '/+' '_-' | tr -d '=' )
  jq -scS --arg p "$paper" '[.[].leaf | select(.type == "cast" and .paper == $p)] | group_by(.voter)
    | map(max_by(.seq).choice.q1[0] // "blank") | group_by(.) | map({(.[0]): length}) | add // {}' \
    log.jsonl > "$scratch/votes"
  jq -cS '.counts.q1 | with_entries(select(.value > 0))' "$s/tally.json" | cmp - "$scratch/votes"
done

# Where passkeys signed, and this copy shows it: each vote was signed by a passkey that stands on the roll under its
# voter, for exactly this vote, on the site of the ballot papers, the person verified by the device (flags 1 and 4).
b64() { base64 -w 0 | tr '/+' '_-' | tr -d '='; }
if test -f assertions.jsonl; then
  origin=$(jq -r .origin stages/1/paper.json)
  host=$(printf '%s' "$origin" | sed 's,^[a-z]*://,,; s,[:/].*,,')
  jq -c '.leaf | select(.type == "cast" and .auth.by == "passkey")' log.jsonl | while IFS= read -r cast; do
    name=$(printf '%s' "$cast" | jq -r .auth.assertion)
    grep -F "\"assertion\":\"$name\"" assertions.jsonl > "$scratch/a"
    for part in ad cd sig; do jq -r ".$part" "$scratch/a" | u > "$scratch/$part"; done
    asked=$( ( printf 'scrutin/v1/authorise-open-cast\n'; printf '%s' "$cast" | jq -cjS 'del(.auth)' \
      | openssl dgst -sha256 -binary ) | openssl dgst -sha256 -binary | b64 )
    test "$(jq -r '.type + " " + .challenge + " " + .origin' "$scratch/cd")" = "webauthn.get $asked $origin"
    test "$(jq -r '.crossOrigin == true or has("topOrigin")' "$scratch/cd")" = false
    test "$(head -c 32 "$scratch/ad" | od -An -v -tx1 | tr -d ' \n')" = "$(printf '%s' "$host" | hex)"
    test $(( $(od -An -j 32 -N 1 -tu1 "$scratch/ad") & 5 )) = 5
    cat stages/*/roll.jsonl log.jsonl | grep -F -e "$(printf '%s' "$cast" | jq -r .voter)" > "$scratch/roll"
    grep -F "\"id\":\"$(jq -r .cred "$scratch/a")\"" passkeys.jsonl | while IFS= read -r key; do
      if grep -qF -e "$(printf '%s' "$key" | jq -r .passkey)" "$scratch/roll"; then printf '%s' "$key"; break; fi
    done > "$scratch/key"
    ( printf 'scrutin/v1/passkey\n'; jq -r .salt "$scratch/key" | u; jq -cjS 'del(.salt, .passkey)' "$scratch/key" ) \
      | openssl dgst -sha256 -binary | b64 > "$scratch/commitment"
    test "$(jq -r .passkey "$scratch/key")" = "$(cat "$scratch/commitment")"
    jq -r .pk "$scratch/key" | u | openssl pkey -pubin -inform DER -out "$scratch/key.pem"
    ( cat "$scratch/ad"; openssl dgst -sha256 -binary "$scratch/cd" ) > "$scratch/m"
    case $(jq -r .alg "$scratch/key") in
      EdDSA) signed "$scratch/key.pem" "$scratch/m" "$scratch/sig" ;;
      *) openssl dgst -sha256 -verify "$scratch/key.pem" -signature "$scratch/sig" "$scratch/m" ;;
    esac > /dev/null
  done
fi

# The log signed its checkpoint, and the authority the outcome; whether that was annulled afterwards stands in the log.
sed -n 1,3p log.checkpoint > "$scratch/m"
sed -n 5p log.checkpoint | awk '{print $3}' | base64 -d | tail -c 64 > "$scratch/s"
signed keys/log.pem "$scratch/m" "$scratch/s"
signed keys/authority.pem tally.json tally.json.sig
jq -r '"outcome " + .outcome' tally.json
jq '.leaf | select(.type == "annulled") | "ANNULLED, so that it has no effect: " + .reason' log.jsonl
"""

_TEXT = """\
This is the record of one motion: the papers, the rolls, the votes, the counting and what follows from it.

Check all of it with one command (Python and its package "cryptography"; no server is asked):

    python voting-verify.pyz RECORD.zip

and with a file that names the key you were given by another way:

    python voting-verify.pyz --trust TRUST.json RECORD.zip

It ends with exit status 0 only if everything holds, and prints twelve digits: compare them with the minutes.

Key of the authority: %(key)s
%(papers)s

A part of it by hand, in the unpacked folder. Each line must say "Verified Successfully" or nothing; a fault stops
with an error. The law, the order of the log and its inclusion proofs are left to the command above.
%(commands)s"""


def write_readme(authority: PublicKey, stages: Sequence[StageContents]) -> bytes:
    """The bytes of README.txt for a record with these stages."""
    lines = [f"Ballot paper of stage {number}: {paper_fingerprint(stage.paper)}"
             for number, stage in enumerate(stages, 1)]
    for number, stage in enumerate(stages, 1):
        said = decode(stage.tally).get("authorised")
        if said is not None:
            lines += authorised_lines([(number, Authorised.read(said))], True)
        if "hands" in decode(stage.tally):
            lines.append(f"Stage {number} was a show of hands: its figures are those on which tellers agreed, and NOT "
                         "individually verifiable.")
        if stage.secret is not None:
            tally = decode(stage.tally)
            lines.append(f"Stage {number} was secret: {tally['issued']} credentials issued, "
                         f"{tally['secret']['by_registrar']} of them on the service's word alone; {tally['cast']} "
                         "voters cast.")
    commands = COMMANDS + (SEALED_COMMANDS if any(stage.secret is not None for stage in stages) else "")
    return (_TEXT % {"key": key_fingerprint(authority), "papers": "\n".join(lines), "commands": commands}).encode()


def authorised_lines(stages: Sequence[tuple[int, Authorised]], is_checked: bool) -> list[str]:
    """What to say, stage by stage, of the votes that were cast without a passkey."""
    lines = []
    for number, how in stages:
        lines.append(f"Stage {number}: {how.by_passkey} of {how.by_passkey + how.otherwise} votes were signed by a "
                     "passkey of their voter.")
        if how.without:
            lines.append(f"  {how.without} on the electoral roll have no passkey.")
        if how.otherwise:
            lines.append(f"  {how.otherwise} rest on the service alone; {_could(how)}.")
    if any(how.by_passkey for _, how in stages) and not is_checked:
        lines.append("Those signatures are not in this copy, and were not checked: the organ's copy has them.")
    return lines


def _could(how: Authorised) -> str:
    """Whether the votes without a passkey could have changed the outcome, and how many of them."""
    if how.holds:
        return "whatever they had been, the outcome of this stage would be the same"
    if how.least:
        return (f"had {how.least} of them been otherwise or not been cast, the outcome of this stage "
                "COULD BE ANOTHER; fewer could not have changed it")
    return "had they been otherwise, the outcome of this stage COULD BE ANOTHER"


def key_fingerprint(key: PublicKey) -> str:
    """Twelve digits of a public key, to be read aloud."""
    return fingerprint(unb64u(key.b64u))
