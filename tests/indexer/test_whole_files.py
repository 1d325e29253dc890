"""A file is there whole or as it was before; what fails leaves nothing beside it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from xtsearch.indexer import whole_files
from xtsearch.indexer.whole_files import OWNER_ONLY, WholeFile, write_whole


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_its_name_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("old", "utf-8")
    file = WholeFile(path)
    file.write("新\r\n")
    assert path.read_text("utf-8") == "old"
    assert [name.startswith(".news.jsonl.") for name in _names(tmp_path)] == [True, False]
    file.write("闻\n")
    file.keep()
    assert path.read_bytes() == "新\r\n闻\n".encode()
    assert _names(tmp_path) == ["news.jsonl"]


def test_a_file_that_is_dropped_was_never_there(tmp_path: Path) -> None:
    file = WholeFile(tmp_path / "news.jsonl")
    file.write("新")
    file.drop()
    assert _names(tmp_path) == []


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640])
def test_rights_are_those_asked_for_whatever_the_umask(tmp_path: Path, mode: int) -> None:
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "file", "text", mode=mode)
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == mode


def test_without_a_mode_rights_are_those_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "file", "text")
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_a_draft_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = WholeFile(tmp_path / "key")
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [OWNER_ONLY]
    file.drop()


def test_a_draft_that_a_killed_process_left_is_written_over(tmp_path: Path) -> None:
    draft = tmp_path / "file.new"
    draft.write_text("half of something longer", "utf-8")
    write_whole(tmp_path / "file", "whole", draft=draft)
    assert (_names(tmp_path), (tmp_path / "file").read_text("utf-8")) == (["file"], "whole")


def test_a_new_file_replaces_none(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for text in ("first", "second"):
        file = WholeFile(path, mode=None)
        file.write(text)
        if text == "first":
            file.keep(replace=False)
        else:
            with pytest.raises(FileExistsError):
                file.keep(replace=False)
    assert (_names(tmp_path), path.read_text("utf-8")) == (["file"], "first")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "file"
    path.write_text("old", "utf-8")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, "fsync", full) if step == "fsync" else (Path, "replace", full)))
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert (_names(tmp_path), path.read_text("utf-8")) == (["file"], "old")


def test_the_file_and_its_name_are_on_disk_before_keep_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        synced.append("folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file")  # noqa: PTH112
        assert (tmp_path / "file").exists() == (synced[-1] == "folder")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    write_whole(tmp_path / "file", "text")
    assert synced == ["file", "folder"]


def test_a_folder_that_cannot_be_synced_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def picky(descriptor: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", picky)
    write_whole(tmp_path / "file", "text")
    assert _names(tmp_path) == ["file"]


def test_on_windows_a_file_that_somebody_has_open_is_replaced_when_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Path] = []
    real = Path.replace

    def busy_twice(draft: Path, target: Path) -> Path:
        tries.append(draft)
        if len(tries) < 3:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return real(draft, target)

    monkeypatch.setattr(Path, "replace", busy_twice)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "file", "text")
    monkeypatch.setattr(whole_files, "_ON_WINDOWS", True)
    monkeypatch.setattr(whole_files, "_REPLACE_SECONDS", 60.0)
    tries.clear()
    write_whole(tmp_path / "file", "text")
    assert (len(tries), _names(tmp_path)) == (3, ["file"])
