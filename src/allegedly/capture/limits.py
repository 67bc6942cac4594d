"""How much capture takes in before it refuses, and why there.

Everything is held in memory while it is read, so each limit bounds what one hostile or mistaken file can cost. They are far above
what reports need: raise them here if yours are larger.
"""

from __future__ import annotations

MIB = 1024 * 1024

MAX_FILE = (
    64 * MIB
)  # bytes of one file, packed or unpacked; larger ones are archives, films or dumps, and cost several times that in memory
MAX_CHARACTERS = 5_000_000  # of one document's text; "War and Peace" has 3.2 million
MAX_MARKUP = 10 * MIB  # bytes of one web page without its embedded pictures; its tree takes about ten times that
MAX_ELEMENTS = 20_000  # of one web page; a long encyclopedia article has 10,000, and telling text from navigation grows with their square
MAX_UNPACKED = 256 * MIB  # bytes that all members of one file may have together; a bomb stops here
MAX_MEMBERS = 1_000  # files inside one file; more is an archive, not a report with attachments
MAX_XML = 40 * MIB  # bytes of XML in one .docx, unpacked; 1,000 pages have 20, and the tree takes about ten times that
MAX_JSON = 16 * MIB  # characters of one JSON value: a line, or a file that is a single list; "[[],[],..." takes thirty times that
MAX_MIME = 50_000  # headers and parts of one message; each takes a kilobyte, and can be had for three bytes
MAX_DEPTH = 6  # containers inside containers: a page in a message in a message in a gzip is 4
MAX_PAGES = 5_000  # of one PDF
MAX_PICTURE = 1_600  # points of the longer side of a drawn page; twice what it has on a screen
PARSER_MEMORY = 1024 * MIB  # of the process that parses PDF; 3 kB of purpose-made PDF would take 3 GB
PARSER_SECONDS = 120  # for one PDF; 1,000 pages of prose take 10
MAX_BAD_LINES = 20  # of one JSON Lines file that are listed one by one; the rest is counted in one line
MAX_FRONT_MATTER = 20_000  # characters; front matter is a dozen short lines
MAX_NAME = 200  # characters of the name of an uploaded file; no file system takes 256 bytes
MAX_STEPS = 8  # folders of an uploaded folder that its place names
MAX_FIELD = 500  # characters of a title, byline or other field; longer is a page template gone wrong


def size(count: int) -> str:
    """A number of bytes as a person says it: "64 MB"."""
    return f"{count / MIB:,.0f} MB" if count >= MIB else f"{count / 1024:,.0f} kB"
