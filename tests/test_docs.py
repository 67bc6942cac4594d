"""The documentation keeps up with the program: pages it writes are compared, snippets are run, and nothing public goes unmentioned."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import allegedly
from allegedly.base import errors
from allegedly.base.kinds import ROLES, claim_types
from allegedly.claims import reading
from allegedly.cli import EXIT, app
from tests.gold_reader import GoldReader

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "src" / "allegedly" / "claims" / "model"


def load_writer() -> ModuleType:
    """docs/write.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("docs_write", ROOT / "docs" / "write.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


write = load_writer()
PAGES = [path.relative_to(ROOT).as_posix() for path in write.pages_with_snippets()]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder in which a page's snippets run."""
    write.folder_for_snippets(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose `allegedly` reads with the gold reader, so that the pages can be run without weights."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "allegedly"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m tests.gold_reader "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize("name", write.PAGES)
def test_a_page_that_the_program_writes_is_up_to_date(name: str):
    assert page(f"docs/{name}") == write.PAGES[name](), "run: make docs"


@pytest.mark.parametrize("name", [name for name in PAGES if write.snippets(page(name))])
def test_every_snippet_of_a_page_runs(name: str, place: Path, programs: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(place)
    monkeypatch.setattr(reading, "_loaded", lambda _: GoldReader())
    names: dict[str, object] = {}
    for snippet in write.snippets(page(name)):
        if snippet.language == "python":
            exec(compile(snippet.body, name, "exec"), names)  # noqa: S102 - our own page
        for command in snippet.commands():
            done = write.run(command, place, programs)
            assert (done.returncode, "Traceback" in done.stdout) == (0, False), f"{command}\n{done.stdout}"


def test_the_first_command_of_the_readme_runs_with_the_trained_reader(place: Path):
    if not WEIGHTS.is_dir():
        pytest.skip("src/allegedly/claims/model/ is absent; run: make train")
    done = write.run("allegedly demo", place, Path(sys.executable).parent)
    assert done.returncode == 0, done.stdout
    assert "another's name" in done.stdout


def test_every_command_that_a_page_shows_exists():
    commands = set(re.findall(r"^  (\w+) {2,}", page("docs/cli.md").split("Commands:")[1].split("Examples:")[0], re.MULTILINE))
    for name in PAGES:
        shown = set(
            re.findall(
                r"\ballegedly (?!and |does |is |reads |raises )(?:\$ )?([a-z]+)", "\n".join(s.body for s in write.snippets(page(name)))
            )
        )
        assert shown <= commands | {"import"}, name


def test_every_command_is_shown_in_the_readme_or_the_tutorial():
    shown = page("README.md") + page("docs/tutorial.md")
    for command in app.registered_commands:
        assert f"allegedly {command.name or command.callback.__name__.replace('_', '-')}" in shown


def test_every_filter_of_claims_is_in_the_tutorial_or_the_api():
    options = set(re.findall(r"--([a-z]+)", page("docs/cli.md").split("## allegedly claims")[1].split("## ")[0])) - {"help"}
    shown = page("docs/tutorial.md") + page("docs/api.md")
    assert {option for option in options if f"--{option}" not in shown and f"{option}=" not in shown} == set()


def test_every_public_name_is_in_the_api_page():
    words = set(re.findall(r"\w+", page("docs/api.md")))
    assert set(allegedly.__all__) - words == set()


def test_every_error_is_in_the_api_page():
    tree = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.AllegedlyError)}
    assert {name for name in tree if name not in page("docs/api.md")} == set()


def test_every_exit_status_is_in_the_command_page():
    assert all(f"{status:<4} {meaning}" in page("docs/cli.md") for status, meaning in EXIT.items())


def test_the_record_on_its_page_is_a_record():
    """The example has the fields, types and roles of the program, and every text is as long as its place."""
    from tests.factory import document
    from tests.fake_reader import FakeReader
    from tests.test_cli import HERALD

    record = json.loads(re.search(r"```json\n(.*?)```", page("docs/claim-record.md"), re.DOTALL)[1])
    assert list(record) == list(next(FakeReader().read(document(HERALD))).to_dict())
    assert record["type"] in claim_types() and set(record["arguments"]) <= set(ROLES)
    spans = [record["trigger"], record["time"], *(each for group in record["arguments"].values() for each in group)]
    assert all(len(span["text"]) == span["end"] - span["start"] for span in spans)


def test_the_glossary_has_a_word_for_every_field_of_the_record():
    words = page("docs/glossary.md").casefold()
    assert all(word in words for word in ("document", "type", "trigger", "argument", "polarity", "certainty", "realis", "chain", "score"))


@pytest.mark.parametrize("name", [*PAGES, "CHANGELOG.md"])
def test_every_link_to_a_file_leads_somewhere(name: str):
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", page(name)):
        assert (ROOT / name).parent.joinpath(target).exists(), target


def test_the_makefile_has_the_commands_of_the_contributing_page():
    named = set(re.findall(r"`make (\w+)`", page("CONTRIBUTING.md") + page("README.md")))
    assert named <= set(re.findall(r"^(\w+):", page("Makefile"), re.MULTILINE))


def test_the_licence_is_the_whole_text_of_apache_2():
    text = page("LICENSE")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text and len(text) == 11357


def test_snippets_are_all_marked_as_what_they_are():
    """A block without a language would not be run; `text`, `json` and `toml` are not meant to be."""
    for name in PAGES:
        opening = re.findall(r"^```(.*)$", page(name), re.MULTILINE)[::2]
        assert all(re.fullmatch(r"console( lines=\d+)?|python|json|toml|text|", mark) for mark in opening), name


def test_a_page_is_filled_with_the_output_of_its_commands(monkeypatch: pytest.MonkeyPatch):
    filled = write.with_output("Before\n\n```console\n$ allegedly --version\nold\n```\n\n```console\n$ make demo\n```\n")
    assert (
        filled == f"Before\n\n```console\n$ allegedly --version\nallegedly {allegedly.__version__}\n```\n\n```console\n$ make demo\n```\n"
    )
    assert os.sep not in filled
