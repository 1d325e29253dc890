"""What a person has set: arguments, the environment and the config file in, one Settings out, read once.

    >>> read_settings({"XTSEARCH_INDEX": "/srv/news"}).index
    '/srv/news'

An argument stands above the environment, the environment above the config file, that above the default. Secrets come
from the environment or the file, never from an argument: other users of the machine can read those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import XtsearchError

COLORS = ("auto", "always", "never")
#: What the config file may set.
KEYS = ("index", "color", "templates")


class SettingsError(XtsearchError):
    """The config file cannot be read or says something wrong."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`index` is a folder (the embedded engine) or an http(s) URL (Elasticsearch); `color` is one of COLORS.

    `templates` is the folder of a person's own query templates, or None.
    """

    index: str
    color: str = "auto"
    templates: str | None = None

    def template_folders(self) -> list[Path]:
        """The folders that templates are in; of two with one name the later folder's counts."""
        from queries.templates import SAVED

        return [SAVED, *([Path(self.templates).expanduser()] if self.templates else [])]


def read_settings(environment: Mapping[str, str], *, index: str | None = None, color: str | None = None) -> Settings:
    """The settings of this run; `index` and `color` are what the command line says.

    Raises:
        SettingsError: the config file is named but missing, is not TOML, or holds what we do not know.
    """
    given = _read_file(environment)
    chosen = index or environment.get("XTSEARCH_INDEX") or given.get("index") or str(_default_index(environment))
    own = config_path(environment).parent / "templates"
    templates = environment.get("XTSEARCH_TEMPLATES") or given.get("templates") or (str(own) if own.is_dir() else None)
    return Settings(chosen, color or given.get("color") or "auto", templates)


def config_path(environment: Mapping[str, str]) -> Path:
    """Where the config file is, whether it exists or not."""
    named = environment.get("XTSEARCH_CONFIG")
    if named:
        return Path(named).expanduser()
    return _base(environment, "XDG_CONFIG_HOME", ".config") / "xtsearch" / "config.toml"


def _default_index(environment: Mapping[str, str]) -> Path:
    return _base(environment, "XDG_DATA_HOME", ".local/share") / "xtsearch" / "index"


def _base(environment: Mapping[str, str], name: str, default: str) -> Path:
    """A base directory; a relative one is ignored, as the XDG specification asks."""
    given = Path(environment.get(name) or "")
    if given.is_absolute():
        return given
    home = environment.get("HOME")
    return (Path(home) if home else Path.home()) / default


def _read_file(environment: Mapping[str, str]) -> dict[str, str]:
    path = config_path(environment)
    if not path.exists() and not environment.get("XTSEARCH_CONFIG"):
        return {}
    import tomllib

    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"config file {path}: {error.strerror}; correct XTSEARCH_CONFIG or create it") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"config file {path}: not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"config file {path}: not TOML: {error}") from error
    return _checked(values, path)


def _checked(values: Mapping[str, Any], path: Path) -> dict[str, str]:
    for key, value in values.items():
        if key not in KEYS:
            raise SettingsError(f"config file {path}: unknown key {key!r}; it may set {', '.join(KEYS)}")
        if not isinstance(value, str):
            raise SettingsError(f"config file {path}: {key} must be text in quotes")
    if values.get("color", "auto") not in COLORS:
        raise SettingsError(f"config file {path}: color must be one of {', '.join(COLORS)}")
    found = dict(values)
    for key in ("index", "templates"):
        if key in found and not found[key].startswith(("http://", "https://")):
            found[key] = str(path.parent / Path(found[key]).expanduser())
    return found
