"""How much one question may ask for: the same for the command line, templates and programs."""

from __future__ import annotations

#: Hits of one answer: what a person or a script reads, and what Elasticsearch gives in one page. `scan` has no limit.
HITS_LIMIT = 10_000
#: Hits passed over before an answer's first: an engine holds offset + limit hits at once.
OFFSET_LIMIT = 100_000
