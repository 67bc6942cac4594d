"""Serves a case with the program that is installed beside this Python and asks for every page, and for everything that a page names.

    python .ci/serve.py demo.case

Nothing but the standard library, as an empty environment has nothing else; whatever is not there, or cannot be had without node, fails.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

NAMED = re.compile(r"""(?:\s(?:src|href|data-land|data-later)=|\bfrom\s*|\bimport\s*)["']([^"'#]+)""")
WAITS = re.compile(rb'data-ready="([^"]+)"')
KINDS = re.compile(r"/(documents|actors|sources|propositions)/[a-z]-[a-z2-7]+")
WANTED = 25  # addresses at least: twelve views, one of each kind, the scripts and what they share


def main() -> None:
    if found := shutil.which("node"):
        sys.exit(f"node is on the PATH ({found}); this is to be tried without it")
    program = Path(sys.executable).with_name("allegedly")
    served = subprocess.Popen([str(program), "serve", sys.argv[1]], stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout
        first = served.stdout.readline().strip()
        asked = fetch_all(first)
    finally:
        served.terminate()
        served.wait(20)
    scripts = {address for address in asked if address.endswith(".js")}
    if len(asked) < WANTED or not any("chunk" in each for each in scripts) or not any("land-110m" in each for each in asked):
        sys.exit(f"only {len(asked)} addresses were found on the pages: {sorted(asked)}")
    print(f"{len(asked)} pages and files served by {program}, {len(scripts)} scripts among them")


def fetch_all(first: str) -> set[str]:
    """The paths that were answered, from the first address on: everything a page or a script names, but one page of each kind."""
    ask = build_opener(HTTPCookieProcessor(CookieJar())).open
    kinds: set[str] = set()
    seen, queue = set[str](), [first]
    while queue:
        address = queue.pop()
        parts = urlsplit(address)
        if parts.path in seen or parts.netloc != urlsplit(first).netloc:
            continue
        if kind := KINDS.match(parts.path):
            if kind[1] in kinds:
                continue
            kinds.add(kind[1])
        elif parts.path.startswith(("/claims/", "/jobs/")):
            continue
        seen.add(parts.path)
        try:
            with ask(address, timeout=600) as answer:
                body = answer.read()
            while waits := WAITS.search(body):  # the page only says what it waits for: ask for that, then for the page again
                ask(urljoin(address, waits[1].decode()), timeout=600).close()
                with ask(address, timeout=600) as answer:
                    body = answer.read()
        except HTTPError as error:
            sys.exit(f"{address}: {error}")
        if not body:
            sys.exit(f"{parts.path} is empty")
        if answer.headers.get_content_type() in ("text/html", "text/javascript"):
            queue += [urljoin(address, name.replace("&amp;", "&")) for name in NAMED.findall(body.decode("utf-8"))]
    return seen


if __name__ == "__main__":
    main()
