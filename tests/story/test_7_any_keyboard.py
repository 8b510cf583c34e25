"""Words arrive as keyboards and browsers send them; none of it may keep a vote out of the record (III, IV.2d)."""

from __future__ import annotations

import unicodedata

import pytest

from tests.story.minutes import APPLICATION
from voting.record import unpack
from voting.services.convene_meeting import convene_meeting
from voting.services.direct_ballot import extend_ballot


def decomposed(words: str) -> str:
    """The same words with every accent a sign of its own, lines ended as a browser's form ends them."""
    return unicodedata.normalize("NFD", words).replace("\n", "\r\n")


@pytest.mark.clause("IV.2d", "IV.2b")
def test_accents_of_any_keyboard_reach_the_record(minutes):
    """A delegate's name, the meeting, the dossier, an objection and the summary are typed on such a keyboard."""
    world, words = minutes.world, decomposed("Réservée à l’été.\nÀ débattre.")
    world.seat("LATER", "council", "elected", decomposed("Zoé"))
    world.meetings["council"] = convene_meeting(world.service, world.person("coordinator"), "council",
                                                decomposed("Réunion"), "2027-01-20", decomposed("Genève"), False)
    dossier = {**APPLICATION, "preparation": {"text": words}}
    admission = minutes.puts("admission", "NEW", dossier=dossier).is_announced()
    extend_ballot(world.service, world.person("chair"), admission.ballot, world.now + 9000, words)
    admission.receives("AMBER", "object", words).is_answered("consent", {"AMBER": ""}).closes()
    admission.finds_no_consensus(words).is_announced().is_answered("yes").closes()
    assert admission.is_declared() == "adopted"
    assert admission.verdict.outcome == "adopted"
    files = unpack(admission.record)
    assert "Réservée à l’été.\\nÀ débattre.".encode() in files["reasons.jsonl"]
    assert "Delegate Zoé".encode() in files["names.jsonl"]


def test_a_register_file_with_decomposed_accents_names_the_same_organisation(minutes):
    """Imported twice, once each way: one organisation."""
    file = ("code,name,kind,status,country,continent,contributes\n"
            "SPÖ,Sozialdemokraten Österreichs,party,member,AT,europe,no\n")
    minutes.world.import_register(file.encode())
    minutes.world.import_register(unicodedata.normalize("NFD", file).encode())
    assert minutes.history_of("SPÖ") == ["member"]
