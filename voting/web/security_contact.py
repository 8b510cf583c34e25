"""Where a fault of security is reported: the lines of /.well-known/security.txt (RFC 9116) and the policy in words.

For whoever finds a fault. The contact is the installation's setting; the file ends of itself in less than a year, as
the RFC wants, counted from the day on which it is asked for. A web address that is not https is left out (RFC 9116,
2.5): a service on one's own machine therefore names neither its own place nor its policy.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from voting.sentences import N_, Sentence

VALID = timedelta(days=180)
"""How long a copy of the file may be kept; the RFC recommends less than a year."""

WHAT_TO_REPORT: tuple[Sentence, ...] = (
    N_("Anything by which somebody could vote twice, vote for another, vote without a right to, or learn a partial "
       "result."),
    N_("A record that verifies and is wrong, or a right one that does not verify."),
    N_("Anything that shows names, reasons or votes to people they are not meant for."),
    N_("Anything by which one officer alone could do what the statutes give to two."),
)

HOW_TO_REPORT: tuple[Sentence, ...] = (
    N_("Write what you saw, at which address and at what time, and how it can be seen again. English or French."),
    N_("Try it on a demonstration or on your own installation; never on a ballot that is open."),
    N_("Read no more of other people's data than it takes to show the fault, and keep none."),
)

WHAT_TO_EXPECT: tuple[Sentence, ...] = (
    N_("An answer from a person, and word when it is put right."),
    N_("If the fault touches a ballot that is open, the chair and the tellers of that organ are told at once."),
    N_("A fault is told to everyone once it is put right, with your name if you wish. Whoever keeps to this page is "
       "not pursued."),
)


def security_txt(contact: str, now: int, languages: tuple[str, ...], canonical: str, policy: str) -> str:
    """The file's text; `now` in UTC seconds, `canonical` and `policy` as absolute addresses."""
    expires = (datetime.fromtimestamp(now, UTC) + VALID).replace(hour=0, minute=0, second=0)
    fields = [("Contact", contact), ("Expires", expires.strftime("%Y-%m-%dT%H:%M:%SZ")),
              ("Preferred-Languages", ", ".join(languages))]
    fields += [(name, address) for name, address in (("Canonical", canonical), ("Policy", policy))
               if address.startswith("https://")]
    return "".join(f"{name}: {value}\n" for name, value in fields)
