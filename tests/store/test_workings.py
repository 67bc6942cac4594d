from __future__ import annotations

from allegedly.case import Case
from allegedly.store.workings import last_answer
from tests.factory import document
from tests.store.conftest import Add


def test_the_last_answer_is_given_again_until_the_case_changes_or_something_else_is_asked(case: Case, add: Add) -> None:
    asked: list[str] = []

    def ask(what: str) -> str:
        return last_answer(case._database, "test", what, lambda: (asked.append(what), what.upper())[1])

    assert (ask("a"), ask("a"), ask("b"), ask("a")) == ("A", "A", "B", "A")
    assert asked == ["a", "b", "a"]
    add(document("The junta armed the rebels.", "herald"))
    assert (ask("a"), asked) == ("A", ["a", "b", "a", "a"])
