"""What can go wrong.

AllegedlyError
├── InputError               the user can fix it: a file, a name, an option
│   ├── Unreadable           this document could not be turned into text
│   ├── BadOption            an option's value is outside what it accepts
│   ├── BadLexicon           a lexicon file has a mistake; the message names file, line and field
│   ├── NotFound             nothing in the case has that id or name
│   └── Stale                what was decided about has changed since it was looked at
├── EvidenceError            the text does not bear the claim out
│   ├── EmptySpan            a span must cover at least one character
│   └── QuoteMismatch        the quoted words do not stand at that place
├── CaseError                the case file
│   ├── CaseMissing          there is no such file
│   ├── NotACase             the file is something else
│   ├── CaseTooNew           a newer allegedly wrote it
│   └── CaseLocked           it cannot be written now: read-only, full disk, or another writer
├── ReaderError              a reader could not be loaded or run
│   └── ReaderStopped        it can go on with no document: its budget is spent, its endpoint is gone
└── Bug                      our fault; please report, with the text of this message

Every message is one line that names the thing, what was expected, and the next step.
"""

from __future__ import annotations


class AllegedlyError(Exception):
    """Anything that allegedly raises on purpose."""


class InputError(AllegedlyError):
    """The user can fix it: a file, a name, an option."""


class Unreadable(InputError):
    """This document could not be turned into text.

    `place` is the path (with `!member` for a part of a container), `reason` what is wrong, `remedy` what to do about it.
    """

    def __init__(self, place: str, reason: str, remedy: str) -> None:
        super().__init__(f"{place}: {reason}; {remedy}")
        self.place = place
        self.reason = reason
        self.remedy = remedy


class BadOption(InputError):
    """An option's value is outside what it accepts."""


class BadLexicon(InputError):
    """A lexicon file has a mistake, and nothing of it was taken."""


class NotFound(InputError):
    """Nothing in the case has that id or name."""


class Stale(InputError):
    """What was decided about has changed since it was looked at, and nothing was done. `now` says what stands, None when nothing does."""

    def __init__(self, message: str, now: str | None) -> None:
        super().__init__(message)
        self.now = now


class EvidenceError(AllegedlyError):
    """The text does not bear the claim out."""


class EmptySpan(EvidenceError):
    """A span must cover at least one character."""


class QuoteMismatch(EvidenceError):
    """The quoted words do not stand at that place of the document."""


class CaseError(AllegedlyError):
    """Something is wrong with the case file."""


class CaseMissing(CaseError):
    """There is no such case file."""


class NotACase(CaseError):
    """The file is something other than a case."""


class CaseTooNew(CaseError):
    """A newer allegedly wrote this case."""


class CaseLocked(CaseError):
    """The case cannot be written now: it is read-only, the disk is full, or another program is writing."""


class ReaderError(AllegedlyError):
    """A reader could not be loaded or run."""


class ReaderStopped(ReaderError):
    """A reader can go on with no document at all; what it has read stays."""


class Bug(AllegedlyError):
    """Our fault; please report it with the text of this message."""
