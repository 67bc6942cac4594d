"""`places`: where the claims of a case are set."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Annotated

import typer

from allegedly.base.plural import count
from allegedly.cli.app import DONE, CaseArgument, Command, FormatOption, app, examples
from allegedly.cli.printing import Activity, Format, note, say_columns, say_json
from allegedly.cli.running import interruptible, open_case

if TYPE_CHECKING:
    from allegedly.store.placing import PlaceRow


@app.command(
    cls=Command,
    short_help="Print the places that the claims of a case name.",
    epilog=examples("allegedly places north.case", "allegedly places north.case --format jsonl | jq 'select(.precision == \"city\")'"),
)
def places(
    case: CaseArgument,
    unresolved: Annotated[bool, typer.Option("--unresolved", help="Only names that the gazetteer does not have.")] = False,
    format: FormatOption = Format.text,
) -> int:
    """Print the places that the claims and datelines of a case name, those named most first.

    Each name is looked up in the gazetteer that comes with the program and chosen by what its document says around it. JSON Lines give every
    mention with its role, its coordinates, which are never finer than its words, the reason and the runners-up.
    """
    with interruptible(), Activity(f"looking up the places of {case.name}") as activity, open_case(case) as opened:
        found = [row for row in opened.places() if not unresolved or row.place is None]
        activity.pause()
        if format is Format.jsonl:
            for row in found:
                say_json(row.to_dict())
        else:
            _say_places(found)
    if not found:
        note("no claim or dateline of this case names such a place")
    return DONE


def _say_places(found: list[PlaceRow]) -> None:
    groups: dict[str, list[PlaceRow]] = defaultdict(list)
    for row in found:
        groups[row.place or row.text.casefold()].append(row)
    for_a_person = []
    for rows in sorted(groups.values(), key=lambda rows: (-len(rows), rows[0].label or rows[0].text)):
        roles = Counter(row.role for row in rows)
        names = dict.fromkeys(row.text for row in rows)
        where = rows[0].label or "not in the gazetteer"
        for_a_person.append(
            ("; ".join(names), where, rows[0].precision or "", ", ".join(f"{role} {number}" for role, number in roles.most_common()),
             count(len({row.document for row in rows}), "document"))
        )  # fmt: skip
    say_columns("", for_a_person)
