"""What the templates cannot say by themselves: where the built assets are, and where a bar's edges lie.

For the macros of `templates/`. Geometry is whole numbers and per cent strings made from them, so that a picture
never rounds a majority; the marks and tones of states and options stand here once. Decides nothing: which base
binds and how many votes are needed comes from `voting.tally`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from voting.errors import UnavailableError
from voting.sentences import N_, Sentence

DIST = Path(__file__).with_name("static") / "dist"
VOTING_SCRIPTS = ("app.mjs", "booth.mjs", "collect.mjs", "verify.mjs")
SCALE = 10_000
"""Positions are hundredths of a per cent."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A built file: its address on this server and its SRI hash (empty if it has not been built)."""

    url: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Look:
    """How a state or an option is shown: its word, its mark and its tone (a class of the style sheet)."""

    word: Sentence
    mark: str
    tone: str
    hint: Sentence | None = None


STATES: Mapping[str, Look] = {
    "drafted": Look(N_("Draft"), "·", "neutral"),
    "announced": Look(N_("Announced"), "○", "neutral"),
    "open": Look(N_("Open"), "●", "accent"),
    "last_call": Look(N_("Last call"), "▲", "warning"),
    "closed": Look(N_("Closed"), "■", "neutral"),
    "counted": Look(N_("Counted, not yet declared"), "■", "neutral"),
    "adopted_by_consensus": Look(N_("Adopted by consensus"), "✓", "yes"),
    "no_consensus": Look(N_("No consensus"), "–", "neutral"),
    "adopted": Look(N_("Adopted"), "✓", "yes"),
    "elected": Look(N_("Elected"), "✓", "yes"),
    "not_elected": Look(N_("Nobody elected"), "✕", "no"),
    "rejected": Look(N_("Rejected"), "✕", "no"),
    "cancelled": Look(N_("Cancelled"), "∅", "neutral"),
    "annulled": Look(N_("Annulled"), "∅", "no"),
}

OPTIONS: Mapping[str, Look] = {
    "yes": Look(N_("Yes"), "✓", "yes"),
    "no": Look(N_("No"), "✕", "no"),
    "abstain": Look(N_("Abstain"), "–", "neutral"),
    "consent": Look(N_("I consent"), "✓", "yes", N_("I can live with this decision.")),
    "stand_aside": Look(N_("I stand aside"), "–", "neutral", N_("I do not support it and do not stand in its way.")),
    "object": Look(N_("I object"), "✕", "no", N_("It must not be decided like this. I give my reason in writing.")),
    "blank": Look(N_("Blank"), "□", "neutral"),
    "void": Look(N_("Void"), "∅", "neutral"),
    "not_voted": Look(N_("Did not vote"), "·", "empty"),
}

BASES: Mapping[str, Sentence] = {
    "expressed": N_("votes for and against"),
    "cast": N_("valid votes, with abstentions"),
    "present": N_("present"),
    "entitled": N_("on the electoral roll"),
}

MAJORITIES: Mapping[tuple[int, int, str], Sentence] = {
    (2, 3, "at_least"): N_("two-thirds"),
    (3, 4, "at_least"): N_("three-quarters"),
    (1, 2, "more_than"): N_("more than half"),
    (1, 2, "at_least"): N_("half"),
    (1, 1, "at_least"): N_("all"),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of the bar: `x` and `width` in per cent, as SVG writes them."""

    option: str
    count: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A threshold bar: its pieces from left to right, and the line at `needed` with the side its label hangs on."""

    segments: tuple[Segment, ...]
    needed: int
    line: str
    anchor: str


def threshold_bar(yes: int, no: int, abstain: int, needed: int, not_voted: int = 0) -> Bar:
    """The bar of a vote: yes from the left, then no, abstentions and, where they count, those who did not vote.

    The line stands where `needed` yes votes would reach; with no votes at all the bar is one empty piece.
    """
    counts = (("yes", yes), ("no", no), ("abstain", abstain), ("not_voted", not_voted))
    whole = max(sum(count for _, count in counts), needed, 1)
    edges, reached = [], 0
    for option, count in counts:
        start, reached = reached, reached + count
        if count:
            left, right = start * SCALE // whole, reached * SCALE // whole
            edges.append(Segment(option, count, per_cent(left), per_cent(right - left)))
    at = needed * SCALE // whole
    anchor = "start" if at < SCALE // 4 else "end" if at > SCALE * 3 // 4 else "middle"
    return Bar(tuple(edges), needed, per_cent(at), anchor)


def per_cent(hundredths: int) -> str:
    """`6875` → `68.75%`."""
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def majority_words(numerator: int, denominator: int, comparator: str) -> Sentence:
    """A majority in words where language has one, else as a fraction."""
    known = MAJORITIES.get((numerator, denominator, comparator))
    if known is not None:
        return known
    if comparator == "more_than":
        return N_("more than %(numerator)s/%(denominator)s", numerator=numerator, denominator=denominator)
    return N_("%(numerator)s/%(denominator)s", numerator=numerator, denominator=denominator)


def rule_words(rule: Mapping[str, object]) -> Sentence:
    """The rule of a ballot in one line, from its paper's `rule` (kind, base, numerator, denominator, comparator)."""
    if rule["kind"] == "consensus":
        return _consensus_words(rule)
    if rule["kind"] == "silence":
        return N_("adopted by silence, unless an objection stands at the close")
    if rule["kind"] == "election":
        return N_("an election, counted by the method on the paper")
    majority = majority_words(rule["numerator"], rule["denominator"], rule["comparator"])
    match rule["base"]:
        case "expressed":
            return N_("%(majority)s of the votes for and against", majority=majority)
        case "cast":
            return N_("%(majority)s of the valid votes, abstentions included", majority=majority)
        case "present":
            return N_("%(majority)s of those present", majority=majority)
        case "entitled":
            return N_("%(majority)s of the electoral roll", majority=majority)
    raise UnavailableError(N_("The rule of this ballot cannot be put in words."))


def _consensus_words(rule: Mapping[str, object]) -> Sentence:
    if "consents" in rule:
        return N_("adopted if no objection stands at the close and at least %(share)s of the electoral roll consents",
                  share=majority_words(*rule["consents"], "at_least"))
    if "participation" in rule:
        return N_("adopted if no objection stands at the close and at least %(share)s of the electoral roll takes part",
                  share=majority_words(*rule["participation"], "at_least"))
    return N_("adopted if no objection stands at the close")


@dataclass(slots=True)
class Assets:
    """The built files, looked up in the manifest that the client's build writes."""

    folder: Path = DIST
    prefix: str = "/static/dist/"
    _known: dict[str, Asset] = field(default_factory=dict)

    def __call__(self, name: str) -> Asset:
        """Where `app.css` is now; without a build, its plain name: a page without its style is better than none."""
        if name not in self._known:
            found = self._read().get(name)
            if found is None:
                return Asset(self.prefix + name, "")
            self._known[name] = found
        return self._known[name]

    def _read(self) -> dict[str, Asset]:
        manifest = self.folder / "manifest.json"
        if not manifest.is_file():
            return {}
        entries = json.loads(manifest.read_bytes())
        return {name: Asset(self.prefix + entry["file"], entry["integrity"]) for name, entry in entries.items()}


def client_sha256(folder: Path = DIST) -> tuple[str, ...]:
    """SHA-256 in hex of every script that runs on the page of a secret vote, for its paper; empty without a build."""
    manifest = folder / "manifest.json"
    entries = json.loads(manifest.read_bytes()) if manifest.is_file() else {}
    return tuple(sorted(hashlib.sha256((folder / entries[name]["file"]).read_bytes()).hexdigest()
                        for name in VOTING_SCRIPTS if name in entries))


def init_looks(app: Flask, folder: Path = DIST) -> None:
    """Give the templates of `app` their assets, marks and geometry."""
    static = app.static_url_path or "/static"
    app.jinja_env.globals.update(
        asset=Assets(folder, f"{static}/dist/"), icon_url=f"{static}/icon.svg", STATES=STATES, OPTIONS=OPTIONS,
        BASES=BASES, threshold_bar_view=threshold_bar, majority_words=majority_words, rule_words=rule_words)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
