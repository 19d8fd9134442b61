"""Each server is what the fixtures say: it answers, refuses strangers, and keeps its data over a crash."""

import time
from typing import Any

import psycopg
import pytest
from elasticsearch import AuthenticationException, AuthorizationException
from elasticsearch import Elasticsearch as Client
from kombu import Connection  # type: ignore[attr-defined]
from minio import Minio as MinioClient
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from tests.services.elasticsearch import Elasticsearch
from tests.services.minio import Minio
from tests.services.postgresql import Postgresql
from tests.services.rabbitmq import Rabbitmq
from tests.services.toxiproxy import Toxiproxy

pytestmark = pytest.mark.service


def s3(minio: Minio) -> MinioClient:
    pool = PoolManager(retries=False, ca_certs=str(minio.ca_file) if minio.ca_file else None)
    return MinioClient(
        minio.url.partition("://")[2],
        access_key=minio.access_key,
        secret_key=minio.secret_key,
        secure=minio.url.startswith("https"),
        http_client=pool,
    )


def client(server: Elasticsearch, password: str) -> Client:
    return Client(server.url, basic_auth=(server.user, password), ca_certs=str(server.ca_file))


def amqp(url: str, password: str) -> Any:
    return Connection(url, password=password)  # type: ignore[no-untyped-call]


def test_minio_makes_buckets(minio: Minio) -> None:
    s3(minio).make_bucket("fixtures", object_lock=True)
    assert s3(minio).bucket_exists("fixtures")


def test_minio_speaks_tls(secure_minio: Minio) -> None:
    assert secure_minio.url.startswith("https://")
    assert secure_minio.environment()["MOTLAN_S3_CA_FILE"] == str(secure_minio.ca_file)
    assert not s3(secure_minio).bucket_exists("nothing-there")


def test_postgresql_asks_for_the_password(postgresql: Postgresql) -> None:
    url = postgresql.create_database("fixtures")
    assert postgresql.environment("fixtures")["MOTLAN_DATABASE_URL"] == url
    with psycopg.connect(url, password=postgresql.password) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("motlan",)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url, password="another")


def test_postgresql_keeps_its_data_when_killed() -> None:
    with Postgresql() as server:
        server.create_database("kept")
        with server.connect("kept") as connection:
            connection.execute("CREATE TABLE held (n int)")
            connection.execute("INSERT INTO held VALUES (1)")
        folder, port = server.folder, server.port
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            server.connect("kept")
        server.start()
        assert server.port == port
        with server.connect("kept") as connection:
            assert connection.execute("SELECT n FROM held").fetchone() == (1,)
    assert not folder.exists()


def test_rabbitmq_has_virtual_hosts(rabbitmq: Rabbitmq) -> None:
    url = rabbitmq.create_vhost("fixtures")
    with amqp(url, rabbitmq.password) as connection:
        connection.connect()
    with amqp(url, "another") as connection, pytest.raises(Exception, match="ACCESS_REFUSED"):
        connection.connect()


def test_elasticsearch_holds_documents(elasticsearch: Elasticsearch) -> None:
    with Client(elasticsearch.url) as es:
        es.index(index="fixtures", id="1", document={"text": "một lần"}, refresh=True)
        assert es.search(index="fixtures", query={"match": {"text": "lần"}})["hits"]["total"][
            "value"
        ]


def test_elasticsearch_knows_who_may_do_what(secure_elasticsearch: Elasticsearch) -> None:
    with client(secure_elasticsearch, secure_elasticsearch.password) as es:
        es.index(index="motlan-1", id="1", document={"text": "một lần"})
        with pytest.raises(AuthorizationException):
            es.index(index="another", id="1", document={"text": "một lần"})
    with (
        client(secure_elasticsearch, "another") as es,
        pytest.raises(AuthenticationException),
    ):
        es.cluster.health()


def test_toxiproxy_breaks_the_line(toxiproxy: Toxiproxy, minio: Minio) -> None:
    line = toxiproxy.proxy("fixtures", f"127.0.0.1:{minio.port}")
    pool = PoolManager(retries=False)
    url = f"http://{line.address}/minio/health/ready"
    assert pool.request("GET", url).status == 200

    line.add_toxic("latency", latency=300)
    started = time.monotonic()
    pool.request("GET", url)
    assert time.monotonic() - started >= 0.3

    line.heal()
    line.down()
    with pytest.raises(HTTPError):
        pool.request("GET", url)
    line.up()
    assert pool.request("GET", url).status == 200
    pool.clear()
