"""Exceptions of the client become errors of ours, here and nowhere else: one table, from class to translation.

    with translated("http://localhost:9200", "xtsearch-articles"):
        client.search(...)  # AuthenticationException becomes NotAuthorised, and says which variables to set

Refused connections, certificates, timeouts, statuses: each message is one line, and says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import elastic_transport
import elasticsearch
from elasticsearch.dsl import exceptions as dsl
from elasticsearch.helpers import BulkIndexError
from elasticsearch.helpers.errors import ScanError

from xtsearch.indexer.engines.generations import NAME_PATTERN
from xtsearch.indexer.errors import EngineError, EngineUnavailable, IndexMissing, NotAuthorised, XtsearchError


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that failed: the address it went to, and the name of the index or alias it was for."""

    address: str
    name: str


Translation: TypeAlias = Callable[[Any, Asked], XtsearchError]
#: What follows the alias in the names of the indices behind it: privileges are granted on ALIAS and on ALIAS-*.
_BEHIND_ALIAS = re.compile(rf"-(lock|runs|{NAME_PATTERN})$")


@contextmanager
def translated(address: str, name: str) -> Iterator[None]:
    """Turn what the client raises inside into an XtsearchError; `name` is the index or alias that is asked."""
    try:
        yield
    except tuple(TRANSLATIONS) as error:
        raise translate(error, Asked(address, name)) from error


def translate(error: Exception, asked: Asked) -> XtsearchError:
    """The error of ours: the nearest base class of the exception in TRANSLATIONS decides."""
    return next(TRANSLATIONS[base] for base in type(error).__mro__ if base in TRANSLATIONS)(error, asked)


# --------------------------------------------------------------------------------------- answers that are errors


def reason_of(body: Any) -> tuple[str, str]:
    """Type and reason of an error as Elasticsearch writes it; to the reason is added that of the innermost cause."""
    error = body.get("error", body) if isinstance(body, Mapping) else body
    if not isinstance(error, Mapping):
        return "", " ".join(str(error or "").split())[:300]
    failed = error.get("failed_shards") or [{}]
    cause = error.get("caused_by") or failed[0].get("reason") or {}
    reasons = dict.fromkeys(str(part["reason"]) for part in (error, cause) if part.get("reason"))
    return str(error.get("type", "")), " ".join(": ".join(reasons).split())[:300]


def _unauthenticated(_error: Any, asked: Asked) -> XtsearchError:
    return NotAuthorised(
        f"{asked.address} does not accept these credentials: set XTSEARCH_API_KEY, or XTSEARCH_USERNAME and "
        "XTSEARCH_PASSWORD, in the environment"
    )


def _forbidden(error: Any, asked: Asked) -> XtsearchError:
    kind, reason = reason_of(error.body)
    if kind == "cluster_block_exception":
        return blocked(reason, asked.name)
    alias = _BEHIND_ALIAS.sub("", asked.name)
    return NotAuthorised(
        f"{asked.address} refuses this user{f': {reason}' if reason else ''}; to search, grant read and "
        f"view_index_metadata on {alias}, to index, read, write and manage on {alias} and {alias}-*"
    )


#: By the number that the server gives a block: what it keeps from happening, and the setting that an administrator
#: lifts it by. (Elasticsearch, IndexMetadata and Metadata: INDEX_READ_ONLY_BLOCK ...)
_BLOCKS = {
    "5": ("takes no writes to", "index.blocks.read_only"),
    "6": ("takes no writes to", "cluster.blocks.read_only"),
    "7": ("answers no question about", "index.blocks.read"),
    "8": ("takes no writes to", "index.blocks.write"),
    "9": ("tells nothing of", "index.blocks.metadata"),
    "13": ("takes no writes to", "cluster.blocks.read_only_allow_delete"),
}


def blocked(reason: str, name: str) -> XtsearchError:
    """What a block on an index means: an administrator set it by hand, or the disk is full."""
    # The reason ends with the address of a page for administrators, which would make the line too long.
    reason = re.sub(r"; for more information, see .*?(?=\];|$)", "", reason).rstrip(";")
    number = re.search(r"\w/(\d+)/", reason)
    if number and number[1] in _BLOCKS:
        kept_from, setting = _BLOCKS[number[1]]
        where = "the cluster" if setting.startswith("cluster") else name
        return EngineUnavailable(
            f"the server {kept_from} {name}: somebody set {setting} of {where}; set it to null when that is over, and "
            "run again"
        )
    return EngineUnavailable(
        f"the server takes no writes to {name}: {reason}; free disk space on the server and run again"
    )


def _not_found(error: Any, asked: Asked) -> XtsearchError:
    kind, reason = reason_of(error.body)
    if kind in ("index_not_found_exception", "aliases_not_found_exception") or "alias" in reason:
        where = f"{asked.name} on {asked.address}"
        return IndexMissing(f"nothing is indexed in {where}", remedy="run `xtsearch index PATH...` first")
    return EngineError(f"{asked.address} lacks what was asked of {asked.name}: {reason or 'HTTP 404'}; run again")


def _bad_request(error: Any, asked: Asked) -> XtsearchError:
    kind, reason = reason_of(error.body)
    if kind == "media_type_header_exception":
        return EngineError(f"{asked.address} is older than Elasticsearch 9, which xtsearch needs: upgrade it")
    if "too_many_clauses" in f"{kind} {reason}" or "maxClauseCount" in reason:
        return EngineError(f"the query has too many words for {asked.address}: shorten it ({reason})")
    return EngineError(f"{asked.address} refuses a request to {asked.name}: {reason or kind or 'HTTP 400'}")


def _conflict(error: Any, asked: Asked) -> XtsearchError:
    reason = reason_of(error.body)[1]
    return EngineError(f"another program writes to {asked.name} on {asked.address}: {reason}; run again")


def _too_large(_error: Any, asked: Asked) -> XtsearchError:
    return EngineError(f"{asked.address} refuses a request of this size: raise its http.max_content_length")


def _busy(error: Any, asked: Asked) -> XtsearchError:
    kind, reason = reason_of(error.body)
    if kind == "cluster_block_exception":
        return blocked(reason, asked.name)
    return EngineUnavailable(f"{asked.address} is too busy ({reason or error.meta.status}): run again later")


def _not_ready(error: Any, asked: Asked) -> XtsearchError:
    reason = reason_of(error.body)[1]
    return EngineUnavailable(
        f"{asked.address} cannot answer for {asked.name} now (HTTP {error.meta.status}: {reason or 'no reason'}): see "
        "the cluster's health, and run again"
    )


#: Statuses for which the client has a class of its own are listed too, so that the table is complete.
_STATUSES: dict[int, Translation] = {
    400: _bad_request,
    401: _unauthenticated,
    403: _forbidden,
    404: _not_found,
    407: _unauthenticated,
    408: _busy,
    409: _conflict,
    413: _too_large,
    429: _busy,
}


def by_status(error: Any, asked: Asked) -> XtsearchError:
    """The translation of an answer by its status alone."""
    status = error.meta.status
    return _STATUSES.get(status, _not_ready if status >= 500 else _bad_request)(error, asked)


# -------------------------------------------------------------------------------------------- no answer at all


def _unreachable(error: Any, asked: Asked) -> XtsearchError:
    return EngineUnavailable(
        f"no Elasticsearch answers at {asked.address} ({_cause(error)}): start it, or check --index / XTSEARCH_INDEX"
    )


def _untrusted(error: Any, asked: Asked) -> XtsearchError:
    """What OpenSSL refuses: its words tell a certificate that is over or of another name from one that is unknown."""
    cause, told = _cause(error), str(error).lower().replace("_", " ")
    for words, problem in _TLS_PROBLEMS.items():
        if words in told:
            return EngineUnavailable(problem.format(address=asked.address, cause=cause))
    return EngineUnavailable(
        f"the certificate of {asked.address} is not trusted ({cause}): set XTSEARCH_CA_FILE or XTSEARCH_FINGERPRINT"
    )


#: What to say, by words in the message of OpenSSL.
_TLS_PROBLEMS = {
    "has expired": "the certificate of {address} has expired: renew it on the server",
    "not yet valid": "the certificate of {address} is not valid yet: see the clocks of this machine and of the server",
    "mismatch": "the certificate of {address} is that of another name ({cause}): use a name that is in it",
    "wrong version number": "{address} does not speak TLS: write http:// for https://, or enable TLS on the server",
}


def _slow(_error: Any, asked: Asked) -> XtsearchError:
    return EngineUnavailable(f"{asked.address} did not answer in time: see the cluster's health, and run again")


def _cause(error: Any) -> str:
    """The innermost message of a chain of errors, without its number: `Connection refused`."""
    cause = error.errors[0] if getattr(error, "errors", ()) else error
    words = re.sub(r"^\[Errno -?\d+\] ", "", " ".join(str(cause).rpartition(": ")[2].split()).rstrip("')"))
    return words[:200] or type(cause).__name__


def _garbled(_error: Any, asked: Asked) -> XtsearchError:
    return EngineUnavailable(f"{asked.address} answers what is not Elasticsearch's: is there a proxy in between?")


def _not_elasticsearch(_error: Any, asked: Asked) -> XtsearchError:
    return EngineUnavailable(f"what answers at {asked.address} is not Elasticsearch 9: check --index / XTSEARCH_INDEX")


def _incomplete(error: Any, asked: Asked) -> XtsearchError:
    return EngineUnavailable(f"{asked.address} gave part of an answer for {asked.name}: {error}; run again")


def _misused(error: Any, asked: Asked) -> XtsearchError:
    return EngineError(f"a request to {asked.name} on {asked.address} could not be built: {error}")


#: Every exception class of the client and its transport; a test walks them and fails on one that is missing here.
TRANSLATIONS: dict[type[Exception], Translation] = {
    elasticsearch.AuthenticationException: _unauthenticated,
    elasticsearch.AuthorizationException: _forbidden,
    elasticsearch.NotFoundError: _not_found,
    elasticsearch.BadRequestError: _bad_request,
    elasticsearch.ConflictError: _conflict,
    elasticsearch.UnsupportedProductError: _not_elasticsearch,
    elasticsearch.ApiError: by_status,
    elastic_transport.ApiError: by_status,
    elastic_transport.TlsError: _untrusted,
    elastic_transport.ConnectionTimeout: _slow,
    elastic_transport.ConnectionError: _unreachable,
    elastic_transport.SniffingError: _unreachable,
    elastic_transport.SerializationError: _garbled,
    elastic_transport.TransportError: _unreachable,
    BulkIndexError: _incomplete,
    ScanError: _incomplete,
    dsl.UnknownDslObject: _misused,
    dsl.ValidationException: _misused,
    dsl.IllegalOperation: _misused,
    dsl.ElasticsearchDslException: _misused,
}
