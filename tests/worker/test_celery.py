"""Workers that RabbitMQ tells what is due: whatever is killed, lost or comes twice, each paper is done once."""

import shutil
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.broker import BACKLOG
from tests.services.rabbitmq import Rabbitmq
from tests.worker.celery_office import CeleryOffice, Queues

pytestmark = pytest.mark.service

ONE_DOSSIER = """
from accounts.models import Agency
from tests.records import make_dossier
print(make_dossier(Agency.objects.get()).number)
"""


@pytest.fixture
def queues(rabbitmq: Rabbitmq) -> Iterator[Queues]:
    made = Queues(rabbitmq.url, rabbitmq.password)
    made.purge()
    yield made
    made.sender.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an office with its records made, for every test to begin with a copy of."""
    made = CeleryOffice(tmp_path_factory.mktemp("prepared") / "home", {})
    done = made.run("migrate", "--agency", "H90", "--name", "Tỉnh Nam Giang")
    assert done.returncode == 0, done.stderr
    return made.home


@pytest.fixture
def office(
    rabbitmq: Rabbitmq, queues: Queues, prepared: Path, tmp_path: Path
) -> Iterator[CeleryOffice]:
    shutil.copytree(prepared, tmp_path / "home")
    made = CeleryOffice(tmp_path / "home", rabbitmq.environment())
    yield made
    made.close()


def stop(process, *, within_s: float) -> None:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert time.monotonic() - began < within_s


def test_two_workers_share_the_papers_and_a_message_too_many_does_no_harm(
    office: CeleryOffice, queues: Queues, rabbitmq: Rabbitmq
) -> None:
    workers = [office.worker(read_s=0.5), office.worker(read_s=0.5)]
    office.hand_in(*[f"{number}.png" for number in range(6)])
    for paper in (1, 1, 2, 999):
        queues.sender.send(paper, BACKLOG)
    with queues.app.connection_for_write() as connection:
        producer = connection.Producer()
        hostile = {"exchange": "motlan", "routing_key": BACKLOG}
        producer.publish(b"\x80\x04N.", content_type="application/x-python-serialize", **hostile)
        producer.publish("{", content_type="application/json", **hostile)
        producer.publish({"task": "os.system", "args": ["true"], "id": "1"}, **hostile)
        queues.app.send_task("motlan.take", args=("x; drop table",), queue=BACKLOG)
    office.until(lambda: office.states() == ["to_review"] * 6)
    done = office.rows("select count(*), count(distinct object_id) from dossiers_event")
    done_once = office.rows(
        "select max(n) from (select count(*) n from dossiers_event where object_type='paper'"
        " group by object_id, verb)"
    )
    assert done_once == [(1,)], done
    for number in (0, 1):
        assert b"motlan.take" in office.log_of(number).read_bytes()
        assert rabbitmq.password.encode() not in office.log_of(number).read_bytes()
    for worker in workers:
        stop(worker, within_s=10)
    assert queues.waiting() == (0, 0)
    assert office.leases() == []
    office.no_process_remains()


def test_the_queues_are_replicated_and_nothing_else_is_made(
    queues: Queues, rabbitmq: Rabbitmq, office: CeleryOffice
) -> None:
    worker = office.worker()
    queues.sender.send(1, BACKLOG)
    listed = rabbitmq.control(
        "list_queues", "-p", rabbitmq.vhost, "--no-table-headers", "name", "type"
    )
    assert sorted(listed.split()) == ["backlog", "counter", "quorum", "quorum"]
    exchanges = rabbitmq.control(
        "list_exchanges", "-p", rabbitmq.vhost, "--no-table-headers", "name"
    )
    ours = {name for name in exchanges.split() if not name.startswith("amq.")}
    assert ours == {"motlan"}
    channels = rabbitmq.control("list_channels", "--no-table-headers", "confirm", "prefetch_count")
    # Ours sends under confirmation; the worker's takes one message for each of its jobs.
    assert {line.split()[0] for line in channels.splitlines()} == {"true", "false"}
    stop(worker, within_s=10)


@pytest.mark.slow
def test_a_killed_workers_paper_is_taken_up(office: CeleryOffice) -> None:
    first = office.worker(read_s=60)
    office.hand_in("a.png", "b.png")
    office.until(office.leases)
    first.kill()
    first.wait()
    assert office.leases()
    # The other paper is held elsewhere, by a worker that says nothing any more.
    until = datetime.now(UTC) + timedelta(seconds=15)
    office.write(
        "update dossiers_paper set lease_owner = 'elsewhere/1/1/1', lease_until = ?"
        " where lease_owner = ''",
        until.replace(tzinfo=None),
    )
    second = office.worker()
    office.until(lambda: "to_review" in office.states())
    office.until(lambda: office.states() == ["to_review"] * 2)
    assert datetime.now(UTC) > until
    stop(second, within_s=10)
    office.no_process_remains()


@pytest.mark.slow
def test_a_worker_that_is_told_to_stop_gives_its_paper_back(
    office: CeleryOffice, queues: Queues
) -> None:
    worker = office.worker(read_s=60)
    office.hand_in("a.png", "b.png", "c.png")
    office.until(lambda: "prepared" in office.states())
    time.sleep(1)
    assert len(office.leases()) == 1
    stop(worker, within_s=20)
    assert office.leases() == []
    assert queues.waiting() == (0, 3)
    office.no_process_remains()
    second = office.worker()
    office.until(lambda: office.states() == ["to_review"] * 3)
    stop(second, within_s=10)


def test_a_lost_message_is_found_by_sweep(office: CeleryOffice, queues: Queues) -> None:
    office.hand_in("a.png", "b.png")
    dossier = office.python(ONE_DOSSIER)
    office.hand_in("c.png", dossier=dossier)
    assert queues.waiting() == (1, 2)
    queues.purge()
    office.let_time_pass(60)
    assert "3 giấy tờ bị bỏ quên, đã nhắc 0" in office.run("sweep", "--dry-run").stdout
    assert "3 giấy tờ bị bỏ quên, đã nhắc 3" in office.run("sweep").stdout
    assert queues.waiting() == (1, 2)
    assert "đã nhắc 0" in office.run("sweep").stdout
    assert queues.waiting() == (1, 2)


@pytest.mark.slow
def test_the_counter_overtakes_a_long_backlog(office: CeleryOffice, queues: Queues) -> None:
    backlog = [f"{number}.png" for number in range(12)]
    office.hand_in(*backlog)
    dossier = office.python(ONE_DOSSIER)
    worker = office.worker(read_s=0.5)
    office.until(lambda: "to_review" in office.states())
    office.hand_in("urgent.png", dossier=dossier)
    office.until(lambda: office.states()[-1] == "to_review")
    assert office.states()[:-1].count("to_review") < len(backlog)
    office.until(lambda: office.states() == ["to_review"] * 13)
    stop(worker, within_s=10)


@pytest.mark.slow
def test_work_goes_on_without_the_broker_and_with_it_again(
    office: CeleryOffice, queues: Queues, rabbitmq: Rabbitmq
) -> None:
    worker = office.worker()
    queues.sender.close()
    rabbitmq.stop()
    try:
        office.hand_in("a.png", "b.png")
        office.until(lambda: office.states() == ["to_review"] * 2)
    finally:
        rabbitmq.start()
    office.until(lambda: office.log_of(0).read_bytes().count(b"Connected to") == 2)
    taken = office.log_of(0).read_bytes().count(b"motlan.take")
    office.hand_in("c.png")
    office.until(lambda: office.states() == ["to_review"] * 3)
    assert office.log_of(0).read_bytes().count(b"motlan.take") > taken
    stop(worker, within_s=10)
