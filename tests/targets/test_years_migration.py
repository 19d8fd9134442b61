"""What an installation has counted stands in the sums of years and has its digests, without counting anew."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from targets.models import AgencyYear, OwnerSet
from targets.recounting import recount
from targets.rollup import follow
from tests.records import make_holder
from tests.targets.test_summing import DAYS, OTHER_YEARS
from tests.targets.world import World, at

DIGESTS = importlib.import_module("targets.migrations.0019_digests")
YEARS = importlib.import_module("targets.migrations.0020_agency_year")


@pytest.mark.django_db
def test_years_and_digests_are_those_of_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DIGESTS, "AT_ONCE", 2)
    world = World()
    holder = make_holder()
    first, *days = sorted(DAYS | OTHER_YEARS)
    before = world.dossier(world.commune, first, holder=holder)
    world.paper(before, world.commune, holder=holder, accepted_at=at(first))
    for day in days:
        world.dossier(world.commune, day, holder=holder)
    follow()
    assert OwnerSet.objects.count() > 2
    AgencyYear.objects.all().delete()
    OwnerSet.objects.update(digest=0)
    assert recount(by="test").differing.keys() == {"agencyyear", "ownerset"}
    editor = connection.schema_editor()
    DIGESTS.tell(apps, editor)
    YEARS.add_up(apps, editor)
    assert recount(by="test").differing == {}
