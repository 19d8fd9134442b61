"""Leases: one runner at a time has a paper; a dead one's papers are taken up at once, a silent one's in time."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers.models import Lease, Paper
from dossiers.states import State
from ingest.leases import is_dead, lease, owner_name, release_dead
from ingest.runner import claim, keep_leases
from tests.records import make_agency, make_dossier, make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead_owner() -> str:
    """The name of a process of this host that has ended."""
    code = "from ingest.leases import owner_name; print(owner_name())"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    setup = "import django; django.setup(); "
    done = subprocess.run(
        [sys.executable, "-c", setup + code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_paper_is_claimed_once() -> None:
    paper = make_paper(make_agency(), State.RECEIVED)
    first = claim("one")
    assert first is not None
    assert first.pk == paper.pk
    assert claim("two") is None


def test_the_counter_goes_before_the_backlog() -> None:
    agency = make_agency()
    make_paper(agency, State.RECEIVED)
    waiting = make_paper(agency, State.RECEIVED, dossier=make_dossier(agency))
    claimed = claim("one")
    assert claimed is not None
    assert claimed.pk == waiting.pk


@pytest.mark.parametrize("state", [State.TO_REVIEW, State.AVAILABLE, State.FAILED, State.RETURNED])
def test_what_waits_for_people_is_not_claimed(state: State) -> None:
    make_paper(make_agency(), state)
    assert claim("one") is None


def test_a_silent_runners_paper_is_taken_up_in_time() -> None:
    make_paper(make_agency(), State.RECEIVED)
    assert claim("elsewhere/1/1") is not None
    assert claim("two") is None
    Paper.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim("two") is not None


def test_a_dead_runners_paper_is_taken_up_at_once(dead_owner: str) -> None:
    make_paper(make_agency(), State.RECEIVED)
    assert claim(dead_owner) is not None
    assert is_dead(dead_owner)
    assert release_dead() == 1
    assert claim("two") is not None


def test_a_living_runner_keeps_its_papers() -> None:
    make_paper(make_agency(), State.RECEIVED)
    assert claim(owner_name()) is not None
    assert not is_dead(owner_name())
    assert not is_dead("elsewhere/1/1")
    assert release_dead() == 0
    until = Paper.objects.get().lease_until
    keep_leases(owner_name(), [])
    assert Paper.objects.get().lease_until == until
    keep_leases(owner_name(), [Paper.objects.get().pk])
    assert Paper.objects.get().lease_until > until


def test_a_named_lease_has_one_holder(dead_owner: str) -> None:
    with lease("indexer") as held:
        assert held
        Lease.objects.update(owner="elsewhere/1/1")
        with lease("indexer") as other:
            assert not other
    Lease.objects.update(owner=dead_owner, until=timezone.now() + timedelta(hours=1))
    with lease("indexer") as again:
        assert again


def test_a_process_of_another_container_is_not_taken_for_dead() -> None:
    host, place, pid, started = owner_name().split("/")
    assert is_dead(f"{host}/{place}/{pid}/{started}0")
    # The same host name and number, but the numbers of another container or of the time before a reboot.
    assert not is_dead(f"{host}/{place}0/{pid}/{started}0")
    assert not is_dead(f"{host}/{pid}/{started}0")
    # A host may have another name by now.
    assert is_dead(f"renamed/{place}/{pid}/{started}0")
