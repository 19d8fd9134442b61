"""The files are what their truth says, and the same seed draws the same bytes."""

import hashlib
import io
import json
import shutil
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, UnidentifiedImageError

from samples import draw, scenario
from samples.draw import draw_samples, load_samples
from samples.errors import FolderNotOurs
from samples.sheet import HEIGHT_PX, WIDTH_PX
from samples.shelf import items
from tests.samples.conftest import SEED, SIGNED_TAIL, Drawn
from vietnamese.dates import find_dates
from worker.direct import make_samples


def _tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _images(path: Path) -> list[Image.Image]:
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            raw = [page.Resources.XObject.Page.read_raw_bytes() for page in pdf.pages]
        return [Image.open(io.BytesIO(data)) for data in raw]
    images = []
    with Image.open(path) as opened:
        for frame in range(getattr(opened, "n_frames", 1)):
            opened.seek(frame)
            copy = opened.copy()
            copy.info = dict(opened.info)
            images.append(copy)
    return images


def test_same_seed_same_bytes(
    drawn: Drawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second drawing of one file of each look and container equals the first.

    One of each kind is enough: the whole set takes many seconds, and every file has its own dice.
    """
    chosen = {"02", "05", "08", "12", "17", "01", "26", "27"}
    some = tuple(item for item in items(scenario.build(SEED)) if item.stem[:2] in chosen)
    monkeypatch.setattr(draw, "items", lambda _: some)
    again = draw_samples(tmp_path / "again", seed=SEED, sign=lambda pdf: pdf + SIGNED_TAIL)
    first = _tree(drawn.folder)
    second = _tree(tmp_path / "again")
    assert len(again.files) == len(chosen)
    assert {name: first[name] for name in second if "index" not in name} == {
        name: digest for name, digest in second.items() if "index" not in name
    }


def test_another_seed_draws_other_people() -> None:
    one, two = scenario.build(1), scenario.build(2)
    assert {h.name for h in one.holders.values()} != {h.name for h in two.holders.values()}


def test_second_run_changes_nothing(drawn: Drawn) -> None:
    before = {path: path.stat().st_mtime_ns for path in drawn.folder.rglob("*")}
    again = draw_samples(drawn.folder, seed=SEED, sign=lambda _: pytest.fail("signed again"))
    assert again == drawn.samples
    assert {path: path.stat().st_mtime_ns for path in drawn.folder.rglob("*")} == before


def test_a_changed_byte_is_noticed(drawn: Drawn, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(drawn.folder, copy)
    assert load_samples(copy) == drawn.samples
    (copy / "scans" / drawn.samples.files[3].name).write_bytes(b"other")
    assert load_samples(copy) is None
    assert load_samples(tmp_path) is None


def test_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(FolderNotOurs):
        draw_samples(tmp_path, seed=1, sign=None)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert make_samples.main([str(tmp_path), "--seed", "1"]) == 2


def test_a_run_that_broke_off_is_known_as_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_space(*_: object, **__: object) -> tuple[str, ...]:
        raise OSError("no space left")

    monkeypatch.setattr(draw, "write_catalogue", out_of_space)
    with pytest.raises(OSError, match="no space"):
        draw_samples(tmp_path, seed=1, sign=None)
    monkeypatch.undo()
    monkeypatch.setattr(draw, "items", lambda _: ())
    assert draw_samples(tmp_path, seed=1, sign=None).catalogue


def test_the_set_holds_what_a_demonstration_needs(drawn: Drawn) -> None:
    files = drawn.samples.files
    papers = [file for file in files if file.outcome == "paper"]
    pages = [page for file in files for page in file.pages]
    assert 24 <= len(files) <= 30
    assert 28 <= len(pages) <= 36
    assert len({file.paper_type for file in papers}) >= 6
    assert sum(file.signed for file in files) == 1
    assert sum(page.blank for page in pages) == 1
    assert sum(any(page.turn_deg for page in file.pages) for file in papers) == 1
    assert [file.outcome for file in files].count("duplicate_of") == 1
    assert [file.code for file in files if file.code] == ["document.truncated"]
    assert sum(file.replaces is not None for file in files) == 1
    assert any(file.dossier is None for file in papers)
    assert {Path(file.name).suffix for file in files} == {".jpg", ".png", ".tif", ".pdf"}


def test_truth_matches_files(drawn: Drawn) -> None:
    index = json.loads((drawn.folder / "truth" / "index.json").read_text(encoding="utf-8"))
    assert [entry["file"] for entry in index["files"]] == [f.name for f in drawn.samples.files]
    assert {path.name for path in (drawn.folder / "scans").iterdir()} == {
        file.name for file in drawn.samples.files
    }
    for file in drawn.samples.files:
        data = (drawn.folder / "scans" / file.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size_bytes, file.sha256)
        assert data.endswith(SIGNED_TAIL) == file.signed
        record = json.loads((drawn.folder / "truth" / f"{Path(file.name).stem}.json").read_text())
        assert record["file"] == file.name
        assert record["sha256"] == file.sha256


def test_fields_stand_on_the_pages(drawn: Drawn) -> None:
    for file in drawn.samples.files:
        if file.outcome != "paper":
            continue
        text = " ".join(line for page in file.pages for line in page.lines)
        for name in set(file.fields) - {"issued_on", "birth_date", "valid_to", "issuer"}:
            value = file.fields[name]
            if name == "signatory_position" and value not in text:
                value = value.rsplit(" ", 3)[0]  # set on two lines
            assert value.casefold() in text.casefold(), (file.name, name, value)
        dates = {found.value.isoformat() for found in find_dates(text)}
        for name in {"issued_on", "valid_to"} & set(file.fields):
            assert file.fields[name] in dates, (file.name, name)


def test_pages_have_size_dpi_and_count(drawn: Drawn) -> None:
    for file in drawn.samples.files:
        path = drawn.folder / "scans" / file.name
        if file.outcome == "failed":
            with pytest.raises((OSError, UnidentifiedImageError)):
                Image.open(io.BytesIO(path.read_bytes())).load()
            continue
        images = _images(path)
        assert len(images) == len(file.pages)
        phone = file.name.startswith("17-")
        for image in images:
            if phone:
                assert min(image.size) > 2000
                assert "dpi" not in image.info
            else:
                assert image.size == (WIDTH_PX, HEIGHT_PX)
                assert round(image.info["dpi"][0]) == 200


def test_pdf_pages_are_a4(drawn: Drawn) -> None:
    with pikepdf.open(drawn.folder / "scans" / "06-giay-phep-xay-dung.pdf") as pdf:
        for page in pdf.pages:
            assert [float(side) for side in page.mediabox] == pytest.approx(
                [0, 0, 595.44, 842.04], abs=0.1
            )
