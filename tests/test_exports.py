from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import allegedly

HEAVY = ("sqlalchemy", "alembic", "onnxruntime", "tokenizers", "numpy", "trafilatura", "dateparser", "docx", "pypdfium2", "typer", "rich")


def imported_for_type_checkers() -> set[str]:
    """The names that `allegedly/__init__.py` imports under TYPE_CHECKING."""
    tree = ast.parse(Path(allegedly.__file__).read_text(encoding="utf-8"))
    (guarded,) = (node for node in tree.body if isinstance(node, ast.If))
    return {alias.name for node in guarded.body if isinstance(node, ast.ImportFrom) for alias in node.names}


@pytest.mark.parametrize("name", allegedly.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(allegedly, name) is not None


def test_the_public_names_are_those_that_type_checkers_see() -> None:
    assert set(allegedly.__all__) == imported_for_type_checkers() | {"__version__"}
    assert dir(allegedly) == sorted(allegedly.__all__)
    assert len(allegedly.__all__) == len(set(allegedly.__all__))


def test_every_error_is_public() -> None:
    from allegedly.base import errors

    tree = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.AllegedlyError)}
    assert tree <= set(allegedly.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'allegedly' has no attribute 'nonsense'"):
        allegedly.nonsense  # noqa: B018


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_allegedly_is_quick_and_loads_nothing_heavy() -> None:
    loaded = run(
        "import time; start = time.perf_counter(); import allegedly; took = time.perf_counter() - start\n"
        f"import sys; print([name for name in {HEAVY!r} if name in sys.modules], took < 0.3)"
    )
    assert loaded == "[] True"


def test_opening_a_case_of_this_schema_does_not_import_alembic(tmp_path: Path) -> None:
    path = tmp_path / "x.case"
    allegedly.open(path, create=True).close()
    assert run(f"import allegedly, sys; allegedly.open({str(path)!r}).close(); print('alembic' in sys.modules)") == "False"


def test_reading_a_document_needs_no_database() -> None:
    assert run("from allegedly import read_document; import sys; print('sqlalchemy' in sys.modules)") == "False"
