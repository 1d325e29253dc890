"""What runs on Windows, shown on POSIX: without its modules, and with the calls that Windows lacks or means otherwise.

filelock has a half for each system and is loaded first, as it would load its other half there; from then on whoever
imports fcntl, and the like, fails.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT
from xtsearch import settings
from xtsearch.indexer.engines.elasticsearch import lock as elasticsearch_lock
from xtsearch.settings import config_path, read_settings

SEED = ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt"
#: Modules of the standard library that Windows lacks; each is allowed where the system is asked first.
POSIX_MODULES = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix_ipc")
#: Calls that Windows lacks, or that do something else there; each is allowed where the system is asked first.
POSIX_CALLS = {
    "fchmod", "fchown", "chown", "getuid", "geteuid", "getgid", "getppid", "fork", "mkfifo", "kill", "killpg", "uname",
    "getpgid", "setsid", "nice", "sysconf", "statvfs", "fdatasync", "pread", "openpty", "waitpid",
}  # fmt: skip
ALLOWED = {
    ("indexer/engines/elasticsearch/lock.py", "kill"): "not on Windows, see _process",
    ("indexer/pages/formats/pdf_process.py", "resource"): "not on Windows, see _limit_memory",
}
WITHOUT_POSIX = f"""
import sys, os
import filelock
for name in {POSIX_MODULES!r}:
    sys.modules[name] = None
del os.fchmod, os.geteuid, os.getuid, os.supports_effective_ids
os.supports_effective_ids = frozenset()
from xtsearch.__main__ import run
index = ["--index", sys.argv[2]]
codes = [run([*index, *line]) for line in (
    ["index", sys.argv[1], "--rejected", sys.argv[3]], ["reindex", sys.argv[1]], ["query", "专项整治"], ["status"],
    ["job", "run", os.path.dirname(sys.argv[1]), "--metrics-file", sys.argv[3] + ".prom"], ["job", "list"],
    ["rollback"], ["facets", "专项整治", "--by", "reporter"], ["run", "leader", "name=王超"],
)]
print(codes, file=sys.stderr)
sys.exit(max(codes))
"""


def test_indexing_and_searching_need_no_module_of_posix(tmp_path: Path) -> None:
    arguments = [str(SEED), str(tmp_path / "index"), str(tmp_path / "rejected.jsonl")]
    environ = {**os.environ, "XTSEARCH_CONFIG": "", "HOME": str(tmp_path), "XTSEARCH_DEBUG": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX, *arguments], env=environ, cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr


def test_no_module_imports_or_calls_what_windows_lacks() -> None:
    wrong = []
    for top in ("indexer", "queries", "xtsearch"):
        for path in (ROOT / top).rglob("*.py"):
            name = (
                path.relative_to(ROOT).as_posix().removeprefix("xtsearch/" if "/xtsearch/indexer" in str(path) else "")
            )
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                wrong += [
                    (name, module) for module in modules if module in POSIX_MODULES and (name, module) not in ALLOWED
                ]
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
                    called = node.attr
                    if called in POSIX_CALLS and (name, called) not in ALLOWED:
                        wrong.append((name, called))
    assert wrong == []


def test_on_windows_no_signal_is_sent_to_ask_whether_a_process_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: int) -> None:
        raise AssertionError("signal 0 is Ctrl-C on Windows")

    monkeypatch.setattr(elasticsearch_lock, "_ON_WINDOWS", True)
    monkeypatch.setattr(os, "kill", never)
    claim = {"host": elasticsearch_lock._host(), "process": elasticsearch_lock._process(2**22 + 1)}
    assert not elasticsearch_lock._is_dead(claim)


def test_on_windows_settings_are_in_the_folders_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_ON_WINDOWS", True)
    environ = {"HOME": "/home/a", "APPDATA": "/home/a/Roaming", "LOCALAPPDATA": "/home/a/Local", "XDG_DATA_HOME": "/x"}
    assert read_settings(environ).index == "/home/a/Local/xtsearch/index"
    assert config_path(environ) == Path("/home/a/Roaming/xtsearch/config.toml")
    assert config_path({"HOME": "/home/a"}) == Path("/home/a/AppData/Roaming/xtsearch/config.toml")
