"""What a person has set: arguments, the environment and the config file in, one Settings out, read once.

    >>> read_settings({"XTSEARCH_INDEX": "/srv/news"}).index
    '/srv/news'

An argument wins over the environment, the environment over the config file, and that over the default. Secrets are
not settings: the engine takes them from the environment, a file or the keyring when it is opened, never from an
argument, which other users of the machine can read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from xtsearch.indexer.errors import ArgumentError, SettingsError
from xtsearch.indexer.run_settings import ON_MISSING_ANALYZER_CHOICES
from xtsearch.indexer.source_settings import HTML_CHOICES, Dumps, Html, SourceSettings
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE, zone_named

if TYPE_CHECKING:
    from xtsearch.queries.templates.template import Template

COLORS = ("auto", "always", "never")
#: The keys that the config file may have.
KEYS = ("index", "color", "templates", "sources", "timezone", "html", "on_missing_analyzer")
#: The keys that have one of a few values -> these.
_CHOICES = {"color": COLORS, "html": HTML_CHOICES, "on_missing_analyzer": ON_MISSING_ANALYZER_CHOICES}
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

    `templates` is the folder of a person's own query templates, None where there is none. `sources` are the files and
    folders that `job run` reads; `source_settings` says how files below some of them are read, by every command.
    `timezone` names the zone, as the IANA database does, in which a moment's day and today are told. `html` says what
    becomes of markup in the texts of records, `on_missing_analyzer` what a run does where the server has lost the
    plugin that cuts the words of the live index.
    """

    index: str
    color: str = "auto"
    templates: str | None = None
    sources: tuple[str, ...] = ()
    source_settings: tuple[SourceSettings, ...] = ()
    timezone: str = DEFAULT_TIMEZONE
    html: Html = "strip"
    on_missing_analyzer: str = "fail"

    def own_templates(self, environment: Mapping[str, str]) -> Path:
        """The folder that a person's own templates are saved in, whether it exists or not.

        Raises:
            SettingsError: no folder is set, and there is no home folder.
        """
        config = config_path(environment)
        if not self.templates and config is None:
            raise SettingsError("no home folder to save templates in: name one with XTSEARCH_TEMPLATES")
        return Path(self.templates).expanduser() if self.templates else Path(config or "").parent / "templates"

    def template_folders(self) -> list[Path]:
        """The folders of templates. Of two templates with one name, the one in the later folder counts."""
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
    """The settings of this run; `index` and `color` are the command line's, None where it has none.

    Raises:
        SettingsError: the config file is named but missing, is not TOML, or has an unknown key or value; or no index
            is named and there is no home folder for the default one.
    """
    if index is not None and not index.strip():
        raise SettingsError("--index is empty: name a folder or a URL, or leave it out")
    file = _read_file(environment)
    location = index or environment.get("XTSEARCH_INDEX") or file.get("index") or _default_index(environment)
    templates = environment.get("XTSEARCH_TEMPLATES") or file.get("templates") or _own_templates(environment)
    listed = environment.get("XTSEARCH_SOURCES")
    configured: Sequence[SourceSettings] = file.get("sources", ())
    sources = filter(None, listed.split(os.pathsep)) if listed else [source.path for source in configured]
    zone = environment.get("XTSEARCH_TIMEZONE") or file.get("timezone") or DEFAULT_TIMEZONE
    _check_zone(zone, "XTSEARCH_TIMEZONE" if environment.get("XTSEARCH_TIMEZONE") else "timezone in the config file")
    return Settings(
        index=location,
        color=color or file.get("color", "auto"),
        templates=templates,
        sources=tuple(sources),
        source_settings=tuple(configured),
        timezone=zone,
        html=file.get("html", "strip"),
        on_missing_analyzer=environment.get("XTSEARCH_ON_MISSING_ANALYZER") or file.get("on_missing_analyzer", "fail"),
    )


def _check_zone(zone: str, setting: str) -> None:
    if zone == DEFAULT_TIMEZONE:  # the database of zones need not be read for each question
        return
    try:
        zone_named(zone)
    except ArgumentError as error:
        raise SettingsError(f"{setting}: {error}") from error


def config_path(environment: Mapping[str, str]) -> Path | None:
    """The path of the config file, whether it exists or not; None where none is named and there is no home folder."""
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
    """The folder `templates` beside the config file; None where it is missing or cannot be read."""
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
    home = environment.get("HOME") or os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises without a home
    return Path(home, below_home) if os.path.isabs(home) else None  # noqa: PTH117 - as above: an unexpanded "~" is not a home


def _read_file(environment: Mapping[str, str]) -> dict[str, Any]:
    path = config_path(environment)
    if path is None:
        return {}
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        if not environment.get("XTSEARCH_CONFIG"):  # the default path may be missing, or another user's
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
            if not isinstance(value, list):
                raise SettingsError(f"config file {path}: sources must be a list")
        elif not isinstance(value, str):
            raise SettingsError(f"config file {path}: {key} must be text in quotes")
    for key, choices in _CHOICES.items():
        if key in values and values[key] not in choices:
            raise SettingsError(f"config file {path}: {key} must be one of {', '.join(choices)}")
    from xtsearch.indexer.engines.location import is_folder

    checked = dict(values)
    for key in ("index", "templates"):
        if key in checked and (key == "templates" or is_folder(checked[key])):
            checked[key] = str(path.parent / Path(checked[key]).expanduser())
    if "sources" in checked:
        checked["sources"] = [_source(source, path) for source in checked["sources"]]
    return checked


def _source(source: object, config: Path) -> SourceSettings:
    """One entry of `sources`: a path, or a table with a path and how its files are read."""
    settings = {"path": source} if isinstance(source, str) else source
    if not isinstance(settings, dict) or not isinstance(settings.get("path"), str):
        raise SettingsError(
            f'config file {config}: a source is a path in quotes, or a table: {{path = "dumps", dumps = "updates"}}'
        )
    for key, value in settings.items():
        if key not in _SOURCE_KEYS:
            known = ", ".join(_SOURCE_KEYS)
            raise SettingsError(f"config file {config}: unknown key {key!r} of a source; it may set {known}")
        if _SOURCE_KEYS[key] and value not in _SOURCE_KEYS[key]:
            values = ", ".join(_SOURCE_KEYS[key])
            raise SettingsError(f"config file {config}: {key} of a source must be one of {values}")
    place = os.path.abspath(config.parent / Path(settings["path"]).expanduser())  # noqa: PTH100 - keeps links, as readers do
    paths = {"path": place}
    if "map" in settings:
        paths["map"] = str(config.parent / Path(settings["map"]).expanduser())
    return SourceSettings(**settings | paths)


#: What a source may set -> the values that it may have; any text where there are none.
_SOURCE_KEYS: Mapping[str, tuple[str, ...]] = {"path": (), "dumps": get_args(Dumps), "map": ()}
