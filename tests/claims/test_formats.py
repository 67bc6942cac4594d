"""Whatever the file was, the claims read from it quote its text exactly."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from allegedly.base.document import Document
from allegedly.claims.trained import TrainedReader
from tests.capture.makers import capture_all, make_docx, make_mail, make_page, make_pdf

NEWS = "The junta has been arming the northern rebels since May 2016, two border officials told the Courier on Friday."
MORE = "General Ivo Marek denied that his men had attacked the barracks near Pell."
ODD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader()


@pytest.mark.parametrize("kind", ["txt", "md", "html", "docx", "eml", "jsonl", "pdf"])
@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=ODD)
def test_claims_of_every_format_quote_its_text(reader: TrainedReader, kind: str, odd: str) -> None:
    if kind == "pdf":
        odd = "café – 12"  # fpdf2's own fonts know Latin-1 only
    data = {
        "txt": lambda: f"{NEWS}\r\n\r\n{odd}\r\n\r\n{MORE}\r\n".encode(),
        "md": lambda: f"# Title\n\n{NEWS} *{odd}*\n\n{MORE}\n".encode(),
        "html": lambda: make_page(f"<p>{NEWS}</p><p>{odd.replace('<', '')}</p><p>{MORE} {NEWS}</p>"),
        "docx": lambda: make_docx(NEWS, "".join(c for c in odd if c.isprintable()), MORE),
        "eml": lambda: make_mail(f"{NEWS}\n\n{odd}\n\n{MORE}\n").as_bytes(),
        "jsonl": lambda: (json.dumps({"text": f"{NEWS} {odd}\n\n{MORE}"}) + "\n").encode(),
        "pdf": lambda: make_pdf([[NEWS], [odd.encode("latin-1", "ignore").decode("latin-1"), MORE]]),
    }[kind]()
    documents = [found for found in capture_all(data, f"report.{kind}") if isinstance(found, Document)]
    claims = [claim for document in documents for claim in reader.read(document) if claim.check(document.text) is None]
    assert {"attacks"} <= {claim.type for claim in claims}
