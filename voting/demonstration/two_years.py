"""Two years of the Alliance, played through the services in under a minute, so that a newcomer finds every page alive.

Admissions, readings, an exclusion, a requisition, a decision of two organs, an amendment, and a biennial cycle with its
elections, each in a meeting that is convened, held and closed; then today, as `load` leaves it. Always the same acts,
marks and figures, on the same days before today; only keys, salts and ids are new each time. Everybody is invented; who
is admitted or excluded is an invented organisation that says so in its name, and no real party is said to have done
anything but to have had a delegate who voted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from voting.demonstration import secret_hand
from voting.demonstration.load import address, delegate_name, enter_alliance, packaged, plan, put_open_business
from voting.demonstration.meeting_hand import OPENING, Point, Sitting, closes, convene, held, opens, other_business
from voting.demonstration.stage_hand import DAY, HOUR, MOMENT, StageHand, everyone
from voting.errors import ConflictError
from voting.evidence import sha256
from voting.register.read_csv import all_rows
from voting.sentences import N_
from voting.services.act import Service
from voting.services.discard_letters import discard_letters
from voting.services.file_requisition import file_requisition
from voting.services.guide_cycle import begin_cycle, end_cycle
from voting.services.import_register import import_register
from voting.services.note_duty import note_duty
from voting.services.pass_on import pass_on, put_on_agenda
from voting.services.read.motion_room import text_now
from voting.services.read.organisation import is_founded
from voting.services.seat_person import seat_person, unseat_person
from voting.services.sign_requisition import sign_requisition
from voting.statutes import Statutes, progressive_alliance

LASTS_DAYS = 726
COUNCIL, STEERING, FINANCE = "council", "steering_committee", "finance_committee"
MORE = "\n".join([
    "code,name,kind,status,country,continent,contributes",
    "X-APPLICANT-3,Demonstration party that is excluded later (Oceania),party,applicant,ZZ,oceania,no",
    "X-APPLICANT-4,Demonstration applicant network (Americas),party_network,applicant,ZZ,americas,no", ""]).encode()
APPLICATION = {"application": {"file": "Demonstration application in writing."},
               "preparation": {"text": "Demonstration: the Coordinator has read the programme."}}
NOTE = "Demonstration."
OTHERS = {"coordinator": "Other candidate for the coordination (demonstration)",
          "auditor": "Other candidate for the audit (demonstration)"}
Scene = Callable[["Play"], None]


@dataclass
class Play:
    """The hand that acts and what the scenes hand on to each other."""

    hand: StageHand
    statutes: Statutes
    election: str = ""
    electing: Sitting | None = None
    discharges: Sequence[str] = ()


def play(service: Service) -> Iterator[str]:
    """Play everything, scene by scene: the title of each as it begins. `ConflictError` in a database that is in use."""
    if is_founded():
        raise ConflictError(N_("This database has been founded already; two years are played into an empty one only."),
                            next=N_("Name an empty instance folder in SCRUTIN_INSTANCE."))
    first_day = service.clock() // DAY - LASTS_DAYS
    story = Play(StageHand(service, first_day * DAY + 9 * HOUR), progressive_alliance())
    secret_hand.with_own_time(story.hand)
    for title, scene in SCENES:
        yield title
        scene(story)
        discard_letters(story.hand.service)
    yield "today"
    put_open_business(service, plan(), story.hand.coordinator)


def _founding(story: Play) -> None:
    story.hand.coordinator = enter_alliance(story.hand.service, plan())
    story.hand.day(1)
    import_register(story.hand.service, story.hand.coordinator, MORE, "demonstration applications")


def _readings(story: Play) -> None:
    hand = story.hand
    hand.day(2)
    meeting = convene(hand, STEERING, "Steering Committee, first meeting of the demonstration", 30,
                      [OPENING, other_business(3)], has_hall=True)
    readings = ("concurrent", "consensus", "majorities", "ordinary_majority", "two_thirds_base")
    motion = hand.put(STEERING, "readings", "", meeting.id, 2, {"readings": dict.fromkeys(readings, "adopted")})
    with held(hand, meeting):
        hand.vote(motion, everyone("yes", {3: "no", 8: "abstain"}, every=5))
        hand.declares(motion)


def _admissions(story: Play) -> None:
    hand = story.hand
    hand.day(40)
    meeting = convene(hand, COUNCIL, "Council, first meeting of the demonstration", 30, [OPENING, other_business(5)])
    application = {**APPLICATION, "received_on": {"on": hand.today(-30)}}
    motions = [hand.put(COUNCIL, "admission", code, meeting.id, item, application) for item, code in enumerate(
        ("X-APPLICANT-2", "X-APPLICANT-3", "X-APPLICANT-4"), start=2)]
    with held(hand, meeting, "The line to one member broke off for some minutes (demonstration)."):
        for motion in motions[:2]:
            hand.vote(motion, everyone("consent", {4: "stand_aside"}, every=9))
            hand.declares(motion)
        hand.vote(motions[2], everyone("consent", {6: "object"}),
                  reason="The programme is not long enough (demonstration).")
        hand.finds_no_consensus(motions[2], "One objection stood at the close; the debate did not lift it "
                                            "(demonstration).")
        hand.vote(motions[2], everyone("yes", {6: "no", 7: "no", 11: "abstain"}))
        hand.declares(motions[2])
    for code in ("X-APPLICANT-2", "X-APPLICANT-3", "X-APPLICANT-4"):
        seat_person(hand.service, hand.coordinator, STEERING, "delegate", delegate_name(code), address(code), code)


def _funds(story: Play) -> None:
    hand = story.hand
    hand.day(130)
    meeting = convene(hand, FINANCE, "Finance Committee, first year of the demonstration", 20, [
        OPENING, Point(3, "Annual statement of the first year", "État annuel de la première année",
                       "The statement was taken note of (demonstration).")])
    motion = hand.put(FINANCE, "funds", "Solidarity fund (demonstration)", meeting.id, 2,
                      {"text": {"text": "Demonstration: one tenth of the contributions is set aside for solidarity."}},
                      {"en": "Shall the framework decision on the solidarity fund of the demonstration be adopted?",
                       "fr": "Faut-il adopter la décision-cadre sur le fonds de solidarité de la démonstration ?"})
    with held(hand, meeting):
        hand.vote(motion, everyone("yes", {1: "no"}))
        hand.wait(MOMENT)
        following = pass_on(hand.service, hand.officer(FINANCE), hand.room(motion).current.ballot.id)
    _note(story, "annual_statement", "Annual statement of the first year.")
    hand.day(152)
    council = convene(hand, COUNCIL, "Council, second meeting of the demonstration", 30, [OPENING, other_business(3)])
    put_on_agenda(hand.service, hand.coordinator, following, council.id, 2)
    with held(hand, council):
        hand.vote(motion, everyone("yes", {2: "no", 9: "no", 14: "abstain"}, every=12))
        hand.declares(motion)


def _second_meeting(story: Play) -> None:
    hand = story.hand
    hand.day(190)
    meeting = convene(hand, STEERING, "Steering Committee, second meeting of the demonstration", 30,
                      [OPENING, other_business(3)])
    motion = hand.put(STEERING, "resolution", "Observers (demonstration)", meeting.id, 2,
                      {"text": {"text": "Demonstration: observers are sent to every meeting."}},
                      {"en": "Shall observers be sent to every meeting of the demonstration?",
                       "fr": "Faut-il envoyer des observateurs à chaque réunion de la démonstration ?"})
    with held(hand, meeting):
        hand.vote(motion, lambda number: ("no", "yes", "no", "abstain", "")[number % 5])
        hand.declares(motion)


def _exclusion(story: Play) -> None:
    hand = story.hand
    hand.day(270)
    meeting = convene(hand, COUNCIL, "Council, third meeting of the demonstration", 30, [OPENING, other_business(3)])
    motion = hand.put(COUNCIL, "exclusion", "X-APPLICANT-3", meeting.id, 2, {
        "breach": {"text": "II (demonstration)"}, "facts": {"text": "Demonstration: nothing of this happened."},
        "notice": {"on": hand.today(-60)}, "reply": {"text": "Demonstration: the organisation denies everything."}})
    with held(hand, meeting, "The organisation concerned was heard before the vote (demonstration)."):
        hand.vote(motion, everyone("consent", {0: "object", 5: "stand_aside"}), reason="A warning would do.")
        hand.finds_no_consensus(motion, "The hearing changed nobody's mind (demonstration).")
        hand.vote(motion, everyone("yes", {0: "no", 10: "no", 20: "no", 21: "abstain"}))
        hand.declares(motion)


def _requisition(story: Play) -> None:
    hand = story.hand
    hand.day(340)
    people = [seat.person for seat in hand.seats(COUNCIL, "elected")]
    asked = file_requisition(hand.service, people[3], COUNCIL, "Demonstration: the Council should meet on its budget.")
    for person in people[4:16]:
        hand.wait(7200)
        sign_requisition(hand.service, person, asked)
    hand.day(350)
    meeting = convene(hand, COUNCIL, "Extraordinary meeting of the Council (demonstration)", 14, [OPENING],
                      requisition=asked)
    motion = hand.put(COUNCIL, "resolution", "Budget (demonstration)", meeting.id, 2,
                      {"text": {"text": "Demonstration: the budget is put before the Council each quarter."}},
                      {"en": "Shall the budget of the demonstration be put before the Council each quarter?",
                       "fr": "Faut-il soumettre chaque trimestre au Conseil le budget de la démonstration ?"})
    with held(hand, meeting):
        hand.vote(motion, everyone("yes", {1: "no", 2: "no", 3: "no"}, every=7))
        hand.declares(motion)


def _amendment(story: Play) -> None:
    hand = story.hand
    hand.day(366)
    meeting = convene(hand, STEERING, "Steering Committee, a meeting without decisions (demonstration)", 30, [
        OPENING, Point(2, "State of the preparations", "État des préparatifs",
                       "The Coordinator reported; the Committee took note (demonstration).")], has_hall=True)
    with held(hand, meeting):
        hand.wait(2 * HOUR)
    hand.day(400)
    meeting = convene(hand, STEERING, "Steering Committee, third meeting of the demonstration", 30,
                      [OPENING, other_business(3)])
    old = text_now(hand.service)
    motion = hand.put(STEERING, "amendment", "A last line (demonstration)", meeting.id, 2, {"texts": {
        "old": old, "new": f"{old}\n\nLigne ajoutée par la démonstration : elle n'a jamais été décidée."}},
        {"en": "Shall the principles be amended by a last line (demonstration)?",
         "fr": "Faut-il compléter les principes par une dernière ligne (démonstration) ?"})
    with held(hand, meeting):
        hand.vote(motion, everyone("consent", {2: "object", 40: "object"}, every=3), reason="No line is missing.")
        hand.finds_no_consensus(motion, "Two objections stood at the close (demonstration).")
        hand.vote(motion, lambda number: ("yes", "yes", "", "yes", "no", "yes", "abstain")[number % 7])
        hand.declares(motion)


def _second_year(story: Play) -> None:
    hand = story.hand
    hand.day(500)
    meeting = convene(hand, FINANCE, "Finance Committee, second year of the demonstration", 20, [
        OPENING, Point(2, "Annual statement of the second year", "État annuel de la deuxième année",
                       "The statement was taken note of (demonstration).")])
    with held(hand, meeting):
        hand.wait(2 * HOUR)
    _note(story, "annual_statement", "Annual statement of the second year.")
    hand.day(600)
    begin_cycle(hand.service, hand.coordinator)
    hand.day(601)
    story.electing = convene(hand, STEERING, "Electing Steering Committee (demonstration)", 70,
                             [OPENING, other_business(5)], has_hall=True, kind="electing")
    story.discharges = [
        hand.put(STEERING, "discharge", organ, story.electing.id, item,
                 {"report": {"file": f"Demonstration: report of the organ “{organ}” on its term."}})
        for item, organ in enumerate((FINANCE, COUNCIL), start=2)]
    story.election = secret_hand.call(hand, "council", STEERING, story.electing.id, 4, 60)
    secret_hand.stand(hand, story.election, _candidates(story), {"en": NOTE, "fr": "Démonstration."})


def _discharges(story: Play) -> None:
    hand = story.hand
    hand.day(670)
    _send_another(story, "SPD")
    opens(hand, story.electing)
    for motion in story.discharges:
        hand.vote(motion, everyone("yes", {5: "no", 17: "abstain"}, every=6))
        hand.declares(motion)


def _send_another(story: Play, code: str) -> None:
    """Whoever sits in the Council does not vote on its discharge: the organisation sends another delegate."""
    hand = story.hand
    seat = next(seat for seat in hand.seats(STEERING, "delegate") if seat.organisation == code)
    unseat_person(hand.service, hand.coordinator, seat.id, "Another delegate is sent (demonstration).")
    seat_person(hand.service, hand.coordinator, STEERING, "delegate", f"Second delegate of {code} (demonstration)",
                f"second.{code.lower()}@demonstration.invalid", code)


def _council_election(story: Play) -> None:
    secret_hand.elect(story.hand, story.election, _ticks)
    closes(story.hand, story.electing, "The tellers released their shares in the hall (demonstration).")


def _first_council_meeting(story: Play) -> None:
    hand = story.hand
    hand.day(680)
    meeting = convene(hand, COUNCIL, "First meeting of the new Council (demonstration)", 30,
                      [OPENING, other_business(4)])
    wanted, called = plan(), {}
    for item, office in enumerate(("coordinator", "auditor"), start=2):
        called[office] = secret_hand.call(hand, office, COUNCIL, meeting.id, item, 10)
    for office, motion in called.items():
        secret_hand.stand(hand, motion, [
            secret_hand.Standing(wanted[office]["name"], wanted[office]["mail"], "", "other"),
            secret_hand.Standing(OTHERS[office], f"other.{office}@demonstration.invalid", "", "other")], {})
    with held(hand, meeting):
        for office, motion in called.items():
            secret_hand.elect(hand, motion, _prefers(wanted[office]["name"]))


def _ticks(number: int, ids: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    """Up to 34 ticks: more for those whom many like, a few of each voter's own; every fourth voter does not vote."""
    def liking(place: int) -> int:
        many, own = (sha256(f"{names[place]} {who}".encode())[0] for who in ("", number))
        return many + own

    liked = sorted(range(len(ids)), key=liking)[-34 + number % 9:]
    return {"q1": [ids[place] for place in sorted(liked)]} if number % 4 != 3 else {}


def _prefers(name: str) -> secret_hand.Choose:
    """Three of four voters rank the candidate of this name first; the rest the other."""
    def choose(number: int, ids: list[str], names: list[str]) -> dict[str, list[str]]:
        first = sorted(ids, key=lambda one: names[ids.index(one)] != name)
        return {"q1": first if number % 4 else first[::-1]}

    return choose


def _reports(story: Play) -> None:
    hand = story.hand
    hand.day(722)
    for duty, words in (("activity_report", "Activity report of the two years."),
                        ("statement_to_council", "Financial statement of the two years."),
                        ("auditor_report", "Report of the auditor."),
                        ("reports_to_steering_committee", "Both reports were given to the Steering Committee.")):
        _note(story, duty, words)
        hand.wait(3600)
    end_cycle(hand.service, hand.coordinator)


def _note(story: Play, duty: str, words: str) -> None:
    note_duty(story.hand.service, story.hand.coordinator, duty, story.hand.today(), f"{NOTE} {words}",
              (f"{duty}.txt", f"{NOTE} {words} It reports nothing that happened.".encode()))


def _candidates(story: Play) -> list[secret_hand.Standing]:
    """Those who sit now, without who keeps keys of the election or presides over it, and others of every continent."""
    wanted, rows = plan(), all_rows(packaged("voting.demonstration", "organisations.csv"), story.statutes)
    away = {row["code"] for row in wanted["offices"] if row["organ"] == STEERING}
    sitting = next(row["codes"] for row in wanted["seats"] if (row["organ"], row["kind"]) == (COUNCIL, "elected"))
    others = [row.code for row in rows if row.standing == "member" and not row.code.startswith("X-")
              and row.code not in sitting]
    codes = [code for code in [*sitting, *others[::6]] if code not in away][:42]
    return [secret_hand.Standing(delegate_name(code), address(code), code, ("women", "men")[number % 2])
            for number, code in enumerate(codes)]


SCENES: tuple[tuple[str, Scene], ...] = (
    ("founding", _founding), ("readings adopted", _readings), ("admissions", _admissions),
    ("a decision of two organs", _funds), ("a resolution rejected", _second_meeting), ("an exclusion", _exclusion),
    ("a requisition", _requisition), ("an amendment", _amendment), ("the cycle begins", _second_year),
    ("discharge", _discharges), ("election of the Council", _council_election),
    ("first meeting of the new Council", _first_council_meeting), ("reports", _reports))
