"""Templates and the words they share. Everything is escaped; what comes from a document loses what could steer the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types, families
from allegedly.base.plural import count
from allegedly.claims.claim import Claim
from allegedly.claims.wording import attribution_of, chain_of, clause_of, one_line, quote_parts, time_in_words
from allegedly.web.api import to_json

TEMPLATES = Path(__file__).with_name("templates")


class Rendering:
    """Renders the templates of one case."""

    def __init__(self, case_name: str, *, static_version: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters |= {
            "line": one_line,
            "clause": clause_of,
            "attribution": attribution_of,
            "chain": chain_of,
            "quote": quote_parts,
            "when": time_in_words,
            "count": count,
            "number": "{:,}".format,
            "family": lambda type: claim_types()[type].family,
            "data": data,
            "status": status_of,
        }
        self._environment.globals |= {
            "case_name": one_line(case_name),
            "static": lambda name: f"/static/{name}?v={static_version}",
            "types": claim_types(),
            "families": families(),
            "roles": ROLES,
            "polarities": POLARITIES,
            "certainties": CERTAINTIES,
            "realis": REALIS,
        }

    def page(self, template: str, context: Any, shared: Mapping[str, Any]) -> str:
        """A page from its context, whose fields the template sees by name, and what all pages share."""
        assert is_dataclass(context)
        named = {field.name: getattr(context, field.name) for field in fields(context)}
        return self._environment.get_template(template).render(**named, **shared)

    def bare(self, template: str, **context: Any) -> str:
        """A page outside the case: an error, the form of the password."""
        return self._environment.get_template(template).render(**context)


def status_of(claim: Claim) -> str:
    """The style classes of how a claim is said: its family, and whether it is denied, hedged or not (yet) so."""
    words = [f"family-{claim.family}", claim.polarity, claim.certainty, claim.realis]
    return " ".join(words + (["hedged"] if claim.certainty != "certain" or claim.realis in ("planned", "hypothetical") else []))


def data(value: Any) -> Markup:
    """A value as JSON for an element that scripts read, and that no text of a document can end."""
    text = json.dumps(
        to_json(list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else value), ensure_ascii=False
    )
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
