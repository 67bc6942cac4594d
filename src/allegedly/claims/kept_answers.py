"""Answers of language models, kept in files so that none is paid for twice and an interrupted reading goes on where it stopped.

One file per question, named by a digest of everything that shapes the answer: endpoint, model, prompt, window and schema. A file holds what
the model said, so the folder is readable by its owner only. Deleting it loses nothing but money.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile

from allegedly.claims.endpoints import Question, Reply


class KeptAnswers:
    """The replies kept in `folder`; None keeps none."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, endpoint: str, question: Question) -> Reply | None:
        """The reply kept for `question`; None when there is none, or what is kept cannot be read."""
        if self.folder is None:
            return None
        try:
            kept = json.loads(self._file(endpoint, question).read_text(encoding="utf-8"))
            return Reply(str(kept["text"]), kept["stop"], 0, 0)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, endpoint: str, question: Question, reply: Reply) -> None:
        """Keep a reply. A disk that is full or read-only keeps nothing and stops nothing."""
        if self.folder is None:
            return
        file = self._file(endpoint, question)
        with suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Under another name first: whoever is killed while writing leaves no half answer. Temporary files are 0600.
            with NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8", errors="backslashreplace") as part:
                json.dump(asdict(reply), part, ensure_ascii=False)
            os.replace(part.name, file)

    def _file(self, endpoint: str, question: Question) -> Path:
        assert self.folder is not None
        parts = [endpoint, question.model, question.system, question.user, json.dumps(question.schema, sort_keys=True), question.limit]
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        return self.folder / digest[:2] / f"{digest[2:]}.json"


def default_folder() -> Path:
    """Where answers are kept for this user."""
    from platformdirs import user_cache_path

    return user_cache_path("allegedly") / "answers"
