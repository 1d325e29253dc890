"""Roles, users and keys on a server with security on: what should be in, what had to be changed for it out.

    with Security("http://localhost:9200", "xtsearch-articles", credentials) as security:
        security.keep_roles()
        security.keep_key("indexer", Path("keys/indexer/api_key"))
    security.changed  # ["role xtsearch-articles-indexer", ..., "API key xtsearch-articles-indexer"]; a second time: []

Whatever is already as it should be is left alone, so that everything may be done again at any time. A key's value can
be read only once, when it is made; it is kept in a file that nobody else may read, and used again while the server
still takes it. No secret is shown, logged or passed as an argument.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    BadRequestError,
    NotFoundError,
)

from xtsearch.indexer.engines.elasticsearch.admin.roles import kibana_reader, roles
from xtsearch.indexer.engines.elasticsearch.connection import Credentials, check_location, connect
from xtsearch.indexer.engines.elasticsearch.errors import reason_of, translated
from xtsearch.indexer.errors import EngineError, EngineUnavailable, NotAuthorised, XtsearchError
from xtsearch.indexer.whole_files import OWNER_ONLY, write_whole

#: Roles that get an API key. The role `dashboards` gets a user instead: Kibana's import asks for a password.
KEYED = ("indexer", "analyst", "monitoring", "templates", "snapshots")
#: Kibana's own user, which the server brings with it.
KIBANA_USER = "kibana_system"
_PAUSE_SECONDS = 1.0
#: A server that is started anew lets nobody in, with the right password neither, until its index of users is there, and
#: the first change makes that index: .3 s, 10 s where two cores were busy. Whoever is refused for longer has the wrong
#: password.
_UNKNOWING_SECONDS = 60.0
#: One of each is so many letters, digits, - and _: 192 bits.
_PASSWORD_BYTES = 24


class Security:
    """Asked as an administrator. `changed` and `unchanged` name what was looked at, in order: `role NAME`, `user NAME`.

    Raises:
        XtsearchError: the location is no address.
    """

    def __init__(self, location: str, alias: str, credentials: Credentials, *, ik: bool = False) -> None:
        self._address = check_location(location)
        self._client = connect(self._address, credentials)
        self._alias = alias
        self._roles = roles(alias, ik=ik)
        self.changed: list[str] = []
        self.unchanged: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def patiently(self, work: Callable[[], None], seconds: float) -> None:
        """Do it, and again while the server is starting: what was done is then found to be as it should be.

        For at most `seconds`; where something was changed already, for `_UNKNOWING_SECONDS` in any case.

        Raises:
            EngineUnavailable: it does not answer by then. NotAuthorised: these credentials may not manage security.
            Else as `work`.
        """
        began = time.monotonic()
        refused: float | None = None
        while True:
            try:
                work()
                return
            except EngineUnavailable:
                until = began + (max(seconds, _UNKNOWING_SECONDS) if self.changed else seconds)
                if time.monotonic() + _PAUSE_SECONDS > until:
                    raise
            except NotAuthorised as error:
                refused = refused or time.monotonic()
                until = min(began + seconds, refused + _UNKNOWING_SECONDS)
                let_in = not isinstance(error.__cause__, AuthenticationException)
                if let_in or time.monotonic() + _PAUSE_SECONDS > until:
                    raise
            time.sleep(_PAUSE_SECONDS)

    def keep_roles(self) -> None:
        """Each role as `roles` says; the analyst's with what Kibana asks for."""
        for kind, body in self._roles.items():
            wanted = kibana_reader(body) if kind == "analyst" else body
            name = self._named(kind)
            differs = _granted(self._role(name)) != _granted(wanted)
            if differs:
                with self._asked():
                    self._client.security.put_role(name=name, **wanted)
            self._note(f"role {name}", differs)

    def keep_kibana_password(self, password: str) -> None:
        """The password of Kibana's own user."""
        differs = not self._takes(basic_auth=(KIBANA_USER, password))
        if differs:
            with self._asked():
                self._client.security.change_password(username=KIBANA_USER, password=password)
        self._note(f"password of {KIBANA_USER}", differs)

    def keep_user(self, kind: str, password: str) -> None:
        """A user with a role of its own name; what other roles it was given stay."""
        name = self._named(kind)
        with self._asked():
            try:
                held = self._client.security.get_user(username=name).body[name]
            except NotFoundError:
                held = {"roles": [], "enabled": True}
        lacks_role = name not in held["roles"]
        lacks_password = held["enabled"] and (lacks_role or not self._takes(basic_auth=(name, password)))
        with self._asked():
            if lacks_role:
                given = sorted({*held["roles"], name})
                self._client.security.put_user(username=name, roles=given, password=password, enabled=held["enabled"])
            elif lacks_password:
                self._client.security.change_password(username=name, password=password)
        self._note(f"user {name}", lacks_role or lacks_password)

    def keep_own_user(self, kind: str, file: Path) -> None:
        """A user whose password no person types: made here, and kept in a file."""
        password = _read(file) or secrets.token_urlsafe(_PASSWORD_BYTES)
        _write(file, password)
        self.keep_user(kind, password)

    def keep_key(self, kind: str, file: Path) -> None:
        """An API key of a role, kept in a file; no other key of that name stays in force.

        One that the server no longer takes, or that grants something else, is made anew.

        Raises:
            NotAuthorised: who asks may do less than the key should: a key never grants more than its maker has.
        """
        name, body, kept = self._named(kind), self._roles[kind], _read(file)
        good = kept is not None and self._is_key(kept, body)
        key = kept if kept and good else self._new_key(name, {kind: body})
        _write(file, key)
        revoked = self._revoke_all_but(key, name)
        if not good and not self._is_key(key, body):
            raise NotAuthorised(
                f"the API key {name} can do less than it should, since a key never grants more than its maker has: run "
                "setup as an administrator of the whole cluster, as elastic"
            )
        self._note(f"API key {name}", revoked or not good)

    def _new_key(self, name: str, roles: Mapping[str, Any]) -> str:
        with self._asked():  # refresh: its default is to wait for one, a second for each key
            made = self._client.security.create_api_key(name=name, role_descriptors=roles, refresh=True)
            return str(made["encoded"])

    def _revoke_all_but(self, key: str, name: str) -> bool:
        """Put the other keys of that name out of force; whether there were any."""
        with self._asked():
            found = self._client.security.get_api_key(name=name, active_only=True).body["api_keys"]
            others = [each["id"] for each in found if each["name"] == name and each["id"] != _id_of(key)]
            if others:
                self._client.security.invalidate_api_key(ids=others)
        return bool(others)

    def _named(self, kind: str) -> str:
        return f"{self._alias}-{kind}"

    def _note(self, what: str, changed: bool) -> None:
        if what not in self.changed and what not in self.unchanged:  # or it was done by a try before this one
            (self.changed if changed else self.unchanged).append(what)

    def _role(self, name: str) -> dict[str, Any]:
        with self._asked():
            try:
                return dict(self._client.security.get_role(name=name).body[name])
            except NotFoundError:
                return {}

    def _takes(self, **secret: Any) -> bool:
        """Whether the server lets somebody in."""
        with self._asked():
            try:
                self._client.options(**secret).security.authenticate()
            except AuthenticationException:
                return False
        return True

    def _is_key(self, encoded: str, body: Mapping[str, Any]) -> bool:
        """Whether it is a key in force that grants what the body says, no more and no less."""
        if not _id_of(encoded):
            return False
        with self._asked():
            try:
                asked = self._client.options(api_key=encoded).security.has_privileges(
                    cluster=body["cluster"], index=body["indices"]
                )
                if not asked["has_all_requested"]:
                    return False
                [key] = self._client.security.get_api_key(id=_id_of(encoded)).body["api_keys"]
            except (AuthenticationException, NotFoundError):
                return False
        [granted] = key["role_descriptors"].values() or [{}]
        return _granted(granted) == _granted(body)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """What the client raises becomes ours."""
        with translated(self._address, "its security"):
            try:
                yield
            except AuthorizationException as error:
                raise NotAuthorised(
                    f"{self._address} refuses this user: {reason_of(error.body)[1]}; run setup as an administrator, "
                    "with XTSEARCH_USERNAME and XTSEARCH_PASSWORD in the environment"
                ) from error
            except ApiError as error:
                if _is_off(error):
                    raise EngineError(
                        f"security is off at {self._address}: set xpack.security.enabled: true in its elasticsearch.yml"
                    ) from error
                raise


def _is_off(error: ApiError) -> bool:
    return isinstance(error, BadRequestError) and "no handler found" in str(error.body)


def _granted(body: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a role grants, however it is written: the server adds empty parts, and order means nothing."""
    return (
        sorted(body.get("cluster", ())),
        sorted(
            (sorted(each["names"]), sorted(each["privileges"]), each.get("query"), bool(each.get("field_security")))
            for each in body.get("indices", ())
        ),
        sorted(
            (each["application"], sorted(each["privileges"]), sorted(each["resources"]))
            for each in body.get("applications", ())
        ),
        sorted(body.get("run_as", ())),
    )


def _id_of(encoded: str) -> str:
    """The id of an API key; of what is none, no id."""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def _read(file: Path) -> str | None:
    """What was kept, None where nothing was."""
    try:
        return file.read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(file, error) from error


def _write(file: Path, secret: str) -> None:
    """Keep a secret, whole or not at all, in a file and a folder that are ours alone."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.exists() and file.read_text("utf-8") == f"{secret}\n" and file.stat().st_mode & 0o777 == OWNER_ONLY:
            return
        write_whole(file, f"{secret}\n", mode=OWNER_ONLY)
    except OSError as error:
        raise _unusable(file, error) from error


def _unusable(file: Path, error: Exception) -> XtsearchError:
    why = error.strerror if isinstance(error, OSError) else "it is no text"
    return XtsearchError(f"{file} cannot be used to keep a secret: {why}; name a folder of your own with --keys")
