"""The verifier's numbered steps in plain words: for the page "What is checked", the check in place, the public page.

One source for all of them. A test holds that every step of `voting.verifier` has its words here, in every language.
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.sentences import N_, Sentence


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step: its number, its short name (the verifier's own), what holds if it holds, and how that is found out."""

    number: int
    name: Sentence
    holds: Sentence
    plain: Sentence


_WORDS: tuple[tuple[Sentence, Sentence, Sentence], ...] = (
    (N_("the archive"), N_("The file is safe to open and hides nothing."),
     N_("A record is one zip file. It must be whole, hold each file once and nothing between the files, and unpack "
        "to a reasonable size. Otherwise two programs could read two different records in one file.")),
    (N_("the index and the files"), N_("The files are complete and unchanged, and signed by the authority."),
     N_("A list in the record names every file with its length and its SHA-256, which changes with every letter. "
        "The service signed that list. One letter changed, one file more or one fewer, and this step fails.")),
    (N_("the keys"), N_("The two keys can be read and used."),
     N_("With one key the service signs papers and results, with the other its log. They must be proper keys, and "
        "the list of files must name the first. Whose keys they are, no file can show: compare the key's digits "
        "with those in the minutes.")),
    (N_("the statutes"), N_("The rules are there and can be read."),
     N_("The organisation's rules stand in the record: organs, who votes, which majority decides what. They are "
        "read by the same program that the service uses, and rules that contradict themselves are refused.")),
    (N_("the motion"), N_("The statutes let this organ decide this."),
     N_("What is decided, by whom and about whom must be a decision that these statutes know and give to this "
        "organ. The question is asked in every language of the statutes.")),
    (N_("the ballot papers"), N_("The ballot papers are signed and ask what the motion asks."),
     N_("Question, options, majority, readings and times on the paper must be those of motion and statutes, word "
        "for word, and the ballot must have been open for as long as the statutes want.")),
    (N_("the electoral rolls"), N_("Each electoral roll is the one that was frozen."),
     N_("The paper names the roll by its SHA-256, fixed before anyone could vote. People stand on it under numbers "
        "made with chance, so that the roll can be checked without knowing who is who.")),
    (N_("the issued ballots"), N_("Each voter on the roll was issued one ballot."),
     N_("For every line of the roll there is one signed ballot, made out for this paper and this voter: none too "
        "many, none too few.")),
    (N_("the log"), N_("The log is signed, and everything happened in an order that is possible."),
     N_("Every act is an entry in a log to which one can only add. Of each entry it is computed again that it lies "
        "in the log that was signed. Then the acts are gone through: announced before opened, closed in time or "
        "rightly early, consensus tried before the vote, tellers countersigning only after the count.")),
    (N_("the votes"), N_("Every vote is by someone on the roll, in time; the close names all of them."),
     N_("Each vote must be on the right paper and by somebody who was entitled at that moment. Who voted again "
        "replaced the earlier vote. The close fixed the number and the SHA-256 of all votes, so none can go missing "
        "or be added afterwards. Who has a passkey on the roll must have signed exactly this vote with it, on this "
        "site; the organ's copy shows these signatures. Votes without a passkey are counted apart.")),
    (N_("the tallies"), N_("The count, made again, gives the same figures."),
     N_("All votes are counted again by the rule of the statutes, in whole numbers, and every figure is compared "
        "with the count that was signed, and that tellers may have countersigned.")),
    (N_("the outcome"), N_("The outcome is what the counts give, and what was declared."),
     N_("A vote may follow only where it was recorded that consensus was not possible. What was declared must "
        "follow from the counts. Where the statutes make the declaration wait for tellers, they countersigned "
        "before it.")),
    (N_("the effects"), N_("What follows is what the statutes say must follow."),
     N_("A new standing, seats that end, a new text: what the statutes give this decision, no more and no less, "
        "from the instant of the declaration.")),
    (N_("names and signatures"), N_("Names, reasons and signatures, where the copy has them, belong to this record."),
     N_("The organ's copy opens the names and passkeys of the roll, the words of objections and what the passkeys "
        "signed; each must fit a line of the roll or a vote. The copy for everyone has none of these, so that nobody "
        "can follow a voter from ballot to ballot, and holds as well.")),
    (N_("the trust file"), N_("The keys are those that you were given elsewhere."),
     N_("Only if you bring a file with keys, digits or rolls that you have by another way: what it names must be "
        "what the record has. Without it a record can hold in everything and still have been made by somebody else.")),
)

STEP_WORDS: tuple[StepWords, ...] = tuple(StepWords(number, *words) for number, words in enumerate(_WORDS, start=1))
"""In the order of the steps; the number is the verifier's."""
