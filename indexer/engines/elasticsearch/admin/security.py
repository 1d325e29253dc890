"""Roles, users and keys on a server with security on. Enters: what there should be. Leaves: what had to be changed.

    with Security("http://localhost:9200", "xtsearch-articles", credentials) as security:
        security.keep_roles()
        security.keep_key("indexer", Path("keys/indexer/api_key"))
    security.changed  # ["role xtsearch-articles-indexer", ..., "API key xtsearch-articles-indexer"]; a second time: []

What is already as it should be is left alone, so that everything can be done again at any time. The value of a key can
be read only once, when the key is made: it is kept in a file that only its owner may read, and used again as long as
the server accepts it. No secret is shown, logged or passed as an argument.
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

#: Roles that get an API key. The role `dashboards` gets a user instead: Kibana's import needs a password.
KEYED = ("indexer", "analyst", "monitoring", "templates", "snapshots")
#: The user that Kibana itself logs in as; every server has it.
KIBANA_USER = "kibana_system"
_PAUSE_SECONDS = 1.0
#: A server that was just started refuses everybody, also with the right password, until its index of users is there;
#: the first change makes that index, which took .3 s, and 10 s where two cores were busy. Whoever is refused for longer
#: than this has the wrong password.
_UNKNOWING_SECONDS = 60.0
#: Random bytes of a password that is made here (192 bits), written as letters, digits, - and _.
_PASSWORD_BYTES = 24


class Security:
    """Works with the credentials of an administrator.

    `changed` and `unchanged` name what was looked at, in order: `role NAME`, `user NAME`, `API key NAME`.

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
        """Do the work, and try again while the server is starting; what was done before is then left alone.

        It is tried for at most `seconds`, and for `_UNKNOWING_SECONDS` at least once something was changed.

        Raises:
            EngineUnavailable: the server does not answer by then. NotAuthorised: these credentials may not manage
            security. Also what `work` raises.
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
        """Have each role as `roles` says, that of the analyst with Kibana's privileges as well."""
        for kind, body in self._roles.items():
            wanted = kibana_reader(body) if kind == "analyst" else body
            name = self._named(kind)
            differs = _granted(self._role(name)) != _granted(wanted)
            if differs:
                with self._asked():
                    self._client.security.put_role(name=name, **wanted)
            self._note(f"role {name}", differs)

    def keep_kibana_password(self, password: str) -> None:
        """Have this password for the user that Kibana itself logs in as."""
        differs = not self._takes(basic_auth=(KIBANA_USER, password))
        if differs:
            with self._asked():
                self._client.security.change_password(username=KIBANA_USER, password=password)
        self._note(f"password of {KIBANA_USER}", differs)

    def keep_user(self, kind: str, password: str) -> None:
        """Have a user with the role of its own name; other roles that somebody gave it stay."""
        name = self._named(kind)
        with self._asked():
            try:
                user = self._client.security.get_user(username=name).body[name]
            except NotFoundError:
                user = {"roles": [], "enabled": True}
        lacks_role = name not in user["roles"]
        lacks_password = user["enabled"] and (lacks_role or not self._takes(basic_auth=(name, password)))
        with self._asked():
            if lacks_role:
                names = sorted({*user["roles"], name})
                self._client.security.put_user(username=name, roles=names, password=password, enabled=user["enabled"])
            elif lacks_password:
                self._client.security.change_password(username=name, password=password)
        self._note(f"user {name}", lacks_role or lacks_password)

    def keep_own_user(self, kind: str, file: Path) -> None:
        """Have a user whose password no person types: it is made here, and kept in a file."""
        password = _read(file) or secrets.token_urlsafe(_PASSWORD_BYTES)
        _write(file, password)
        self.keep_user(kind, password)

    def keep_key(self, kind: str, file: Path) -> None:
        """Have an API key of a role, kept in a file; other keys of its name are revoked.

        A key that the server no longer accepts, or that grants something else than the role, is made anew.

        Raises:
            NotAuthorised: these credentials grant less than the key should: a key never grants more than its maker has.
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
        """Revoke the other keys of that name; returns whether there were any."""
        with self._asked():
            keys = self._client.security.get_api_key(name=name, active_only=True).body["api_keys"]
            others = [entry["id"] for entry in keys if entry["name"] == name and entry["id"] != _id_of(key)]
            if others:
                self._client.security.invalidate_api_key(ids=others)
        return bool(others)

    def _named(self, kind: str) -> str:
        return f"{self._alias}-{kind}"

    def _note(self, name: str, changed: bool) -> None:
        if name not in self.changed and name not in self.unchanged:  # else an earlier try of `patiently` did it
            (self.changed if changed else self.unchanged).append(name)

    def _role(self, name: str) -> dict[str, Any]:
        with self._asked():
            try:
                return dict(self._client.security.get_role(name=name).body[name])
            except NotFoundError:
                return {}

    def _takes(self, **secret: Any) -> bool:
        """Whether the server accepts this password or key."""
        with self._asked():
            try:
                self._client.options(**secret).security.authenticate()
            except AuthenticationException:
                return False
        return True

    def _is_key(self, encoded: str, body: Mapping[str, Any]) -> bool:
        """Whether this is a key in force that grants what the body says, no more and no less."""
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
        """Turn what the client raises inside into an error of ours."""
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
    """What a role grants, in a form that can be compared: the server adds empty parts, and order means nothing."""
    return (
        sorted(body.get("cluster", ())),
        sorted(
            (sorted(grant["names"]), sorted(grant["privileges"]), grant.get("query"), bool(grant.get("field_security")))
            for grant in body.get("indices", ())
        ),
        sorted(
            (grant["application"], sorted(grant["privileges"]), sorted(grant["resources"]))
            for grant in body.get("applications", ())
        ),
        sorted(body.get("run_as", ())),
    )


def _id_of(encoded: str) -> str:
    """The id of an API key; empty for a text that is none."""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def _read(file: Path) -> str | None:
    """The secret that a file keeps, None where there is no file, or an empty one."""
    try:
        return file.read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(file, error) from error


def _write(file: Path, secret: str) -> None:
    """Keep a secret in a file that only its owner may read; so is the folder, where it is made here."""
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
