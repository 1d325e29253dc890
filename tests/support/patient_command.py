"""The command line in a process of its own, which waits for Elasticsearch however slow the machine is.

    python -m tests.support.patient_command '{}' --index http://127.0.0.1:9200 reindex news.jsonl

The first argument is a JSON object of constants to set, by module and name:
`{"xtsearch.indexer.engines.elasticsearch.writer": {"_REQUESTS": 1}}`.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from tests.support.faults import patient_clients


def command(*arguments: str, constants: dict[str, dict[str, Any]] | None = None) -> list[str]:
    """What to start: this module, with the command line `arguments`."""
    return [sys.executable, "-m", "tests.support.patient_command", json.dumps(constants or {}), *arguments]


def main() -> None:
    """Set the constants, and be the command line."""
    constants: dict[str, dict[str, Any]] = json.loads(sys.argv.pop(1))
    for module_name, values in constants.items():
        module = importlib.import_module(module_name)
        for name, value in values.items():
            getattr(module, name)  # an unknown one is an error
            setattr(module, name, value)
    from xtsearch.__main__ import main as xtsearch

    with patient_clients():
        xtsearch()


if __name__ == "__main__":
    main()
