"""Bytes to text. UTF-8 is tried strictly first, then what the file or its container declares, then what the bytes look like.

Nothing is normalised: every character stands where it stood. Two things no database or JSON file takes, NUL and lone surrogates,
become U+FFFD, one for one, so that every offset stays what it was.
"""

from __future__ import annotations

import codecs
import re

from allegedly.capture.binary import explain_binary

BOMS = (  # UTF-32 before UTF-16: the one begins like the other
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The encodings that texts really come in, likelier first: in a short text several fit equally well, and the first of those is taken.
LIKELY = (
    *("cp1252", "cp1251", "cp1250", "cp1256", "gb18030", "cp932", "big5", "cp949", "koi8_r", "cp1254", "cp1253", "cp1255"),
    *("iso8859_2", "cp1257", "cp1258", "cp874", "iso8859_5", "euc_jp", "euc_kr", "mac_roman", "cp866", "cp850"),
)
TIED = 0.015  # two encodings whose text looks equally much like a language, by charset-normalizer's measure from 0 to 1
SAMPLE = 200_000  # bytes; more of them do not tell more about the encoding, and cost time
# What the web calls these encodings means their superset (WHATWG Encoding Standard, "names and labels").
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
# Python also has codecs that are no encodings of text, or slow to a crawl on purpose-made input (punycode, idna).
REAL = re.compile(
    r"utf-(8|16|32)(-le|-be)?|iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|gb18030|big5(hkscs)?|euc_\w+|shift_jisx?\w*|iso2022_\w+|tis-620|johab"
)
WRONG_BYTES = 0.1  # of all that is not ASCII; a UTF-8 text with fewer is a damaged UTF-8 text, not another encoding
FEW_NULS = 0.01  # of all bytes; a text with fewer has a flaw, one with more is no text
SURROGATES_AND_NUL = re.compile("[\0\ud800-\udfff]")
CONTROLS = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")


def storable(text: str) -> str:
    """`text` with U+FFFD in the place of every NUL and lone surrogate; the length does not change."""
    return SURROGATES_AND_NUL.sub("\ufffd", text)


def decode(data: bytes, place: str, declared: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding; a byte order mark is not part of the text. Raises `Unreadable` for what is no text."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    wide = wide_encoding(data)
    if wide:
        return data.decode(wide, "replace"), wide
    if data.count(0) > FEW_NULS * len(data):
        raise explain_binary(data, place)
    found = decode_utf8(data) or decode_declared(data, declared) or decode_likely(data)
    if found is None:
        raise explain_binary(data, place)
    return found


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark, which shows in mostly Latin text: every second byte is NUL."""
    sample = data[:SAMPLE]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.01 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.01 * half:
        return "utf-16-be"
    return None


def decode_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8, also if it is cut off in the middle of a character or damaged in a few places."""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    foreign = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    cut_off = wrong == 1 and text.endswith("\ufffd") and foreign > 0
    return (text, "utf-8") if cut_off or wrong < WRONG_BYTES * foreign else None


def decode_declared(data: bytes, declared: str | None) -> tuple[str, str] | None:
    """The declared encoding, if Python knows it and the bytes agree."""
    try:
        name = codecs.lookup((declared or "").strip(" \"'")).name
    except (LookupError, ValueError):
        return None
    name = SUPERSETS.get(name, name)
    if not REAL.fullmatch(name):
        return None
    try:
        return data.decode(name), name
    except (UnicodeDecodeError, LookupError):
        return None


def decode_likely(data: bytes) -> tuple[str, str] | None:
    """The likeliest of `LIKELY` that makes a text of these bytes."""
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:SAMPLE], cp_isolation=list(LIKELY), enable_fallback=False, preemptive_behaviour=False)
    if not matches:
        return None
    best = matches[0]
    tied = {
        name
        for match in matches
        if match.chaos <= best.chaos and match.coherence >= best.coherence - TIED
        for name in (match.encoding, *match.could_be_from_charset)
    }
    encoding = min(tied & set(LIKELY), key=LIKELY.index)
    text = data.decode(encoding, "replace")
    # A picture without a single NUL can pass for some code page; its control characters give it away.
    return None if len(CONTROLS.findall(text[:SAMPLE])) > FEW_NULS * len(text[:SAMPLE]) else (text, encoding)
