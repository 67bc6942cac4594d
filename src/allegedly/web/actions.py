"""What the forms of the pages do to a case. Each gives the address of the page to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from allegedly.base.document import Document
from allegedly.base.errors import BadOption, Stale
from allegedly.base.ids import LETTERS, id_after
from allegedly.case import Case
from allegedly.claims.claim import Claim
from allegedly.claims.correction import Correction
from allegedly.entities.judgement import VERDICTS
from allegedly.evidence.assessment import Assessment
from allegedly.web import leaving
from allegedly.web.ask import Ask
from allegedly.web.forms import to_record
from allegedly.web.jobs import Job, Jobs
from allegedly.web.pages.history import last_judgement
from allegedly.web.pages.hypotheses import anchor
from allegedly.web.pages.question import filters

Fields = Mapping[str, str]


def accept(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Accept a claim as it was seen."""
    return _read_on(case.accept(ask.path["id"], why=fields.get("why", ""), who=who, seen=fields.get("seen")), fields)


def reject(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Reject a claim as it was seen."""
    return _read_on(case.reject(ask.path["id"], why=fields.get("why", ""), who=who, seen=fields.get("seen")), fields)


def correct(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Put what the form states in the place of a claim."""
    claim = case.get(ask.path["id"])
    if not isinstance(claim, Claim):
        raise BadOption(f"{ask.path['id']} is no claim; choose one in a document")
    record = to_record(fields, case.document_of(claim), claim)
    return _read_on(case.correct(claim, record, why=fields.get("why", ""), who=who, seen=fields.get("seen")), fields)


def draw(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Put a claim where no reader saw one."""
    document = case.get(ask.path["id"])
    if not isinstance(document, Document):
        raise BadOption(f"{ask.path['id']} is no document; choose one in the list")
    return _read_on(case.draw(document, to_record(fields, document, None), why=fields.get("why", ""), who=who), fields)


def decide(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Decide for or against a claim about which readers disagree."""
    stands = {"1": True, "0": False}.get(fields.get("stands", ""))
    if stands is None:
        raise BadOption("a claim stands (1) or does not (0); use the buttons of the page of readers")
    case.decide(ask.path["id"], stands=stands, why=fields.get("why", ""), who=who)
    return "/readers#queue"


def take_back(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Take a correction back."""
    taken = case.take_back(_number(ask), who=who)
    return "/history?people=1" if fields.get("from") == "history" else _place(taken.document, taken.claim, fields)


def judge(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Judge whether two names mean one entity."""
    verdict = fields.get("verdict", "")
    if verdict not in VERDICTS:
        raise BadOption(f"a verdict is one of {', '.join(VERDICTS)}, not {verdict!r}")
    why = fields.get("why", "").strip() or "judged on the page of actors"
    case.judge(fields.get("left", ""), fields.get("right", ""), verdict, why=why, who=who)
    return "/actors"


def undo_judgement(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Take the newest judgement on names back; it must still be the newest thing that somebody held."""
    last = last_judgement(case)
    if last is None or str(last.number) != fields.get("number"):
        raise Stale("somebody has judged or assessed something since; open the history anew and take back what stands there", now=None)
    case.undo(who=who)
    return "/actors"


def undo_decision(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Take the newest decision back, whatever it was about; it must still be the newest."""
    newest = case.newest_decision()
    if newest is None or str(newest.number) != fields.get("number"):
        raise Stale("somebody has decided something since; open the history anew and take back what stands there", now=None)
    case.undo(who=who)
    return "/history?people=1"


def grade(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Say how reliable a source is, or how credible a proposition."""
    about = fields.get("about", "")
    return _assessed(case.grade(about, fields.get("value", ""), why=fields.get("why", ""), who=who), fields)


def link(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Say whether one report took from another, or whether two sources are one."""
    holds = {"1": True, "0": False}.get(fields.get("holds", ""))
    if holds is None:
        raise BadOption("a link holds (1) or does not (0); use the buttons of the page")
    one, other = (fields.get(name, "").strip() for name in ("one", "other"))
    return _assessed(case.link(one, other, never=not holds, why=fields.get("why", ""), who=who), fields)


def take_assessment_back(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Take back what somebody held of a source, a proposition or a link."""
    taken = case.take_assessment_back(_number(ask), who=who)
    return "/history?people=1" if fields.get("from") == "history" else _assessed(taken, fields)


def _assessed(made: Assessment, fields: Fields) -> str:
    back = fields.get("back", "")
    if back.startswith(LETTERS["proposition"]):
        return f"/propositions/{quote(back, safe='')}"
    if made.source is not None:
        return f"/sources/standings?source={quote(made.source)}"
    if made.kind == "copy":
        return f"/documents/{quote(back if back in made.pair else made.pair[0])}/copies"
    if made.kind == "identity":
        return "/history?people=1"
    return f"/propositions/{id_after('proposition', made.claims[0])}"


def _number(ask: Ask) -> int:
    number = ask.path["number"]
    if not (number.isascii() and number.isdigit()):
        raise BadOption(f"{number!r} is no number of an entry; use the button of the history")
    return int(number)


def add_hypothesis(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Let an explanation compete."""

    def given(name: str) -> str | None:
        return fields.get(name, "").strip() or None

    case.add_hypothesis(
        fields.get("id", "").strip(),
        given("text"),
        template=given("template"),
        apparent=given("apparent"),
        alleged=given("alleged"),
        who=who,
    )
    return "/hypotheses"


def remove_hypothesis(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Take an explanation out."""
    case.remove_hypothesis(fields.get("id", ""), who=who)
    return "/hypotheses"


def rate(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Rate one cell of the matrix."""
    hypothesis, evidence = fields.get("hypothesis", ""), fields.get("evidence", "")
    case.rate(hypothesis, evidence, fields.get("rating", ""), why=fields.get("why", ""), who=who)
    return _cell(hypothesis, evidence)


def take_rating_back(case: Case, ask: Ask, fields: Fields, who: str | None) -> str:
    """Take one's own newest rating of a cell back."""
    taken = case.take_rating_back(fields.get("hypothesis", ""), fields.get("evidence", ""), who=who)
    return _cell(taken.hypothesis, taken.evidence)


def _cell(hypothesis: str, evidence: str) -> str:
    return f"/hypotheses#{anchor(hypothesis, evidence)}"


def export(case: Case, ask: Ask, fields: Fields, who: str | None, jobs: Jobs) -> str:
    """Have the claims that the address asks for written in the format that the form chooses."""
    return _job(leaving.export(case, jobs, fields.get("format", ""), filters(case, ask), who))


def brief(case: Case, ask: Ask, fields: Fields, who: str | None, jobs: Jobs) -> str:
    """Have a brief written."""
    given = {name: fields.get(name, "").strip() or None for name in ("about", "as_of")}
    return _job(leaving.brief(case, jobs, fields.get("format", ""), given["about"], given["as_of"], who))


def share(case: Case, ask: Ask, fields: Fields, who: str | None, jobs: Jobs) -> str:
    """Have a copy made in which names are replaced."""
    return _job(leaving.share(case, jobs, fields.get("redact", ""), who))


def stop(case: Case, ask: Ask, fields: Fields, who: str | None, jobs: Jobs) -> str:
    """End a job with the document that it is at."""
    job = jobs.get(ask.path["number"])
    jobs.stop(job)
    return _job(job)


def _job(job: Job) -> str:
    return f"/jobs/{job.number}"


def _read_on(made: Correction, fields: Fields) -> str:
    return _place(made.document, (made.after or {}).get("id") or made.claim, fields)


def _place(document: str, claim: str | None, fields: Fields) -> str:
    """Where the claim is read; the original stays beside it where it was."""
    query = {"claim": claim} if claim else {}
    query |= {"original": "1"} if "original" in fields else {}
    return f"/documents/{quote(document)}" + (f"?{urlencode(query)}" if query else "") + (f"#{quote(claim)}" if claim else "")
