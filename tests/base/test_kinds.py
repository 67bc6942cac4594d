"""The vocabulary is what the claim record promises (docs/claim-record.md)."""

from __future__ import annotations

import re

from allegedly.base.kinds import ROLES, claim_types, families


def test_there_are_thirty_eight_types_in_eight_families() -> None:
    assert len(claim_types()) == 38
    assert list(families()) == ["support", "command", "ties", "deception", "people", "violence", "state", "other"]


def test_every_sentence_pattern_uses_roles_alone() -> None:
    for kind in claim_types().values():
        assert set(re.findall(r"{(\w+)}", kind.say)) <= {*ROLES, "trigger"}, kind.name
