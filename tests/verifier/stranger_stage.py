"""The second verifier, continued: from the zip to the tally of each secret stage. Shares no code with voting/."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

from tests.verifier.stranger import (
    SMALL_X,
    Fault,
    P,
    allowed,
    checkpoint,
    dst,
    ed,
    ed_pem,
    exact,
    included,
    leaf,
    lines,
    need,
    opened,
    pruned,
    public_half,
    raw,
    read,
    root,
    sha,
    share_by_key,
    signed,
    text64,
    write,
)

INDEX = {"authority", "files", "fingerprint_of", "motion", "type", "v"}
SECRET = {"client_sha256", "grace", "issuers", "pad", "relays", "rp", "suite", "t", "trustees", "urn"}
CAST = {"credentials", "paper", "pk", "seal", "seq", "sig", "type", "v"}
ISSUE = {"auth", "blinded_sha256", "paper", "type", "units", "v", "voter"}
RELEASE = {"index", "issue", "paper", "shares", "sig", "type", "urn", "v"}
PRIMES = [n for n in range(3, 1000) if all(n % d for d in range(2, n))]


def check(record: bytes) -> str:
    """"" if the secret part of the record holds, else the first fault."""
    try:
        Record(record).check()
    except Fault as fault:
        return str(fault) or "fault"
    except Exception as error:  # whatever a stranger's bytes do
        return type(error).__name__
    return ""


class Record:
    """A record while it is checked."""

    def __init__(self, record: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(record)) as archive:
            names = archive.namelist()
            need(len(names) == len(set(names)), "a name twice")
            self.files = {name: archive.read(name) for name in names}
        index = read(self.files["index.json"], INDEX)
        self.authority = ed_pem(self.files["keys/authority.pem"])
        need(index["authority"] == text64(self.authority), "authority")
        ed(self.authority, self.files["index.json.sig"], self.files["index.json"])
        listed = {row["name"]: row for row in index["files"]}
        need(set(self.files) - {"index.json", "index.json.sig"} <= set(listed), "file that is not listed")
        for name, row in listed.items():
            need(name in self.files or row["optional"], f"missing: {name}")
            if name in self.files:
                data = self.files[name]
                need((row["size"], row["sha256"]) == (len(data), hashlib.sha256(data).hexdigest()), f"changed: {name}")
        self.log_key = ed_pem(self.files["keys/log.pem"])

    def check(self) -> None:
        """The log, then each secret stage."""
        numbers = sorted({int(name.split("/")[1]) for name in self.files if name.startswith("stages/")})
        papers = {number: read(self.files[f"stages/{number}/paper.json"]) for number in numbers}
        origins = {paper["log"]["origin"] for paper in papers.values()}
        need(len(origins) == 1, "two logs")
        self.size, self.root = checkpoint(self.files["log.checkpoint"], origins.pop(), self.log_key)
        self.acts, before = [], -1
        for line in lines(self.files["log.jsonl"]):
            entry = read(line, {"index", "leaf", "proof"})
            need(entry["index"] > before, "order of the log")
            before = entry["index"]
            included(leaf(write(entry["leaf"])), before, self.size, [raw(step, 32) for step in entry["proof"]],
                     self.root)
            self.acts.append((before, entry["leaf"]))
        for number, paper in papers.items():
            has_files = any(name.startswith(f"stages/{number}/secret/") for name in self.files)
            need(has_files == ("secret" in paper) == (paper["secrecy"] == "secret"), "secrecy")
            if has_files:
                Stage(self, number, paper).check()


class Stage:
    """A secret stage."""

    def __init__(self, record: Record, number: int, paper: dict) -> None:
        self.record, self.paper, self.secret = record, paper, paper["secret"]
        self.folder = f"stages/{number}/"
        self.bytes = record.files[self.folder + "paper.json"]
        self.mh = sha(dst("paper") + self.bytes)
        self.name = text64(self.mh)
        self.acts = [(index, act) for index, act in record.acts if act.get("ballot") == paper["ballot"]]

    def file(self, name: str) -> bytes | None:
        return self.record.files.get(self.folder + name)

    def act(self, kind: str) -> tuple[int, dict]:
        found = [(index, act) for index, act in self.acts if act["type"] == kind]
        need(len(found) == 1, f"{kind}: {len(found)}")
        return found[0]

    def check(self) -> None:
        """All of it, in the order of FORMAT.md."""
        ed(self.record.authority, self.file("paper.json.sig"), self.bytes)
        self.check_paper()
        self.check_layout()
        announced, sealed = self.act("announced")[1], self.act("sealed")[1]
        need((announced["paper"], announced["issued"], self.file("issued.jsonl")) == (self.name, 0, b""), "announced")
        roll = [read(line, {"creds", "units", "voter"}) for line in lines(self.file("roll.jsonl"))]
        voters = [entry["voter"] for entry in roll]
        digest = hashlib.sha256(self.file("roll.jsonl")).hexdigest()
        need(voters == sorted(set(voters)) and self.paper["roll"] == {"sha256": digest, "voters": len(voters)}, "roll")
        self.check_issues({entry["voter"]: [cred["id"] for cred in entry["creds"]] for entry in roll}, sealed)
        size, top = checkpoint(self.file("secret/urn.checkpoint"), self.secret["urn"]["origin"],
                               raw(self.secret["urn"]["key"], 32))
        need(sealed["urn"] == {"root": text64(top), "size": size}, "sealed urn")
        releases = self.check_releases(sealed)
        if self.file("secret/urn.jsonl") is None:
            need(not any(self.file(f"secret/trustees/{index}.jsonl") for index in releases), "shares without urn")
            need(not any(name.endswith(".secret.json") for name in self.record.files), "keys without urn")
            return
        keys = self.check_keys(sealed)
        casts = self.check_urn(size, top)
        self.count(casts, releases, keys, sealed)

    def check_layout(self) -> None:
        """The stage has the files of the list in FORMAT.md, and no others."""
        here = {name.removeprefix(self.folder) for name in self.record.files if name.startswith(self.folder)}
        keys = {name for name in here if re.fullmatch(r"secret/trustees/(0|[1-9]|1[0-5])\.secret\.json", name)}
        released = {name[:-5] for name in here if re.fullmatch(r"secret/trustees/(0|[1-9]|1[0-5])\.json", name)}
        must = {"paper.json", "paper.json.sig", "roll.jsonl", "issued.jsonl", "tally.json", "tally.json.sig",
                *(f"secret/{name}" for name in ("issues.jsonl", "issues.proof", "urn.pem", "urn.checkpoint")),
                *(f"secret/issuer-{number}.pem" for number in range(1, len(self.issuers) + 1)),
                *(f"{name}.json" for name in released)}
        may = {"secret/urn.jsonl", *(f"{name}.jsonl" for name in released), *keys}
        need(must <= here <= must | may, "files of a secret stage")

    def check_paper(self) -> None:
        exact(self.secret, SECRET, {"nonces"})
        need(self.secret["suite"] == "SV1-RSA3072" and self.secret["pad"] in (64, 128, 256, 512, 1024, 2048), "suite")
        need(self.paper["authority"] == text64(self.record.authority), "authority of the paper")
        need(self.paper["log"]["key"] == text64(self.record.log_key), "log of the paper")
        self.issuers = []
        for number, issuer in enumerate(self.secret["issuers"], 1):
            key = serialization.load_der_public_key(raw(issuer["key"]))
            n = key.public_numbers().n
            need((n.bit_length(), key.public_numbers().e, n % 2) == (3072, 65537, 1), "RSA")
            need(all(n % p for p in PRIMES), "RSA")
            der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
            need(der == raw(issuer["key"]), "DER")
            pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            need(self.file(f"secret/issuer-{number}.pem") == pem, "issuer PEM")
            self.issuers.append(key)
        need(self.file(f"secret/issuer-{len(self.issuers) + 1}.pem") is None, "issuer too many")
        need(ed_pem(self.file("secret/urn.pem")) == raw(self.secret["urn"]["key"], 32), "urn PEM")
        urn, log = self.secret["urn"], self.paper["log"]
        need(urn["origin"] != log["origin"] and urn["key"] != log["key"], "two logs")
        trustees, t = self.secret["trustees"], self.secret["t"]
        for index, trustee in enumerate(trustees):
            exact(trustee, {"id", "pk", "sig", "subject"})
            x = int.from_bytes(raw(trustee["pk"], 32), "little")
            need(x < P and x not in SMALL_X, "sealing key")
            ed(raw(trustee["id"], 32), raw(trustee["sig"], 64), dst("trustee-key") + sha(
                self.paper["ballot"].encode()) + bytes([index]) + raw(trustee["pk"]))
        need(type(t) is int and 2 <= t <= len(trustees) <= 16, "threshold")
        for rows, name in ((trustees, "id"), (trustees, "pk"), (trustees, "subject"), (self.secret["issuers"], "id"),
                           (self.secret["issuers"], "key")):
            need(len({row[name] for row in rows}) == len(rows), "twice")

    def check_issues(self, entitled: dict, sealed: dict) -> None:
        first, last = self.act("announced")[0], self.act("closed")[0]
        changes = [(index, act) for index, act in self.acts
                   if act["type"] in ("addendum", "mandate_ended", "passkey_added")]
        self.figures = {"added": 0, "replaced": 0, "frozen": len(entitled)}
        self.entitled, self.ended, self.issued = dict(entitled), set(), {}
        hashed = []
        for line in lines(self.file("secret/issues.jsonl")):
            row = read(line, {"index", "leaf"})
            index, issue = row["index"], exact(row["leaf"], ISSUE)
            while changes and changes[0][0] < index:
                self.change(changes.pop(0)[1])
            hashed.append((index, leaf(write(issue))))
            need((issue["type"], issue["v"], issue["units"], issue["paper"]) == ("issue", 1, 1, self.name)
                 and type(issue["v"]) is type(issue["units"]) is int, "issue")
            need(first < index < last, "issue outside")
            voter = issue["voter"]
            need(voter in self.entitled and voter not in self.ended and voter not in self.issued, "issue to whom")
            by_passkey = issue["auth"].get("by") == "passkey"
            exact(issue["auth"], {"assertion", "by"} if by_passkey else {"by"})
            need(by_passkey or issue["auth"]["by"] == "registrar", "issue by whom")
            need(by_passkey == bool(self.entitled[voter]), "issue without passkey")
            raw(issue["blinded_sha256"], 32)
            self.issued[voter] = by_passkey
            if by_passkey and "assertions.jsonl" in self.record.files:
                self.check_tap(issue, voter)
        for _, act in changes:
            self.change(act)
        need(pruned(hashed, self.file("secret/issues.proof"), self.record.size) == self.record.root, "issues.proof")
        top = text64(root([each for _, each in hashed]))
        need(sealed["issue"] == {"root": top, "size": len(hashed)}, "sealed issues")

    def change(self, act: dict) -> None:
        if act["type"] == "mandate_ended":
            need(act["voter"] in self.entitled, "mandate")
            self.ended.add(act["voter"])
        elif act["type"] == "passkey_added":
            self.entitled[act["voter"]] = [*self.entitled[act["voter"]], act["passkey"]]
        else:
            voter, replaced = act["entry"]["voter"], act["replaces"]
            need(voter not in self.entitled and act["issued"] == {} and replaced not in self.issued, "addendum")
            self.entitled[voter] = [cred["id"] for cred in act["entry"]["creds"]]
            self.figures["added"] += 1
            if replaced:
                del self.entitled[replaced]
                self.figures["replaced"] += 1

    def check_tap(self, issue: dict, voter: str) -> None:
        rows = [read(line) for line in lines(self.record.files["assertions.jsonl"])]
        tap = next((row for row in rows if row["assertion"] == issue["auth"]["assertion"]), None)
        need(tap is not None, "assertion missing")
        keys = [read(line) for line in lines(self.record.files["passkeys.jsonl"])]
        key = next((row for row in keys if row["passkey"] in self.entitled[voter] and row["id"] == tap["cred"]), None)
        need(key is not None, "assertion of another passkey")
        bare = {name: value for name, value in key.items() if name not in ("passkey", "salt")}
        need(text64(sha(dst("passkey") + raw(key["salt"], 16) + write(bare))) == key["passkey"], "passkey")
        a = sha(dst("authorise-issue") + self.mh + raw(voter) + raw(issue["blinded_sha256"]))
        asked = sha(dst("authorise-issue") + b"".join(sorted([a, *map(raw, tap.get("with", []))])))
        client, data = json.loads(raw(tap["cd"])), raw(tap["ad"])
        host = self.paper["origin"].split("//")[1].split(":")[0]
        need((client["type"], client["challenge"], client["origin"]) == (
            "webauthn.get", text64(asked), self.paper["origin"]), "assertion of something else")
        need(data[:32] == sha(host.encode()) and data[32] & 5 == 5, "assertion flags")
        public, message = serialization.load_der_public_key(raw(key["pk"])), data + sha(raw(tap["cd"]))
        if key["alg"] == "ES256":
            public.verify(raw(tap["sig"]), message, ECDSA(hashes.SHA256()))
        elif key["alg"] == "EdDSA":
            public.verify(raw(tap["sig"]), message)
        else:
            public.verify(raw(tap["sig"]), message, padding.PKCS1v15(), hashes.SHA256())

    def check_releases(self, sealed: dict) -> dict[int, dict]:
        logged = [(place, act) for place, act in self.acts if act["type"] == "released"]
        start, end = self.act("sealed")[0], self.tallied()[0]
        need(self.act("closed")[0] < start and all(start < place < end for place, _ in logged), "order of releases")
        indices = [act["index"] for _, act in logged]
        there = {int(name.rsplit("/", 1)[1][:-5]) for name in self.record.files
                 if name.startswith(self.folder + "secret/trustees/") and re.search(r"/\d+\.json$", name)}
        need(set(indices) == there and len(indices) == len(there) >= self.secret["t"], "releases")
        found = {}
        for _, act in logged:
            index = act["index"]
            trustee, data = self.secret["trustees"][index], self.file(f"secret/trustees/{index}.json")
            release = read(data, RELEASE)
            need(act["sha256"] == hashlib.sha256(data).hexdigest(), "release in the log")
            need(act["by"] == {"office": "teller", "subject": trustee["subject"]}, "released by")
            signed(release, raw(trustee["id"], 32), "trustee-secret")
            need((release["type"], release["index"], release["paper"], release["urn"], release["issue"]) == (
                "trustee-release", index, self.name, sealed["urn"], sealed["issue"]), "release of something else")
            found[index] = release
        return found

    def tallied(self) -> tuple[int, dict]:
        """The last count: the only one, or after a dispute the second."""
        counts = [(place, act) for place, act in self.acts if act["type"] == "tallied"]
        disputes = [(place, act) for place, act in self.acts if act["type"] == "disputed"]
        need(len(counts) == len(disputes) + 1 <= 2, "counts")
        for place, act in disputes:
            need(counts[0][0] < place < counts[1][0], "order of the dispute")
            need(act["by"]["subject"] != act["second"]["subject"] and act["reason"].strip(), "two officers")
        return counts[-1]

    def check_keys(self, sealed: dict) -> dict[int, bytes]:
        """Keys released in a dispute."""
        logged = [(place, act) for place, act in self.acts if act["type"] == "key_released"]
        there = {int(re.search(r"/(\d+)\.secret", name)[1]) for name in self.record.files
                 if name.startswith(self.folder) and name.endswith(".secret.json")}
        need({act["index"] for _, act in logged} == there and len(logged) == len(there), "keys released")
        found = {}
        for place, act in logged:
            need(self.act("disputed")[0] < place < self.tallied()[0], "order of keys")
            index = act["index"]
            trustee, data = self.secret["trustees"][index], self.file(f"secret/trustees/{index}.secret.json")
            release = read(data, {"index", "issue", "paper", "secret", "sig", "type", "urn", "v"})
            need(act["sha256"] == hashlib.sha256(data).hexdigest(), "key in the log")
            need(act["by"] == {"office": "teller", "subject": trustee["subject"]}, "key released by")
            signed(release, raw(trustee["id"], 32), "trustee-secret")
            need((release["type"], release["index"], release["paper"], release["urn"], release["issue"]) == (
                "trustee-secret", index, self.name, sealed["urn"], sealed["issue"]), "key of something else")
            found[index] = raw(release["secret"], 32)
            need(public_half(found[index]) == raw(trustee["pk"], 32), "another key")
        return found

    def check_urn(self, size: int, top: bytes) -> list[tuple[bytes, dict]]:
        casts, last = [], {}
        for line in lines(self.file("secret/urn.jsonl")):
            cast = read(line, CAST)
            exact(cast["seal"], {"ct", "kc", "shares"})
            need((cast["type"], cast["v"], cast["paper"]) == ("cast", 1, self.name) and type(cast["v"]) is int, "cast")
            need(type(cast["seq"]) is int and 1 <= cast["seq"] <= self.secret["urn"]["max_recasts"], "seq")
            need(last.get(cast["pk"], 0) < cast["seq"], "seq does not rise")
            last[cast["pk"]] = cast["seq"]
            raw(cast["seal"]["ct"], self.secret["pad"] + 16)
            raw(cast["seal"]["kc"], 32)
            need(len(cast["seal"]["shares"]) == len(self.secret["trustees"]), "shares")
            for share in cast["seal"]["shares"]:
                raw(share, 81)
            pk = raw(cast["pk"], 32)
            need(len(cast["credentials"]) == len(self.issuers), "credentials")
            for key, credential in zip(self.issuers, cast["credentials"], strict=True):
                exact(credential, {"prefix", "sig"})
                key.verify(raw(credential["sig"], 384),
                           raw(credential["prefix"], 32) + dst("credential") + self.mh + pk,
                           padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384())
            signed(cast, pk, "cast")
            casts.append((leaf(line), cast))
        need((len(casts), root([hashed for hashed, _ in casts])) == (size, top), "urn")
        return [(hashed, cast) for hashed, cast in casts if last[cast["pk"]] == cast["seq"]]

    def count(self, finals: list, releases: dict[int, dict], keys: dict[int, bytes], sealed: dict) -> None:
        shares = {}
        for index, release in releases.items():
            data = self.file(f"secret/trustees/{index}.jsonl")
            rows = [read(line, {"leaf", "share"}) for line in lines(data)]
            need(release["shares"] == {"sha256": hashlib.sha256(data).hexdigest(), "size": len(rows)}, "shares signed")
            need([row["leaf"] for row in rows] == [text64(hashed) for hashed, _ in finals], "shares of other votes")
            shares[index] = [raw(row["share"], 33) if row["share"] else b"" for row in rows]
        counts = dict.fromkeys([*self.paper["questions"][0]["options"], "blank"], 0)
        void, corrected = [], dict.fromkeys(keys, 0)
        for place, (hashed, cast) in enumerate(finals):
            given = {index: rows[place] for index, rows in shares.items()}
            by_key = {index: share_by_key(self.mh, cast, index, key) for index, key in keys.items()}
            for index, share in by_key.items():
                corrected[index] += index in given and share != given[index]
            choice = opened(self.mh, cast, given, self.secret["t"])
            if choice is None and keys:
                choice = opened(self.mh, cast, {**given, **by_key}, self.secret["t"])
            document = allowed(choice, self.paper["questions"]) if choice is not None else None
            if document is None:
                void.append({"leaf": text64(hashed), "reason": "unopenable" if choice is None else "invalid"})
                continue
            for mark in document["q1"] or ["blank"]:
                counts[mark] += 1
        data = self.file("tally.json")
        ed(self.record.authority, self.file("tally.json.sig"), data)
        need(self.tallied()[1]["tally_sha256"] == hashlib.sha256(data).hexdigest(), "tally in the log")
        tally, issued, size = read(data), len(self.issued), sealed["urn"]["size"]
        need(len(finals) <= issued, "more votes than credentials")
        replaced, added = self.figures["replaced"], self.figures["added"]
        said = {
            "type": "tally", "v": 1, "ballot": self.paper["ballot"], "paper": self.name, "counts": {"q1": counts},
            "void": void, "cast": len(finals), "superseded": size - len(finals), "issued": issued,
            "casts": sealed["urn"],
            "roll": {"added": added, "replaced": replaced, "frozen": self.figures["frozen"],
                     "entitled": self.figures["frozen"] + added - replaced,
                     "ended": len(self.ended & set(self.entitled)),
                     "ended_with_credential": len(self.ended & set(self.entitled) & set(self.issued))},
            "secret": {"by_registrar": sum(not each for each in self.issued.values()), "issue": sealed["issue"],
                       "issued": issued, "margin": issued - len(finals), "revealed": sorted({*releases, *keys}),
                       "urn": sealed["urn"],
                       **({"keys": [{"corrected": corrected[index], "index": index} for index in sorted(keys)]}
                          if keys else {})}}
        for name, value in said.items():
            need(tally[name] == value, f"tally: {name}")

