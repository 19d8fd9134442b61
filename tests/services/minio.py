"""MinIO, the object store of the tests: object lock, versions, and encryption by a key of its own."""

import base64
import os
from pathlib import Path

from tests.services import cache
from tests.services.certificates import Certificates, issue
from tests.services.loopback import HOST, http_status
from tests.services.server import Server


class Minio(Server):
    """One MinIO on one folder; `secure=True` speaks TLS under an authority of its own."""

    name = "minio"
    kms_key = "motlan-test"

    def __init__(self, *, secure: bool = False) -> None:
        super().__init__()
        self.access_key = "motlan-test"
        self.secret_key = self.password
        self._secure = secure
        self._certificates: Certificates | None = None
        self._program: Path | None = None
        self._sealing_key = base64.b64encode(os.urandom(32)).decode()

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"{'https' if self._secure else 'http'}://{HOST}:{self.port}"

    @property
    def ca_file(self) -> Path | None:
        """The authority to trust; None for plain HTTP."""
        return self._certificates.ca if self._certificates else None

    def environment(self, bucket: str = "motlan") -> dict[str, str]:
        """The settings that make Motlan use it."""
        settings = {
            "MOTLAN_S3_URL": self.url,
            "MOTLAN_S3_BUCKET": bucket,
            "MOTLAN_S3_ACCESS_KEY": self.access_key,
            "MOTLAN_S3_SECRET_KEY": self.secret_key,
        }
        return settings | ({"MOTLAN_S3_CA_FILE": str(self.ca_file)} if self.ca_file else {})

    def _prepare(self) -> None:
        self._program = cache.program(cache.MINIO)
        (self.folder / "data").mkdir()
        if self._secure:
            self._certificates = issue(self.folder / "certificates")

    def _command(self) -> list[str | Path]:
        assert self._program is not None
        command: list[str | Path] = [self._program, "server", "--quiet"]
        if self._certificates:
            command += ["--certs-dir", self._certificates.key.parent]
        return [*command, "--address", f"{HOST}:{self.port}", self.folder / "data"]

    def _variables(self) -> dict[str, str]:
        return {
            "MINIO_ROOT_USER": self.access_key,
            "MINIO_ROOT_PASSWORD": self.secret_key,
            "MINIO_KMS_SECRET_KEY": f"{self.kms_key}:{self._sealing_key}",
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",
        }

    def _ready(self) -> bool:
        return http_status(self.port, "/minio/health/ready", ca=self.ca_file) == 200
