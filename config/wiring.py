"""The one place that picks adapters. Imports stand inside the functions on purpose: heavy libraries
take seconds to load, and `motlan verify` must not pay for an OCR engine (see docs/decisions)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from config import bounds
from config.reading_engines import engine, usable

if TYPE_CHECKING:
    from datetime import timedelta

    from celery import Celery

    from counter.ports import Press
    from ingest.levels import Levels
    from ingest.log.anchoring import Desk
    from ingest.tools import AgencySigner, Tools
    from ingest.waking import Waker
    from ocr.documents import Limits
    from ocr.sandbox import Sandbox
    from oidc.ports import IdentityProvider
    from search.ports import Index
    from signing.ports import Level, Timestamper
    from signing.trust import Trust
    from storage.adapters.s3_bucket import S3Server
    from storage.ports import Store


def home() -> Path:
    """The folder of all local state."""
    from django.conf import settings

    return Path(settings.MOTLAN_HOME)


@cache
def store() -> "Store":
    """The object store: an S3 server where one is named, else a folder on this machine."""
    from django.conf import settings

    if settings.MOTLAN_S3_URL:
        from storage.adapters.s3 import S3Store

        return S3Store(s3_server(), scratch=home() / "scratch")
    from storage.adapters.folder import FolderStore

    return FolderStore(home() / "store")


def disposal_store() -> "Store":
    """The store as `motlan dispose` opens it: with the right to delete, where that is another account's."""
    from django.conf import settings

    if not settings.MOTLAN_S3_URL or not settings.MOTLAN_S3_DISPOSAL_ACCESS_KEY:
        return store()
    from dataclasses import replace

    from storage.adapters.s3 import S3Store

    server = replace(
        s3_server(),
        access_key=settings.MOTLAN_S3_DISPOSAL_ACCESS_KEY,
        secret_key=settings.MOTLAN_S3_DISPOSAL_SECRET_KEY,
    )
    return S3Store(server, scratch=home() / "scratch")


def folder_store(old_home: Path) -> "Store":
    """The store of an embedded installation elsewhere on this machine, to be read."""
    from storage.adapters.folder import FolderStore

    return FolderStore(old_home / "store")


def s3_server() -> "S3Server":
    """Where the objects are at scale, by the settings."""
    from django.conf import settings

    from storage.adapters.s3_bucket import S3Server

    return S3Server(
        url=settings.MOTLAN_S3_URL,
        bucket=settings.MOTLAN_S3_BUCKET,
        region=settings.MOTLAN_S3_REGION,
        access_key=settings.MOTLAN_S3_ACCESS_KEY,
        secret_key=settings.MOTLAN_S3_SECRET_KEY,
        encryption=settings.MOTLAN_S3_ENCRYPTION,
        kms_key=settings.MOTLAN_S3_KMS_KEY,
        ca_file=settings.MOTLAN_S3_CA_FILE,
        public_url=settings.MOTLAN_S3_PUBLIC_URL,
    )


def links_address() -> str:
    """Scheme, host and port of the store's links to browsers; empty where it gives none."""
    from urllib.parse import urlsplit

    from django.conf import settings

    parts = urlsplit(settings.MOTLAN_S3_PUBLIC_URL if settings.MOTLAN_S3_URL else "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def set_up_store() -> "dict[str, object]":
    """Make the store ready: a bucket is made and its protection proven; a folder needs to be there only.

    Raises:
        storage.errors.StorageError: it is not ready, with the reason.
    """
    from dataclasses import asdict

    from django.conf import settings

    if settings.MOTLAN_S3_URL:
        from storage.adapters.s3_setup import set_up

        return {"store": "s3", **asdict(set_up(s3_server()))}
    store()
    return {"store": "folder"}


@cache
def index() -> "Index":
    """The full-text index: Elasticsearch where a server is named, else Tantivy on this machine."""
    from django.conf import settings

    if settings.MOTLAN_ELASTICSEARCH_URL:
        from search.adapters.elasticsearch_index import ElasticsearchIndex
        from search.adapters.elasticsearch_server import ElasticsearchServer

        server = ElasticsearchServer(
            url=settings.MOTLAN_ELASTICSEARCH_URL,
            index=settings.MOTLAN_ELASTICSEARCH_INDEX,
            user=settings.MOTLAN_ELASTICSEARCH_USER,
            password=settings.MOTLAN_ELASTICSEARCH_PASSWORD,
            ca_file=settings.MOTLAN_ELASTICSEARCH_CA_FILE,
        )
        return ElasticsearchIndex(server)
    from search.adapters.tantivy_index import TantivyIndex

    return TantivyIndex(home() / "index")


@cache
def broker() -> "Celery | None":
    """The Celery app over RabbitMQ where a broker is named; else workers look for work themselves."""
    from django.conf import settings

    if not settings.MOTLAN_BROKER_URL:
        return None
    from config.broker import celery_app

    return celery_app(
        url=settings.MOTLAN_BROKER_URL,
        password=settings.MOTLAN_BROKER_PASSWORD,
        ca_file=settings.MOTLAN_BROKER_CA_FILE,
    )


@cache
def waker() -> "Waker | None":
    """What tells workers that a paper is due; None without a broker."""
    app = broker()
    if app is None:
        return None
    from config.broker import Sender, Waker

    # Two connections: the one that sends belongs to the waker's thread.
    return Waker(Sender(app).send, waiting=Sender(app).waiting)


def limits() -> "Limits":
    """Bounds on what is opened."""
    from ocr.documents import Limits

    return Limits(max_bytes=bounds.MAX_FILE_MIB * 1024**2, max_pages=bounds.MAX_PAGES)


@contextmanager
def sandbox(*, jobs: int, engine_name: str, copied: bool = False) -> "Iterator[Sandbox]":
    """Processes that open untrusted files within limits of time and memory; they end with the block.

    `copied` is for a program that does nothing else; see ocr.sandbox.ProcessSandbox.
    """
    from ocr.sandbox import ProcessSandbox

    with ProcessSandbox(
        jobs=jobs,
        engine_factory=partial(engine, name=usable(engine_name)),
        timeout_s=bounds.TIMEOUT_S,
        copied=copied,
    ) as processes:
        yield processes


def trust() -> "Trust":
    """The loaded roots: those of MOTLAN_HOME/trust by its table, and the trial PKI where there is one.

    Read anew at each call, so that a root loaded while a worker runs counts for the next paper.
    """
    from signing.roots import load_folder

    return load_folder(trust_folder(), more=[home() / "keys"])


def trust_folder() -> Path:
    """Where certificates, their table and lists of revocation are loaded from."""
    return home() / "trust"


def list_fetcher() -> "Callable[[str], bytes]":
    """What fetches a list of revocation."""
    from signing.adapters.list_http import fetch_list

    return fetch_list


@cache
def identity_provider() -> "IdentityProvider | None":
    """Where citizens may sign in with an electronic identity; None where no provider is set."""
    from django.conf import settings

    if not settings.MOTLAN_OIDC_URL:
        return None
    from config import identity

    return identity.provider()


def slips_hold_for() -> "timedelta":
    """How long a citizen's access slip may be used."""
    from datetime import timedelta

    from django.conf import settings

    return timedelta(hours=settings.MOTLAN_SLIP_HOURS)


def correction_days() -> int:
    """Working days within which a citizen's request for correction is answered."""
    from django.conf import settings

    return int(settings.MOTLAN_CORRECTION_DAYS)


def press() -> "Press":
    """What prints the forms of the counter, and keeps them."""
    from counter.ports import Press
    from printing.pdfa import html_to_pdfa

    return Press(to_pdf=html_to_pdfa, store=store())


def is_trial() -> bool:
    """Whether signatures made here have no legal value: by setting, or since the trial PKI is in use."""
    from django.conf import settings

    return bool(settings.MOTLAN_TRIAL) or _trial_timestamping_key().exists()


def _trial_timestamping_key() -> Path:
    return home() / "keys" / "tsa.p12"


def timestamper() -> "Timestamper | None":
    """The time-stamping service that is set, else that of the trial PKI; None without either."""
    from django.conf import settings

    from config import key_holders
    from signing.pki import DemoPki

    if settings.MOTLAN_TSA_URL:
        return key_holders.http_timestamper(settings.MOTLAN_TSA_URL, settings.MOTLAN_TSA_SECOND_URL)
    tsa = _trial_timestamping_key()
    return key_holders.local_timestamper(tsa, DemoPki.password_file(tsa)) if tsa.exists() else None


def anchor_desk() -> "Desk":
    """What anchors of the log are made with."""
    from datetime import timedelta

    from django.conf import settings

    from ingest.log.anchoring import Desk

    keep = timedelta(days=366 * settings.MOTLAN_ANCHOR_YEARS)
    return Desk(store=store(), timestamper=timestamper(), keep=keep)


def anchor_every() -> "timedelta | None":
    """How long an event waits for an anchor at most; None where none is made by itself."""
    from datetime import timedelta

    from django.conf import settings

    hours = settings.MOTLAN_ANCHOR_HOURS
    return timedelta(hours=hours) if hours else None


def levels() -> "Levels":
    """At which PAdES level papers are signed."""
    from django.conf import settings

    from ingest.levels import Levels

    told = settings.MOTLAN_SIGNING_LEVEL
    usual = None if told == "auto" else cast("Level", told)
    return Levels(usual=usual, long_from_years=settings.MOTLAN_LONG_RETENTION_YEARS)


def signer() -> "AgencySigner":
    """The agencies' keys on this machine, and in the tokens named there."""
    from django.conf import settings

    from signing.adapters.folder_keys import FolderKeys

    return FolderKeys(
        home() / "keys",
        timestamper=timestamper(),
        trial=is_trial(),
        trust=trust,
        stop_days=settings.MOTLAN_KEY_STOP_DAYS,
    )


@cache
def preview_sandbox() -> "Sandbox":
    """One process for the pages' own looks into files; it lives as long as the web process."""
    from ocr.sandbox import ProcessSandbox

    return ProcessSandbox(jobs=1, engine_factory=engine)


def clear_leftovers() -> None:
    """Remove what killed processes left in the scratch folder and in the store's intake."""
    import shutil
    import time
    from datetime import timedelta

    from storage.adapters.folder import FolderStore

    # No step takes so long: what is older is nobody's.
    age = timedelta(days=1)
    for path in (home() / "scratch").glob("*"):
        # Steps of other processes end meanwhile, and take their folders along.
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > age.total_seconds():
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
    held = store()
    if isinstance(held, FolderStore):
        held.clean_temporary(older_than=age)


@contextmanager
def tools(*, jobs: int) -> "Iterator[Tools]":
    """The bundle that the walk gets, with a sandbox of `jobs` processes that ends with the block."""
    from django.conf import settings

    from config import databases, public_checks, reading_rules, remote_signing
    from dossiers.models import PaperType
    from ingest.tools import Tools

    clear_leftovers()
    reading_rules.tell_unlisted(list(PaperType.objects.values_list("code", flat=True)))
    databases.make_room(jobs)
    with sandbox(jobs=jobs, engine_name=settings.MOTLAN_ENGINE) as processes:
        yield Tools(
            store=store(),
            index=index(),
            sandbox=processes,
            signer=signer(),
            timestamper=timestamper(),
            levels=levels(),
            trust=trust,
            limits=limits(),
            scratch=home() / "scratch",
            remote=remote_signing.remote_signer,
            trial=is_trial(),
            stop_days=settings.MOTLAN_KEY_STOP_DAYS,
            rules=reading_rules.rules(),
            check_address=public_checks.address(),
        )
