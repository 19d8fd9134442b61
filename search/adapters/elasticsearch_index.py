"""Full text on an Elasticsearch server."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ElasticsearchServer:
    """Where the index is, and who may write it."""

    url: str
    index: str
    user: str = ""
    password: str = ""
    ca_file: Path | None = None
