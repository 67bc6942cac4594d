"""`fronts`, `support`, `actor`, `hypothesis`, `rate`, `board`, `compare`: acts under another's name, and explanations that compete.

What is printed is somebody's word throughout: who says so stands on every row, and what denies it beside it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allegedly.base.plural import count
from allegedly.cli.app import DONE, CaseArgument, Command, FormatOption, WhoOption, app, examples
from allegedly.cli.printing import Activity, Format, note, say, say_columns, say_json
from allegedly.cli.running import interruptible, open_case
from allegedly.cli.weighing import AsOfOption

if TYPE_CHECKING:
    from allegedly.hypotheses.comparing import Compared
    from allegedly.hypotheses.dossier import Dossier, Line
    from allegedly.hypotheses.fronts import Front
    from allegedly.hypotheses.hypothesis import Hypothesis
    from allegedly.hypotheses.likelihood import Column
    from allegedly.hypotheses.support import Support
    from allegedly.store.boards import Under

NAMES_SHOWN = 4  # sources or deniers on a row; --format jsonl gives all
LINES_SHOWN = 12  # of each part of a dossier
COLUMNS_SHOWN = 20  # pieces of evidence in a comparison
MATRIX_CELL, MATRIX_LEAD, BAR = 4, 9, " | "  # widths in the printed matrix, and what stands between two origins
QUOTES_SHOWN = 1  # sentences below a piece of evidence

LimitOption = Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")]
EveryOption = Annotated[bool, typer.Option("--all", help="Everything, and not only what comes first.")]


@app.command(
    cls=Command,
    short_help="Print who is said to act in whose name or on whose behalf.",
    epilog=examples("allegedly fronts north.case", "allegedly fronts north.case --about 'Sixth Bureau' --as-of 2021-04"),
)
def fronts(
    case: CaseArgument,
    about: Annotated[str | None, typer.Option(metavar="NAME", help="An actor on either side, by any of its names.")] = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    format: FormatOption = Format.text,
) -> int:
    """Print who is said to act under whose name, as whose front, or on whose behalf; those with most independent sources first.

    Below each stand what denies it, what says that the apparent actor did it itself, and what that actor says. Nothing here is a finding:
    `allegedly hypothesis add` makes a reading compete with others.
    """
    with interruptible(), Activity(f"looking through {case.name}") as activity, open_case(case) as opened:
        found = list(islice(opened.fronts(about=about, as_of=as_of), limit))
        activity.pause()
        for front in found:
            if format is Format.jsonl:
                say_json(front.to_dict())
            else:
                _say_front(front)
    if not found:
        note("no claim in this case speaks of an act in another's name or on another's behalf")
    return DONE


def _say_front(front: Front) -> None:
    from allegedly.hypotheses.fronts import days_of

    window = days_of(front.window)
    say(
        (front.sentence, "bold"),
        f" ({_days(window)}{', by the acts laid to that name' if front.window_is_apparent else ''})" if window else "",
        "" if front.certainty == "certain" else f", {front.certainty}",
    )
    origins = f", {_interval(front.origins)} independent" if front.origins else ""
    say(("  said by      ", "dim"), f"{_names(front.sources)} in {count(len(front.affirmed), 'claim')}{origins}")
    rows = (
        ("from within", _names(front.insiders), front.insiders),
        ("denied by", f"{_names(front.deniers)} in {count(len(front.denied), 'claim')}", front.denied),
        (
            "face value",
            f"{count(len(front.face_value), 'claim')}: {front.apparent} did it itself, or those who did belong to it",
            front.face_value,
        ),
        ("disowned", f"{count(len(front.disowned), 'claim')}: {front.apparent} did not do it", front.disowned),
        ("owned", f"{count(len(front.owned), 'claim')} by {front.apparent} to have done it", front.owned),
    )
    for label, words, there in rows:
        if there:
            say((f"  {label:<13}", "dim"), words)
    if front.via:
        stated = f"stated whole by {_names(front.via.stated_by)}" if front.via.stated_by else "put together: no source states it whole"
        say(("  by way of    ", "dim"), f"{' for '.join(front.via.actors)}; {stated}")
    if front.completed:
        say(("  completed    ", "dim"), f"an actor is taken from the words around {' '.join(front.completed[:NAMES_SHOWN])}")
    say(("  claims       ", "dim"), " ".join(front.affirmed[:NAMES_SHOWN]) + ("\n" if len(front.affirmed) <= NAMES_SHOWN else " ...\n"))


def _days(window: str) -> str:
    """A window in words: open ends have no date."""
    first, _, last = window.partition("/")
    if not last:
        return first
    return f"until {last}" if first == ".." else f"from {first}" if last == ".." else f"{first} to {last}"


def _names(names: Sequence[str]) -> str:
    from allegedly.claims.wording import one_line

    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return "; ".join(map(one_line, names[:NAMES_SHOWN])) + more


def _interval(origins: tuple[int, int]) -> str:
    low, high = origins
    return f"{low}" if low == high else f"{low} to {high}"


@app.command(
    cls=Command,
    short_help="Print who is said to support whom, with what, when and where.",
    epilog=examples("allegedly support north.case --of 'Dawn Militia'", "allegedly support north.case --by Junta --format jsonl"),
)
def support(
    case: CaseArgument,
    of: Annotated[str | None, typer.Option(metavar="NAME", help="Who is supported, by any of its names.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who supports, by any of its names.")] = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    format: FormatOption = Format.text,
) -> int:
    """Print money, arms, training, sanctuary, supplies and legitimacy that somebody is said to give somebody, as a dated table.

    Denials are rows too. With --of, chains of sponsors over several hops follow, and how far each source holds a sponsor responsible.
    """
    with interruptible(), Activity(f"looking through {case.name}") as activity, open_case(case) as opened:
        rows = list(islice(opened.support(of=of, by=by, as_of=as_of), limit))
        chains = opened.sponsors(of, as_of=as_of) if of else ()
        placings = opened.placings(of=of, by=by, as_of=as_of) if of or by else ()
        activity.pause()
        if format is Format.jsonl:
            for row in rows:
                say_json(row.to_dict())
            return DONE
        say_columns("", map(_support_cells, rows))
        say_columns(
            "Sponsors, through whomever",
            (
                (
                    " for ".join(chain.actors),
                    f"stated whole by {_names(chain.stated_by)}" if chain.stated_by else "put together: no source states it whole",
                )
                for chain in chains
            ),
        )
        say_columns(
            "How far each source holds a sponsor responsible",
            (
                (
                    f"{each.number} of 10",
                    each.rung,
                    f"{each.sponsor} for {each.actor}",
                    f"says {each.source}",
                    f"denied by {_names(each.deniers)}" if each.deniers else "",
                )
                for each in placings
            ),
        )
    if not rows:
        note("no claim in this case speaks of such support")
    return DONE


def _support_cells(row: Support) -> tuple[str, ...]:
    said = (
        "denied"
        if row.polarity == "denied"
        else row.certainty
        if row.certainty != "certain"
        else row.realis
        if row.realis != "actual"
        else ""
    )
    chains = "; ".join(" > ".join(chain) for chain in row.chains[:2]) + ("; ..." if len(row.chains) > 2 else "")
    origins = f"{_interval(row.origins)} independent" if row.origins else ""
    return (row.time or "undated", row.kind, f"{row.agent} to {row.patient}", row.object or "", row.place or "", said, chains, origins)


@app.command(
    cls=Command,
    short_help="Print what is said of one actor: names, posts, acts, acts in its name, supporters.",
    epilog=examples("allegedly actor north.case 'Dawn Militia'"),
)
def actor(
    case: CaseArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Any name of an actor, or its id.")],
    as_of: AsOfOption = None,
    everything: EveryOption = False,
    format: FormatOption = Format.text,
) -> int:
    """Print what is said of one actor, each line with who says so and who denies it."""
    with interruptible(), Activity(f"looking through {case.name}") as activity, open_case(case) as opened:
        found = opened.actor(name, as_of=as_of)
        activity.pause()
        if format is Format.jsonl:
            say_json(found.to_dict())
        else:
            _say_dossier(found, None if everything else LINES_SHOWN)
    return DONE


def _say_dossier(found: Dossier, shown: int | None) -> None:
    say((found.name, "bold"), f"  {found.kind}", f"  also {'; '.join(found.aliases)}" if found.aliases else "")
    for title, lines in (
        ("Posts, members and masters", found.posts),
        ("Said to have done", found.acts),
        ("Said to have been done to it", found.suffered),
    ):
        say_columns(title, map(_line_cells, lines[:shown]), len(lines) - len(lines[:shown]), "--all gives every line")
    for title, fronts in (("In its name, or as its front", found.in_its_name), ("Under other names", found.under_other_names)):
        say_columns(
            title,
            (
                (front.sentence, f"said by {_names(front.sources)}", f"denied by {_names(front.deniers)}" if front.deniers else "")
                for front in fronts
            ),
        )
    for title, rows in (("Supported by", found.supporters), ("Supports", found.supported)):
        say_columns(title, map(_support_cells, rows[:shown]), len(rows) - len(rows[:shown]), "--all gives every line")
    say_columns("Whose words these are", ((name, count(number, "claim")) for name, number in found.speakers[:shown]))


def _line_cells(line: Line) -> tuple[str, ...]:
    status = line.realis if line.realis != "actual" else ""
    said = f"says {_names(line.sources)}" if line.sources else ""
    return (line.time or "undated", line.words, status, said, f"denied by {_names(line.deniers)}" if line.deniers else "")


# ---- hypotheses ------------------------------------------------------------------------------------------------------------------------

hypothesis = typer.Typer(
    help="Explanations that compete: add, list or remove one, or print the templates.",
    rich_markup_mode=None,
    no_args_is_help=True,
    epilog=examples("allegedly hypothesis templates", "allegedly hypothesis list north.case"),
)
app.add_typer(hypothesis, name="hypothesis")

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Short name of the hypothesis, for instance H1.")]


@hypothesis.command(
    cls=Command,
    short_help="Add an explanation that competes with others.",
    epilog=examples(
        "allegedly hypothesis add north.case H1 --template face_value --apparent 'Sixth Bureau'",
        "allegedly hypothesis add north.case H2 --template false_flag --apparent 'Sixth Bureau' --alleged 'Section Nine' --since 2020-09",
        "allegedly hypothesis add north.case H3 --text 'Smugglers did it'",
    ),
)
def add(
    case: CaseArgument,
    id: IdArgument,
    text: Annotated[str | None, typer.Option(metavar="WORDS", help="The explanation in words, where no template fits.")] = None,
    template: Annotated[str | None, typer.Option(metavar="NAME", help="A template; `hypothesis templates` prints them.")] = None,
    apparent: Annotated[str | None, typer.Option(metavar="NAME", help="In whose name it was done.")] = None,
    alleged: Annotated[str | None, typer.Option(metavar="NAME", help="Who is said to be behind it.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="When the acts that it is about begin.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="When they end.")] = None,
    prior: Annotated[
        float | None, typer.Option(metavar="P", help="Its probability before any evidence; an equal part unless given.")
    ] = None,
    who: WhoOption = None,
) -> int:
    """Add an explanation. With a template the program proposes ratings from the claims; in free words it only keeps what people rate."""
    with interruptible(), open_case(case) as opened:
        made = opened.add_hypothesis(
            id, text, template=template, apparent=apparent, alleged=alleged, since=since, until=until, prior=prior, who=who
        )
        _say_hypothesis(made)
    return DONE


@hypothesis.command(name="list", cls=Command, epilog=examples("allegedly hypothesis list north.case"))
def list_(case: CaseArgument, format: FormatOption = Format.text) -> int:
    """Print the hypotheses of a case with what each has to assume."""
    with interruptible(), open_case(case) as opened:
        found = list(opened.hypotheses())
        for each in found:
            if format is Format.jsonl:
                say_json(each.to_dict())
            else:
                _say_hypothesis(each)
    if not found:
        note("this case has no hypotheses; `allegedly hypothesis add` adds one")
    return DONE


def _say_hypothesis(made: Hypothesis) -> None:
    prior = f"  prior {made.prior:.2f}" if made.prior is not None else ""
    say((f"{made.id}  {made.text}", "bold"), f"  ({made.template})" if made.template else "", prior)
    for each in made.assumes:
        say(("  assumes  ", "dim"), each)


@hypothesis.command(cls=Command, epilog=examples("allegedly hypothesis remove north.case H3"))
def remove(case: CaseArgument, id: IdArgument, who: WhoOption = None) -> int:
    """Remove a hypothesis with its ratings. The history of the case keeps them."""
    with interruptible(), open_case(case) as opened:
        gone = opened.remove_hypothesis(id, who=who)
        say(f"removed: {gone.id}  {gone.text}")
    return DONE


@hypothesis.command(cls=Command, short_help="Print the templates of hypotheses.", epilog=examples("allegedly hypothesis templates"))
def templates() -> int:
    """Print the templates: what each says, whom it needs, what it must assume, and what it predicts."""
    from allegedly.hypotheses.hypothesis import signs
    from allegedly.hypotheses.hypothesis import templates as known

    for template in known().values():
        needs = " and ".join(f"--{each}" for each in template.needs)
        say((template.name, "bold"), f"  {template.gloss}; needs {needs}")
        words = {"apparent": "APPARENT", "alleged": "ALLEGED"}
        for each in template.assumes:
            say(("  assumes   ", "dim"), each.format(**words))
        say_columns(
            "",
            (
                (f"  {each.rating}", signs()[each.sign].gloss.format(**words), each.why.format(**words))
                for each in template.predicts.values()
            ),
        )
        say()
    return DONE


# ---- the matrix ------------------------------------------------------------------------------------------------------------------------


@app.command(
    cls=Command,
    short_help="Rate how likely a piece of evidence would be under a hypothesis.",
    epilog=examples(
        "allegedly rate north.case H2 'posed:Yusen Tarad' C --why 'he met one of them'",
        "allegedly rate north.case H2 'posed:Yusen Tarad' --take-back",
    ),
)
def rate(
    case: CaseArgument,
    id: IdArgument,
    evidence: Annotated[str, typer.Argument(metavar="EVIDENCE", help="Id of the evidence, as `compare` prints it, or its beginning.")],
    rating: Annotated[
        str | None, typer.Argument(metavar="RATING", help="CC, C, N, I or II from likely to hardly possible; NA: says nothing.")
    ] = None,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason; kept with the rating.")] = "",
    take_back: Annotated[bool, typer.Option("--take-back", help="Take your newest rating of this cell back instead.")] = False,
    who: WhoOption = None,
) -> int:
    """Rate how likely the evidence would be if the hypothesis were so: not how likely the hypothesis is, and not whether it "supports" it.

    Several people may rate one cell; their ratings are averaged and their disagreement is shown. What the program proposes counts only where
    nobody has rated.
    """
    with interruptible(), open_case(case) as opened:
        if take_back == (rating is not None):
            raise typer.BadParameter("give either a rating or --take-back")
        made = opened.take_rating_back(id, evidence, who=who) if rating is None else opened.rate(id, evidence, rating, why=why, who=who)
        say(f"{'taken back: ' if rating is None else ''}{made.evidence} under {made.hypothesis}: {made.rating}, says {made.who}")
    return DONE


@app.command(
    cls=Command,
    short_help="Print the matrix of a case, or take one made elsewhere into it.",
    epilog=examples(
        "allegedly board north.case", "allegedly board north.case matrix.csv", "allegedly board north.case dump.json --number 3"
    ),
)
def board(
    case: CaseArgument,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="CSV, or the JSON of `manage.py dumpdata openach` of Open Synthesis.")
    ] = None,
    number: Annotated[int | None, typer.Option(metavar="N", help="Which board of a dump that holds several.")] = None,
    who: WhoOption = None,
) -> int:
    """Print the matrix: hypotheses in rows, evidence in columns by origin, ratings in the cells.

    With FILE, take the hypotheses, evidence and ratings of another matrix into the case, whole or not at all. docs/hypotheses.md has the form
    of a CSV.
    """
    with interruptible(), open_case(case) as opened:
        if file is None:
            with Activity(f"comparing the hypotheses of {case.name}"):
                found = opened.compare()
            _say_matrix(found)
            return DONE
        taken = opened.add_board(file, number=number, who=who)
        say(
            f"{case}: {len(taken.hypotheses)} hypotheses, {count(len(taken.evidence), 'piece')} of evidence and "
            f"{count(len(taken.ratings), 'rating')} taken from {file}"
        )
    return DONE


def _say_matrix(found: Compared) -> None:
    """What must be said first, the matrix in as many blocks as the terminal needs, and what each column is."""
    for line in found.headline():
        say((line, "bold"))
    groups: dict[str, list[Column]] = {}
    for column in found.comparison.columns:
        groups.setdefault(column.evidence.group, []).append(column)
    ordered = sorted(groups.values(), key=lambda group: -max(column.factor for column in group))
    numbers = {column.evidence.id: n for n, column in enumerate((column for group in ordered for column in group), 1)}
    for block in _blocks(ordered, shutil.get_terminal_size().columns - max(len(h.id) for h in found.board.hypotheses) - MATRIX_LEAD):
        _say_block(found, block, numbers)
    say_columns(
        "Columns by origin",
        (
            (
                f"{numbers[column.evidence.id]}{'*' if column.counts else ''}",
                column.evidence.origin or "an origin of its own" if at == 0 else "",
                column.evidence.id,
                _tells(column),
                (column.evidence.claims or ("",))[0],
            )
            for group in ordered
            for at, column in enumerate(group)
        ),
    )
    say("\n  * counts for its origin   ! raters two steps apart   . says nothing on this hypothesis")


def _blocks(groups: Sequence[Sequence[Column]], width: int) -> Iterator[list[Sequence[Column]]]:
    """Groups of columns that fit beside each other; one that does not fit by itself is cut."""
    fit = max((width - len(BAR)) // MATRIX_CELL, 1)
    block: list[Sequence[Column]] = []
    used = 0
    for part in (group[at : at + fit] for group in groups for at in range(0, len(group), fit)):
        needs = len(part) * MATRIX_CELL + len(BAR)
        if block and used + needs > width:
            yield block
            block, used = [], 0
        block.append(part)
        used += needs
    if block:
        yield block


def _say_block(found: Compared, block: Sequence[Sequence[Column]], numbers: Mapping[str, int]) -> None:
    hypotheses = sorted(found.board.hypotheses, key=lambda h: found.comparison.order.index(h.id))
    lead = max(len(h.id) for h in hypotheses)

    def line(start: str, cell: Callable[[Column], str]) -> str:
        return (start + BAR + BAR.join("".join(cell(column).ljust(MATRIX_CELL) for column in group) for group in block)).rstrip()

    say()
    say(line(" " * (lead + MATRIX_LEAD - len(BAR)), lambda column: f"{numbers[column.evidence.id]}{'*' if column.counts else ''}"))
    for each in hypotheses:

        def rating(column: Column, id: str = each.id) -> str:
            cell = found.board.cell(id, column.evidence.id)
            return f"{'.' if cell.rating == 'NA' else cell.rating}{'!' if cell.disputed else ''}"

        say(line(f"{each.id:<{lead}}  {found.comparison.posteriors[each.id]:.2f}", rating))


def _tells(column: Column) -> str:
    """For whom a column speaks, over whom, and by how much."""
    return f"speaks for {column.favours} over {column.disfavours} by {column.factor:.2f}" if column.favours else "does not discriminate"


@app.command(
    cls=Command,
    short_help="Compare the hypotheses of a case on the same evidence.",
    epilog=examples(
        "allegedly compare north.case", "allegedly compare north.case --as-of 2021-04", "allegedly compare north.case --under H2"
    ),
)
def compare(
    case: CaseArgument,
    as_of: AsOfOption = None,
    under: Annotated[
        str | None, typer.Option(metavar="ID", help="The case as it would be if this hypothesis were so, beside its face value.")
    ] = None,
    everything: EveryOption = False,
    format: FormatOption = Format.text,
) -> int:
    """Compare the hypotheses: how likely each is under the ratings, what speaks for and against, what it assumes, and what would turn the order.

    Hypotheses stand in rows, evidence of one origin counts once. The number of origins without which another would lead (k_flip) comes
    first, and the question that would tell the two best apart. docs/hypotheses.md says how every number is worked out.
    """
    with interruptible(), Activity(f"comparing the hypotheses of {case.name}") as activity, open_case(case) as opened:
        if under:
            seen = opened.under(under, as_of=as_of)
            activity.pause()
            say_json(seen.to_dict()) if format is Format.jsonl else _say_under(seen)
            return DONE
        found = opened.compare(as_of=as_of)
        activity.pause()
        if format is Format.jsonl:
            say_json(found.to_dict())
        else:
            _say_comparison(found, None if everything else COLUMNS_SHOWN)
    return DONE


def _say_comparison(found: Compared, shown: int | None) -> None:
    from allegedly.claims.wording import one_line

    for number, line in enumerate(found.headline()):
        say((line, "bold") if number == 0 else line)
    _say_rows(found)
    _say_evidence(found, shown)
    _say_turns(found)
    say_columns("Predicted, and nobody reports it", ((gap.hypothesis, gap.words, f"because {gap.why}") for gap in found.gaps))
    say_columns(
        "Open questions",
        ((f"{q.bits:.2f} bits", q.ask, f"a yes speaks for {q.if_so}, a no for {q.otherwise}") for q in found.questions[:5]),
    )
    for id, answers in found.checks.items():
        say()
        say((f"Who might deceive us, if {id} were so", "bold"))
        for each in answers:
            say(("  " + each.check.ljust(6), "bold"), each.question)
            say(f"        {one_line(each.answer)}", ("  " + " ".join(each.claims[:3]) + (" ..." if len(each.claims) > 3 else ""), "dim"))
    say_columns("What was done, apart from what is said", ((id, finding.reason) for id, finding in found.findings.items()))
    say_columns(
        "Ratings of evidence that is not there any more",
        ((each.hypothesis, each.evidence, each.rating, each.who) for each in found.dormant),
    )


def _say_rows(found: Compared) -> None:
    made = found.comparison
    rows = [
        (h.id, f"{made.posteriors[h.id]:.2f}", f"prior {made.priors[h.id]:.2f}", f"Heuer {made.heuer[h.id]}", h.text)
        for h in sorted(found.board.hypotheses, key=lambda h: made.order.index(h.id))
    ]
    say_columns("Hypotheses, under these ratings", rows)
    for who, shares in made.by_rater.items():
        say(f"  as {who} alone sees it: " + ", ".join(f"{id} {share:.2f}" for id, share in shares.items()))
    say(("  Heuer's score, smallest best, for those who know it: it ", "dim"), made_flaws())
    say_columns("Each must assume", ((h.id, each) for h in found.board.hypotheses for each in h.assumes))


def made_flaws() -> str:
    from allegedly.hypotheses.likelihood import HEUER_FLAWS

    return HEUER_FLAWS


def _say_evidence(found: Compared, shown: int | None) -> None:
    from allegedly.claims.wording import one_line

    columns = sorted(found.comparison.columns, key=lambda column: (not column.counts, -column.factor, column.evidence.id))
    ids = [h.id for h in found.board.hypotheses]
    say()
    say(("Evidence, the most telling first", "bold"), f"  ({' '.join(ids)})")
    for column in columns[:shown]:
        evidence = column.evidence
        ratings = " ".join(f"{found.board.cell(id, evidence.id).rating:<2}" for id in ids)
        split = any(found.board.cell(id, evidence.id).disputed for id in ids)
        counts = "" if column.counts else "; counts with a stronger one of its origin"
        say((f"  {ratings}  ", "bold"), one_line(evidence.id), f"  {_tells(column)}{counts}{'; raters disagree' if split else ''}")
        if not evidence.claims:  # put on the board by a person
            say(f"        {one_line(evidence.text)}")
        for id in evidence.claims[:QUOTES_SHOWN]:
            say((f"        {id}  ", "dim"), f"“{one_line(found.quotes[id])}”")
    if shown is not None and len(columns) > shown:
        say(f"  and {len(columns) - shown} more; --all gives every piece")


def _say_turns(found: Compared) -> None:
    if found.comparison.tied:
        return
    turns = found.comparison.turns
    say_columns(
        "One thing that would turn the order",
        ((f"if {turn.what}", f"{turn.leader} leads or draws level") for turn in turns[:LINES_SHOWN]),
        len(turns) - LINES_SHOWN,
        "--format jsonl gives all",
    )
    if not turns:
        say("\nNo single origin, rating or assumption would turn the order.")


def _say_under(seen: Under) -> None:
    say((f"If {seen.hypothesis.id} were so: {seen.hypothesis.text}", "bold"))
    say_columns(
        "Acts that would be another's",
        ((act.claim, act.type, act.time or "undated", f"in the name of {act.apparent}", f"by {act.controller}") for act in seen.acts),
    )
    say_columns(
        "Probabilities that would change, as its own words would be those of the other side",
        ((shift.proposition, f"{shift.before:.2f} to {shift.after:.2f}", shift.words) for shift in seen.shifts),
    )
    if not seen.shifts:
        say("\nNo probability would change noticeably: the apparent actor is no source of anything here that would be worth less.")
