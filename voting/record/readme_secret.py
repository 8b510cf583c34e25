"""What README.txt says of a secret ballot: the commands that repeat its signatures with openssl and jq.

HPKE and Shamir's sharing have no command line: what opens a vote is left to the verifier.
"""

from __future__ import annotations

SEALED_COMMANDS = r"""
# Of each secret stage: the urn signed its checkpoint, the sealed urn and issue list are those that the key holders
# signed over, and each vote (here the first hundred) has a credential of every issuer and its pseudonym's signature.
# What the votes say cannot be opened with openssl: the command above does it.
raw() { ( printf '\060\052\060\005\006\003\053\145\160\003\041\000'; u ) | openssl pkey -pubin -inform DER; }
for s in stages/*; do
  test -d "$s/secret" || continue
  sed -n 1,3p "$s/secret/urn.checkpoint" > "$scratch/m"
  sed -n 5p "$s/secret/urn.checkpoint" | awk '{print $3}' | base64 -d | tail -c 64 > "$scratch/s"
  signed "$s/secret/urn.pem" "$scratch/m" "$scratch/s"
  ballot=$(jq -r .ballot "$s/paper.json")
  jq -cS --arg b "$ballot" '.leaf | select(.type == "sealed" and .ballot == $b) | {issue, urn}' log.jsonl \
    > "$scratch/sealed"
  test "$(sed -n 2p "$s/secret/urn.checkpoint")" = "$(jq .urn.size "$scratch/sealed")"
  test "$(sed -n 3p "$s/secret/urn.checkpoint" | tr '/+' '_-' | tr -d '=')" = "$(jq -r .urn.root "$scratch/sealed")"
  test "$(grep -c . "$s/secret/issues.jsonl")" = "$(jq .issue.size "$scratch/sealed")"
  for release in "$s"/secret/trustees/*.json; do
    jq -cS '{issue, urn}' "$release" | cmp - "$scratch/sealed"
    ( printf 'scrutin/v1/trustee-secret\n'; jq -cjS 'del(.sig)' "$release" ) > "$scratch/m"
    jq -r .sig "$release" | u > "$scratch/s"
    jq -r --argjson i "$(jq .index "$release")" '.secret.trustees[$i].id' "$s/paper.json" | raw > "$scratch/key.pem"
    signed "$scratch/key.pem" "$scratch/m" "$scratch/s"
    if test -f "${release}l"; then test "$(hex < "${release}l")" = "$(jq -r .shares.sha256 "$release")"; fi
  done
  test -f "$s/secret/urn.jsonl" || continue
  test "$(grep -c . "$s/secret/urn.jsonl")" = "$(jq .urn.size "$scratch/sealed")"
  head -n 100 "$s/secret/urn.jsonl" | while IFS= read -r line; do
    printf '%s' "$line" > "$scratch/line"
    jq -cjS . "$scratch/line" | cmp - "$scratch/line"
    for key in "$s"/secret/issuer-*.pem; do
      number=${key##*-}; number=$(( ${number%.pem} - 1 ))
      ( printf '%s' "$line" | jq -r ".credentials[$number].prefix" | u; printf 'scrutin/v1/credential\n'
        printf '%s' "$line" | jq -r .paper | u; printf '%s' "$line" | jq -r .pk | u ) > "$scratch/m"
      printf '%s' "$line" | jq -r ".credentials[$number].sig" | u > "$scratch/s"
      openssl dgst -sha384 -verify "$key" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:48 \
        -sigopt rsa_mgf1_md:sha384 -signature "$scratch/s" "$scratch/m" > /dev/null
    done
    ( printf 'scrutin/v1/cast\n'; printf '%s' "$line" | jq -cjS 'del(.sig)' ) > "$scratch/m"
    printf '%s' "$line" | jq -r .sig | u > "$scratch/s"
    printf '%s' "$line" | jq -r .pk | raw > "$scratch/key.pem"
    signed "$scratch/key.pem" "$scratch/m" "$scratch/s" > /dev/null
  done
done
"""
