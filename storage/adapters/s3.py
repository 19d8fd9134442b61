"""Objects on an S3 server with object lock."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class S3Server:
    """Where the objects are, and how they are protected."""

    url: str
    bucket: str
    region: str
    access_key: str
    secret_key: str
    encryption: str = "s3"
    kms_key: str = ""
    ca_file: Path | None = None
    public_url: str = ""
