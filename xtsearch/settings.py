"""What a person has set: arguments, the environment and the config file in, one Settings out, read once.

    >>> read_settings({"XTSEARCH_INDEX": "/srv/news"}).index
    '/srv/news'

An argument stands above the environment, the environment above the config file, that above the default. Secrets
are no settings: who opens an engine takes them from the environment, a file or the keyring, never from an argument,
which other users of the machine can read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xtsearch.indexer.errors import SettingsError

if TYPE_CHECKING:
    from xtsearch.queries.templates.template import Template

COLORS = ("auto", "always", "never")
#: What the config file may set.
KEYS = ("index", "color", "templates", "sources")
_ON_WINDOWS = os.name == "nt"
#: Kind -> the variable that names the user's folder of that kind, and where it is below the home folder where nothing
#: does: by the XDG specification, on macOS too, and as Windows has it. (platformdirs would look at the environment of
#: the process instead of the one that is given, would cost 3 ms at each start, and would name other folders on macOS
#: than the ones that indexes are in.)
_XDG_FOLDERS = {"config": ("XDG_CONFIG_HOME", ".config"), "data": ("XDG_DATA_HOME", ".local/share")}
_WINDOWS_FOLDERS = {"config": ("APPDATA", "AppData/Roaming"), "data": ("LOCALAPPDATA", "AppData/Local")}


@dataclass(frozen=True, slots=True)
class Settings:
    """`index` is a folder (the embedded engine) or an http(s) URL (Elasticsearch); `color` is one of COLORS.

    `templates` is the folder of a person's own query templates, or None. `sources` are what `job run` reads.
    """

    index: str
    color: str = "auto"
    templates: str | None = None
    sources: tuple[str, ...] = ()

    def own_templates(self, environment: Mapping[str, str]) -> Path:
        """The folder to save one's own templates in, whether it exists or not.

        Raises:
            SettingsError: there is no home to have one in.
        """
        config = config_path(environment)
        if not self.templates and config is None:
            raise SettingsError("no home folder to save templates in: name one with XTSEARCH_TEMPLATES")
        return Path(self.templates).expanduser() if self.templates else Path(config or "").parent / "templates"

    def template_folders(self) -> list[Path]:
        """The folders that templates are in; of two with one name the later folder's counts."""
        from xtsearch.queries.templates.files import SAVED

        return [SAVED, *([Path(self.templates).expanduser()] if self.templates else [])]

    def template(self, name: str) -> Template:
        """The template of that name, or of that .yaml file.

        Raises:
            TemplateError: there is none, or it is broken.
        """
        from xtsearch.queries.templates.files import find, load

        return load(Path(name)) if name.endswith(".yaml") else find(name, self.template_folders())


def read_settings(environment: Mapping[str, str], *, index: str | None = None, color: str | None = None) -> Settings:
    """The settings of this run; `index` and `color` are what the command line says.

    Raises:
        SettingsError: the config file is named but missing, is not TOML, or holds what we do not know; or nothing
            says where the index is.
    """
    if index is not None and not index.strip():
        raise SettingsError("--index is empty: name a folder or a URL, or leave it out")
    given = _read_file(environment)
    chosen = index or environment.get("XTSEARCH_INDEX") or given.get("index") or _default_index(environment)
    templates = environment.get("XTSEARCH_TEMPLATES") or given.get("templates") or _own_templates(environment)
    named = environment.get("XTSEARCH_SOURCES")
    sources = filter(None, named.split(os.pathsep)) if named else given.get("sources", ())
    return Settings(chosen, color or given.get("color") or "auto", templates, tuple(sources))


def config_path(environment: Mapping[str, str]) -> Path | None:
    """Where the config file is, whether it exists or not; None where there is no home to look in."""
    named = environment.get("XTSEARCH_CONFIG")
    if named:
        return Path(named)
    base = _base(environment, "config")
    return base / "xtsearch" / "config.toml" if base else None


def _default_index(environment: Mapping[str, str]) -> str:
    base = _base(environment, "data")
    if base is None:
        raise SettingsError("no home folder to keep an index in: name one with --index or XTSEARCH_INDEX")
    return str(base / "xtsearch" / "index")


def _own_templates(environment: Mapping[str, str]) -> str | None:
    """The folder `templates` beside the config file, where there is one that we may read."""
    config = config_path(environment)
    if config is None or not os.access(config.parent / "templates", os.R_OK | os.X_OK):
        return None
    return str(config.parent / "templates")


def _base(environment: Mapping[str, str], kind: str) -> Path | None:
    """The user's folder for `config` or `data`; one that is not absolute is ignored, as the XDG specification asks."""
    variable, below_home = (_WINDOWS_FOLDERS if _ON_WINDOWS else _XDG_FOLDERS)[kind]
    folder = Path(environment.get(variable) or "")
    if folder.is_absolute():
        return folder
    home = environment.get("HOME") or os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises where there is none
    return Path(home, below_home) if os.path.isabs(home) else None  # noqa: PTH117 - as above: "~" is no home


def _read_file(environment: Mapping[str, str]) -> dict[str, Any]:
    path = config_path(environment)
    if path is None:
        return {}
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        if not environment.get("XTSEARCH_CONFIG"):  # nobody named it: it need not be there, nor be ours to read
            return {}
        raise SettingsError(f"config file {path}: {error.strerror}; correct XTSEARCH_CONFIG or create it") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"config file {path}: not UTF-8; save it as UTF-8") from error
    import tomllib

    try:
        return _checked(tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"config file {path}: not TOML: {error}") from error


def _checked(values: Mapping[str, Any], path: Path) -> dict[str, Any]:
    for key, value in values.items():
        if key not in KEYS:
            raise SettingsError(f"config file {path}: unknown key {key!r}; it may set {', '.join(KEYS)}")
        if key == "sources":
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                raise SettingsError(f"config file {path}: sources must be a list of texts in quotes")
        elif not isinstance(value, str):
            raise SettingsError(f"config file {path}: {key} must be text in quotes")
    if values.get("color", "auto") not in COLORS:
        raise SettingsError(f"config file {path}: color must be one of {', '.join(COLORS)}")
    from xtsearch.indexer.engines.location import is_folder

    found = dict(values)
    for key in ("index", "templates"):
        if key in found and (key == "templates" or is_folder(found[key])):
            found[key] = str(path.parent / Path(found[key]).expanduser())
    if "sources" in found:
        found["sources"] = [str(path.parent / Path(each).expanduser()) for each in found["sources"]]
    return found
