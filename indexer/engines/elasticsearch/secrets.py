"""A secret is read from a variable, from a file that a variable names, or from the system's keyring; never an argument.

    >>> read_secret({"XTSEARCH_PASSWORD": "geheim"}, "XTSEARCH_PASSWORD")
    'geheim'

Variables that end in `_FILE` are the convention of containers. Rights of the file are not checked: Docker mounts
secrets with mode 0444 and Kubernetes with 0644, so every run of a job that is set up as it should be would complain. No
message here holds a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xtsearch.indexer.errors import XtsearchError

#: The service in the keyring where XTSEARCH_KEYRING is just `1`; and the user name that an API key is kept under there.
SERVICE, API_KEY_USER = "xtsearch", "api_key"
_ON, _OFF = ("1", "true", "yes"), ("", "0", "false", "no")
#: Bytes of a file that may hold a secret: a longer one is the wrong file.
_LONGEST = 8192


def read_secret(environ: Mapping[str, str], variable: str) -> str | None:
    """The value of `variable`, or the line in the file that `<variable>_FILE` names; None where neither is set.

    Raises:
        XtsearchError: both are set, or the file cannot be read, is empty or holds more than one line.
    """
    secret, path = environ.get(variable) or None, environ.get(f"{variable}_FILE")
    if not path:
        return secret
    if secret:
        raise XtsearchError(f"{variable} and {variable}_FILE are both set: keep one of them")
    return _read_file(Path(path), f"{variable}_FILE {path}")


def _read_file(path: Path, named: str) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST + 1).decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        raise XtsearchError(f"{named} cannot be read: {error.strerror}; name a file that holds the secret") from error
    except UnicodeDecodeError:
        text = ""  # the cause is not chained to the error below: it would show what is in the file
    if not text or len(text.splitlines()) > 1 or len(text) > _LONGEST - 1:
        raise XtsearchError(f"{named} is not one line of text: name a file that holds the secret and nothing else")
    return text


def keyring_service(environ: Mapping[str, str]) -> str | None:
    """The service to ask the keyring for: `xtsearch` where XTSEARCH_KEYRING is `1`, else its value; None where off."""
    setting = environ.get("XTSEARCH_KEYRING", "").strip()
    if setting.lower() in _OFF:
        return None
    return SERVICE if setting.lower() in _ON else setting


def read_keyring(service: str, user: str) -> str:
    """The secret that the system's keyring holds for a user of a service; needs the optional package `keyring`.

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
        secret: str | None = keyring.get_password(service, user)
    except KeyringError as error:
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise XtsearchError(
            f"the system's keyring does not open ({why}): unlock it, or set XTSEARCH_API_KEY_FILE"
        ) from error
    if not secret:
        raise XtsearchError(f"the keyring holds nothing for {service} {user}: run `keyring set {service} {user}`")
    return secret
