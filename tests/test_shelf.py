import sys
from pathlib import Path
from types import ModuleType

import pytest

from jasette import shelf
from jasette.errors import DeclarationError
from jasette.source import Source


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "some_shelf").mkdir()
    (tmp_path / "some_shelf" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path / "some_shelf"
    for name in [name for name in sys.modules if name.startswith("some_shelf")]:
        del sys.modules[name]


def load() -> ModuleType:
    import some_shelf  # type: ignore[import-not-found]

    return some_shelf


GOOD = "from jasette.source import Source\nsource = Source({name!r}, '', (), lambda h: 0.0, lambda f, r: iter(()), '', '')\n"


def test_an_empty_folder_gives_an_empty_dict(folder: Path) -> None:
    assert shelf.discover(load(), Source, "source") == {}


def test_finds_one_object_per_file_sorted(folder: Path) -> None:
    for name in ("b", "a"):
        (folder / f"{name}.py").write_text(GOOD.format(name=name))
    assert list(shelf.discover(load(), Source, "source")) == ["a", "b"]


@pytest.mark.parametrize("text", ["", "source = 3", GOOD.format(name="other")])
def test_a_file_that_breaks_its_promise_fails_loudly(folder: Path, text: str) -> None:
    (folder / "foo.py").write_text(text)
    with pytest.raises(DeclarationError, match=r"some_shelf/foo\.py: must define `source`, a Source named 'foo'"):
        shelf.discover(load(), Source, "source")


def test_an_import_error_is_not_swallowed(folder: Path) -> None:
    (folder / "foo.py").write_text("import nowhere_to_be_found")
    with pytest.raises(ModuleNotFoundError):
        shelf.discover(load(), Source, "source")
