"""Where a secret may stand: in a variable, in a file that a variable names, in the system's keyring. Never an argument.

    >>> read_secret({"XTSEARCH_PASSWORD": "geheim"}, "XTSEARCH_PASSWORD")
    'geheim'

A `..._FILE` variable is the convention of containers. Who else may read the file is not judged: Docker mounts secrets
with mode 0444 and Kubernetes with 0644, so that a complaint would come at every run of a job that is set up as it
should be. No message here holds a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xtsearch.indexer.errors import XtsearchError

#: Service in the keyring where XTSEARCH_KEYRING says no more than `1`; and the user name that an API key is kept under.
SERVICE, API_KEY_USER = "xtsearch", "api_key"
_ON, _OFF = ("1", "true", "yes"), ("", "0", "false", "no")
#: More is no secret, but the wrong file.
_LONGEST = 8192


def read_secret(environ: Mapping[str, str], variable: str) -> str | None:
    """What `variable` says, or the file that `<variable>_FILE` names; None where neither is set.

    Raises:
        XtsearchError: both are set, or the file cannot be read, is empty or holds more than one line.
    """
    said, path = environ.get(variable) or None, environ.get(f"{variable}_FILE")
    if not path:
        return said
    if said:
        raise XtsearchError(f"{variable} and {variable}_FILE are both set: keep one of them")
    return _read_file(Path(path), f"{variable}_FILE {path}")


def _read_file(path: Path, named: str) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST + 1).decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        raise XtsearchError(f"{named} cannot be read: {error.strerror}; name a file that holds the secret") from error
    except UnicodeDecodeError:
        text = ""  # and without its cause: that would show what is in the file
    if not text or len(text.splitlines()) > 1 or len(text) > _LONGEST - 1:
        raise XtsearchError(f"{named} is not one line of text: name a file that holds the secret and nothing else")
    return text


def keyring_service(environ: Mapping[str, str]) -> str | None:
    """The keyring's service to ask, by XTSEARCH_KEYRING: `1` is `xtsearch`, a name is itself; None where it is off."""
    said = environ.get("XTSEARCH_KEYRING", "").strip()
    if said.lower() in _OFF:
        return None
    return SERVICE if said.lower() in _ON else said


def read_keyring(service: str, user: str) -> str:
    """What the system's keyring holds for a user of a service. The optional package `keyring` is imported here only.

    Raises:
        XtsearchError: the package is missing, the keyring does not open, or it holds nothing of that name.
    """
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise XtsearchError(
            "XTSEARCH_KEYRING is set, and the package keyring is not installed: run `pip install 'xtsearch[keyring]'`, "
            "or unset it and set XTSEARCH_API_KEY_FILE"
        ) from error
    try:
        found: str | None = keyring.get_password(service, user)
    except KeyringError as error:
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise XtsearchError(
            f"the system's keyring does not open ({why}): unlock it, or set XTSEARCH_API_KEY_FILE"
        ) from error
    if not found:
        raise XtsearchError(f"the keyring holds nothing for {service} {user}: run `keyring set {service} {user}`")
    return found
