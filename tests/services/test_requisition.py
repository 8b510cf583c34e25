"""Thirty in a hundred members ask for an extraordinary meeting: filed, signed, withdrawn, certified, convened."""

from __future__ import annotations

import pytest

from tests.world import World
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError, SignatureError
from voting.evidence import decode, encode, sha256_hex, verify_document
from voting.services.act import begin
from voting.services.change_standing import change_standing
from voting.services.convene_meeting import convene_meeting
from voting.services.file_requisition import file_requisition
from voting.services.read.duties import duties_on
from voting.services.read.requisitions import certificate, requisition_view, requisitions_for
from voting.services.sign_requisition import sign_requisition, withdraw_signature
from voting.store.access import MailRow
from voting.store.requisitions import RequisitionRow

REASONS = "The budget has not been put to us."


def file(world: World, who: str = "AMBER", organ: str = "council", reasons: str = REASONS) -> str:
    return file_requisition(world.service, world.person(who), organ, reasons)


def sign(world: World, who: str, requisition: str) -> None:
    sign_requisition(world.service, world.person(who), requisition)


def row(world: World) -> RequisitionRow:
    return world.rows(RequisitionRow)[0]


@pytest.mark.clause("V.CO.5")
def test_of_six_members_one_is_too_few_and_two_are_enough(world: World) -> None:
    asked = file(world)
    view = requisition_view(world.service, asked, world.person("BIRCH"))
    assert (view.signers, view.members, view.needed, view.ruling.allowed) == (1, 6, 2, False)
    assert row(world).met_at == 0
    sign(world, "BIRCH", asked)
    view = requisition_view(world.service, asked, world.person("AMBER"))
    assert (view.signers, view.ruling.allowed, view.ruling.clause) == (2, True, "V.CO.5")
    assert row(world).met_at == world.now


@pytest.mark.clause("V.CO.5")
def test_the_certificate_is_signed_logged_and_says_who_out_of_how_many(world: World) -> None:
    asked = file(world)
    sign(world, "BIRCH", asked)
    data = certificate(world.service, asked, world.person("CEDAR"))
    document = decode(data)
    verify_document(world.service.keys.authority.public, "requisition", document)
    assert {line["subject"] for line in document["signatures"]} == {world.person("AMBER"), world.person("BIRCH")}
    assert (document["members"], document["reasons_sha256"]) == (6, sha256_hex(REASONS.encode()))
    leaf = world.leaves(kind="requisition_met")[0]
    assert leaf["certificate_sha256"] == sha256_hex(data)
    assert "Delegate" not in data.decode()
    forged = {**document, "members": 5}
    with pytest.raises(SignatureError):
        verify_document(world.service.keys.authority.public, "requisition", decode(encode(forged)))


@pytest.mark.clause("V.CO.5")
def test_the_list_is_frozen_at_filing_whoever_comes_or_goes(world: World) -> None:
    asked = file(world)
    world.wait(60)
    for code in ("LATER", "UNION", "STUDY"):
        world.seat(code)
    with pytest.raises(RefusedError, match="frozen"):
        sign(world, "LATER", asked)
    assert requisition_view(world.service, asked, world.person("AMBER")).members == 6


@pytest.mark.clause("V.CD.5")
def test_only_members_in_good_standing_count_in_the_steering_committee(world: World) -> None:
    world.seat_members("steering_committee", "delegate")
    with begin(world.service) as act:
        change_standing(act, {"office": "coordinator", "subject": ""}, "FROST", "suspended", "A grave breach.")
    asked = file(world, organ="steering_committee")
    view = requisition_view(world.service, asked, world.person("AMBER"))
    assert (view.members, view.needed, view.ruling.clause) == (5, 2, "V.CD.5")


def test_a_signature_is_withdrawn_until_enough_have_signed(world: World) -> None:
    asked = file(world)
    withdraw_signature(world.service, world.person("AMBER"), asked)
    assert row(world).ended_at
    with pytest.raises(ConflictError, match="ended"):
        sign(world, "BIRCH", asked)
    other = file(world, "BIRCH")
    sign(world, "CEDAR", other)
    with pytest.raises(ConflictError, match="no signature can be withdrawn"):
        withdraw_signature(world.service, world.person("CEDAR"), other)


def test_signing_twice_and_at_the_same_moment_is_one_signature_and_one_certificate(world: World) -> None:
    asked = file(world)
    sign(world, "AMBER", asked)
    assert requisition_view(world.service, asked, world.person("AMBER")).signers == 1
    world.together([lambda who=who: sign(world, who, asked) for who in ("BIRCH", "CEDAR", "DELTA", "BIRCH")])
    assert requisition_view(world.service, asked, world.person("AMBER")).signers == 4
    assert len(world.leaves(kind="requisition_met")) == 1
    assert len(decode(certificate(world.service, asked, world.person("AMBER")))["signatures"]) == 2


@pytest.mark.parametrize(("who", "organ", "reasons", "error"), [
    ("coordinator", "council", REASONS, RefusedError), ("AMBER", "council", "  ", InputError),
    ("AMBER", "council", "x" * 4001, InputError), ("AMBER", "finance_committee", REASONS, NotFoundError),
    ("AMBER", "steering_committee", REASONS, RefusedError), ("AMBER", "no_such_organ", REASONS, NotFoundError)])
def test_what_cannot_be_filed(world: World, who: str, organ: str, reasons: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        file(world, who, organ, reasons)
    assert world.rows(RequisitionRow) == []


def test_a_guest_sees_nothing_of_it_and_members_are_told_by_mail(world: World) -> None:
    world.seat("VISIT", kind="attending")
    asked = file(world)
    with pytest.raises(NotFoundError):
        requisition_view(world.service, asked, world.person("VISIT"))
    assert requisitions_for(world.service, world.person("VISIT")).rows == []
    told = {mail.to for mail in world.rows(MailRow) if "extraordinary meeting" in str(mail.letter)}
    assert told == {f"{code}@example.org" for code in (
        "birch", "cedar", "delta", "elder", "frost")}


@pytest.mark.clause("V.CO.5")
def test_the_calendar_asks_for_the_meeting_until_it_is_convened(world: World) -> None:
    asked = file(world)
    sign(world, "BIRCH", asked)
    assert [waiting.id for waiting in duties_on(world.service).to_convene] == [asked]
    with pytest.raises(InputError):
        convene_meeting(world.service, world.person("coordinator"), "steering_committee", "Extraordinary",
                        "2027-02-01", "", True, asked)
    meeting = convene_meeting(world.service, world.person("coordinator"), "council", "Extraordinary", "2027-02-01", "",
                              True, asked)
    assert row(world).meeting == meeting
    assert duties_on(world.service).to_convene == []
    assert world.leaves(kind="convened")[-1]["requisition"] == asked
    with pytest.raises(InputError, match="already"):
        convene_meeting(world.service, world.person("coordinator"), "council", "Again", "2027-02-02", "", True, asked)
