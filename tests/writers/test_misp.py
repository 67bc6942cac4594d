from __future__ import annotations

from pathlib import Path

from pymisp import MISPEvent

from allegedly.case import Case
from allegedly.writers.writers import write


def test_pymisp_loads_the_event_and_knows_its_templates(sample: Case, tmp_path: Path) -> None:
    write(sample, "misp", tmp_path / "x.json")
    event = MISPEvent(strict_validation=True)
    event.load_file(str(tmp_path / "x.json"))
    media, claims = event.get_objects_by_name("news-media"), event.get_objects_by_name("annotation")
    total = sample.claims().count()
    assert len(media) == sample.documents().count() and len(claims) == total + sample.propositions().count()
    assert all(each._known_template for each in (*media, *claims))
    documents = {each.uuid for each in media}
    assert all(each.references[0].referenced_uuid in documents for each in claims[:total])
    objects = {each.uuid for each in (*media, *claims)}
    assert all(each.referenced_uuid in objects for made in (*media, *claims) for each in made.references)
    assert not any(attribute.to_ids for each in (*media, *claims) for attribute in each.attributes)
    assert event.threat_level_id == 4 and not event.published
