"""What an article may hold: limits that readers, documents and both engines keep, each in one place.

A limit is that of the server where the server has one, so that what the embedded engine takes can go to Elasticsearch.
"""

from __future__ import annotations

#: UTF-8 bytes of a record in a line, and so of its body. The longest article known, a government work report, has some
#: 60 KB.
TEXT_BYTES = 16 << 20
#: UTF-8 bytes of an id: what Elasticsearch takes as `_id`.
ID_BYTES = 512
#: UTF-8 bytes of a keyword's value: the longest term that Lucene takes; a longer one has the document refused there.
KEYWORD_BYTES = 32_766
#: Levels of objects and lists in an article's further fields, the fields themselves being the first: `depth_limit` of
#: Elasticsearch's type `flattened` where nobody sets it. The server counts objects alone, so it takes what passes here.
EXTRA_DEPTH = 20
#: UTF-8 bytes of the further fields as JSON: they describe an article, they are not a second one.
EXTRA_BYTES = 1 << 20
#: Characters of a further field's value that can still be searched; a longer one is kept, but not indexed. Three bytes
#: each, and the path before them, stay within KEYWORD_BYTES.
EXTRA_CHARACTERS = 8_191
#: Shards of an index, and copies beyond the first of each. Elasticsearch makes no more shards at once
#: (`index.max_number_of_shards`), and far fewer serve a billion articles; no cluster holds so many copies.
SHARDS_MOST, REPLICAS_MOST = 1024, 100
#: Values of one field that an engine counts at once: `search.max_buckets` of Elasticsearch where nobody sets it.
COUNTED_VALUES = 65_536
