"""The fields of an Elasticsearch index, and an entry in them.

Only what a core without plug-ins has: text comes folded and cut into words by us, so that the server has
to split at blanks and nothing else. What is searched is not kept, what is shown is not searched.
"""

from collections.abc import Mapping
from typing import Any

from search.documents import Document, document_of
from search.ports import Change, Entry

# To be raised with every change of the fields or of how words are cut and folded: an index of another
# number is not searched, it is rebuilt.
MAPPING = 1

_SEARCHED = ("head_exact", "head_folded", "body_exact", "body_folded")
_SHOWN = ("words", "title", "text")
_KEYWORDS = ("agency", "paper_type", "numbers")
_FLAGS = ("available", "removed")
_DAYS = ("issued_year", "valid_from_day", "valid_to_day")

MAPPINGS: Mapping[str, Any] = {
    "dynamic": "strict",
    "_meta": {"motlan_mapping": MAPPING},
    "_source": {"includes": ["paper_type", *_SHOWN]},
    "properties": {
        **{name: {"type": "keyword"} for name in _KEYWORDS},
        **{name: {"type": "text", "analyzer": "whitespace"} for name in _SEARCHED},
        **{name: {"type": "text", "index": False} for name in _SHOWN},
        **{name: {"type": "boolean"} for name in _FLAGS},
        **{name: {"type": "integer"} for name in _DAYS},
    },
}

SETTINGS: Mapping[str, Any] = {
    # A copy where there is a second node for it; with one node the index is whole without.
    "auto_expand_replicas": "0-1",
    # Every batch makes itself visible; in between nothing changes.
    "refresh_interval": "-1",
}

HELD: Mapping[str, Any] = {"term": {"removed": False}}


def action(change: Change, index: str) -> dict[str, Any]:
    """A line of a batch. A removal is an entry without words, so that it is remembered like one."""
    source: dict[str, Any] = {"removed": not isinstance(change, Entry)}
    if isinstance(change, Entry):
        source |= _source(document_of(change))
    return {
        "_op_type": "index",
        "_index": index,
        "_id": change.paper,
        "version": change.version,
        "version_type": "external",
        "_source": source,
    }


def mapping_of(description: Mapping[str, Any]) -> int:
    """The number of the mapping of an index, from the server's description of it; 0 for a stranger's."""
    return int(description["mappings"].get("_meta", {}).get("motlan_mapping", 0))


def _source(document: Document) -> dict[str, Any]:
    names = ("available", *_KEYWORDS, *_SEARCHED, *_SHOWN, *_DAYS)
    return {name: getattr(document, name) for name in names}
