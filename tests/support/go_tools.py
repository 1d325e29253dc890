"""Programs written in Go that the tests run, built once a machine into the user's cache folder.

Enters: the `go` on the PATH or where Go's own archive puts it, a module at a pinned version or a folder with its
go.mod and go.sum. Leaves: the path of the program. Where there is no Go, or no module can be had, a test is skipped
with the reason; with `CI=true` it fails.

    go_program("github.com/aptible/supercronic@v0.2.48")
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest


def go_program(module: str | Path, environ: Mapping[str, str] = os.environ) -> Path:
    """The path of the program of a module, `PATH@VERSION`, or of a folder with Go sources."""
    home = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "xtsearch-tests" / "go"
    name = module.name if isinstance(module, Path) else module.partition("@")[0].rpartition("/")[2]
    program = home / _fingerprint(module) / name
    if program.is_file():
        return program
    go = go_command(environ)
    building = program.with_name(f".{name}.{os.getpid()}")
    building.mkdir(parents=True, exist_ok=True)
    command = [go, "build", "-o", str(building / name), "."] if isinstance(module, Path) else [go, "install", module]
    build = subprocess.run(
        command,
        cwd=module if isinstance(module, Path) else building,
        env={**environ, "GOBIN": str(building), "GOFLAGS": "-buildvcs=false"},
        capture_output=True,
        text=True,
        check=False,
    )
    if build.returncode != 0:
        shutil.rmtree(building)
        _lacking(f"{' '.join(command)}: {' '.join(build.stderr.split())[-300:]}", environ)
    (building / name).replace(program)
    shutil.rmtree(building)
    return program


def go_command(environ: Mapping[str, str] = os.environ) -> str:
    """The path of `go`."""
    go = shutil.which("go", path=environ.get("PATH")) or shutil.which("go", path="/usr/local/go/bin")
    if go is None:
        _lacking("go is not on the PATH: install Go (Debian: golang-go)", environ)
    return go


def _fingerprint(module: str | Path) -> str:
    parts = [path.read_bytes() for path in sorted(module.glob("*"))] if isinstance(module, Path) else [module.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _lacking(why: str, environ: Mapping[str, str]) -> NoReturn:
    if environ.get("CI") == "true":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
