"""Search templates stored on a server, for any client: `GET INDEX/_search/template`.

    store("http://localhost:9200", credentials, {"xtsearch-leader": '{"query": ...{{name}}...'})

The only privilege on the cluster that this needs is `cluster:admin/script/put`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from elasticsearch import AuthorizationException, BadRequestError

from xtsearch.indexer.engines.elasticsearch.connection import Credentials, check_location, connect
from xtsearch.indexer.engines.elasticsearch.errors import reason_of, translated
from xtsearch.indexer.errors import EngineError, NotAuthorised

LANGUAGE = "mustache"
PRIVILEGE = "cluster:admin/script/put"


def store(location: str, credentials: Credentials, sources: Mapping[str, str]) -> None:
    """Store search templates by their ids; a template that is there already is replaced.

    Raises:
        NotAuthorised: this user may not. EngineError: the server has no mustache, or refuses one of them.
        XtsearchError: the location is no address of a server, or it cannot be reached.
    """
    address = check_location(location)
    with closing(connect(address, credentials)) as client:
        for id, source in sources.items():
            try:
                with translated(address, id):
                    client.put_script(id=id, script={"lang": LANGUAGE, "source": source})
            except EngineError as error:
                raise _explained(error, address) from error.__cause__


def _explained(error: EngineError, address: str) -> EngineError:
    """The error to raise for an answer, where the stored script explains it better than the status does."""
    match error.__cause__:
        case AuthorizationException():
            return NotAuthorised(
                f"{address} refuses this user: to store search templates, grant the cluster privilege {PRIVILEGE}"
            )
        case BadRequestError(body=body) if f"[{LANGUAGE}]" in (reason := reason_of(body)[1]) and "support" in reason:
            return EngineError(
                f"{address} lacks the module lang-{LANGUAGE}, which search templates need: add it to the server, as "
                "every full distribution has it, or ask by `xtsearch run`"
            )
    return error
