"""A source that comes to us through an outlet keeps coming through it."""

from __future__ import annotations

from allegedly.base.source import Source
from allegedly.claims.chains import Routes, source_key
from allegedly.claims.claim import Hop

RELAY = "The magazine Lanterna says so. Lanterna adds more. An officer told the magazine this. The officer denied that."


def hops(*names: str) -> list[Hop]:
    return [Hop(Source(name, name[0].isupper())) for name in names]


def names(chain: tuple[Hop, ...]) -> list[str]:
    return [hop.source.name for hop in chain]


def test_the_outlet_stands_outside_of_whom_it_quotes() -> None:
    assert names(Routes("").complete(hops("Anselm Okwo", "Halmund Courier"))) == ["Halmund Courier", "Anselm Okwo"]


def test_an_outlet_can_be_known_by_what_the_text_calls_it() -> None:
    routes = Routes(RELAY)
    assert routes.is_outlet(Source("Lanterna", True))
    assert not routes.is_outlet(Source("Okwo", True))


def test_the_magazine_becomes_the_outlet_last_named() -> None:
    routes = Routes(RELAY)
    routes.complete(hops("Lanterna"))
    assert names(routes.complete(hops("magazine", "two officers"))) == ["Lanterna", "two officers"]


def test_a_source_keeps_its_route_in_a_document_that_relays_one_outlet() -> None:
    routes = Routes(RELAY)
    routes.complete(hops("Lanterna", "an officer"))
    assert names(routes.complete(hops("officer"))) == ["Lanterna", "officer"]


def test_one_interview_does_not_make_a_route() -> None:
    routes = Routes("He told Fox News that. He tweeted this.")
    routes.complete(hops("Fox News", "Lindsey Graham"))
    assert names(routes.complete(hops("Lindsey Graham"))) == ["Lindsey Graham"]


def test_descriptions_are_told_apart_by_their_head() -> None:
    assert source_key(Source("two former officers of the Bureau", False)) == "officer"
