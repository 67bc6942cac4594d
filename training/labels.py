"""Every label the network can give, in the order of its outputs. Exported to claims/model/labels.json, which the package reads."""

from __future__ import annotations

from allegedly.base.kinds import CERTAINTIES, POLARITIES, REALIS, ROLES, claim_types

TYPES = list(claim_types())
ENTITIES = ["PER", "ORG", "LOC", "OTH"]

# What the conditioned head may be asked about: a trigger of some type, any word ("who says this?"), a cue, a PropBank predicate, a mention.
CONDITIONS = [*TYPES, "word", "cue", "predicate", "mention"]


def bio(names: list[str]) -> list[str]:
    """O, then B- and I- of every name."""
    return ["O", *(f"{mark}-{name}" for name in names for mark in "BI")]


# Output groups of the conditioned head; each sample is trained on the groups of its kind alone.
GROUPS = {
    "roles": bio([*ROLES, "time"]),
    "chain": bio(["hop1", "hop2", "hop3", "cue"]),  # hop1 is the outermost source
    "attribution": bio(["source", "content"]),
    "propbank": bio(["ARG0", "ARG1", "ARG2", "ARG3", "ARG4", "TMP", "LOC", "MNR", "DIR", "PRP", "ARGM"]),
    "link": bio(["antecedent"]),
}
STATUS = {"polarity": list(POLARITIES), "certainty": list(CERTAINTIES), "realis": list(REALIS)}

# Outputs for every word, in this order: claim types, entity BIO, attribution cue, PropBank predicate, "this source is named".
WORD_OUTPUTS = {"types": TYPES, "entities": bio(ENTITIES), "cue": ["cue"], "predicate": ["predicate"], "named": ["named"]}
