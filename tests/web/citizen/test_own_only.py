"""A citizen never sees a row of another holder, whatever was done to whose papers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiers import events
from dossiers.citizens.slips import GivenSlip, give_slip
from dossiers.identity.changes import Grounds
from dossiers.identity.relinking import relink_paper
from dossiers.models import Holder, Paper, Reuse, ReuseMode
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_holder,
    make_paper,
    make_procedure,
    make_user,
    vouch_for,
)
from tests.web.citizen.doors import citizen, enter

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["paper", "use", "view", "relink", "check", "dossier", "refuse"]),
        st.integers(0, 1),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)
# In every text of a person's records, so that it can be looked for in what the other one sees.
MARKS = ("Mận", "Đào")


class World:
    """Two persons at one agency, and a clerk who makes mistakes."""

    def __init__(self) -> None:
        self.agency = make_agency()
        self.clerk = make_user("clerk", self.agency)
        self.officer = make_user("officer", self.agency)
        self.holders = [make_holder(f"Nguyễn Thị {mark}") for mark in MARKS]
        # Marked by whose it is in truth, which is whose it is now.
        self.papers: list[Paper] = []

    def do(self, act: str, whose: int, which: int) -> None:
        """One act; what cannot be done now is left out."""
        holder = self.holders[whose]
        if act == "paper":
            title = f"Giấy của {MARKS[whose]}"
            self.papers.append(make_paper(self.agency, State.AVAILABLE, holder=holder, title=title))
        elif act == "dossier":
            self._dossier(holder, whose)
        elif act == "check":
            self._tell("reuse.checked", holder, f"Tìm {MARKS[whose]}")
        elif self.papers:
            self._on_paper(act, self.papers[which % len(self.papers)])

    def _on_paper(self, act: str, paper: Paper) -> None:
        paper.refresh_from_db()
        assert paper.holder is not None
        whose = self.holders.index(paper.holder)
        if act == "view":
            self._tell("paper.downloaded", paper, f"Xem cho {MARKS[whose]}")
        elif act == "use":
            self._use(paper, whose)
        elif act == "relink":
            mark = MARKS[1 - whose]
            grounds = Grounds("wrong_person", f"Gỡ khỏi {MARKS[whose]}, gắn cho {mark}")
            relink_paper(
                paper_id=paper.pk, to=self.holders[1 - whose], grounds=grounds, officer=self.clerk
            )
            Paper.objects.filter(pk=paper.pk).update(title=f"Giấy của {mark}")

    def _use(self, paper: Paper, whose: int) -> None:
        dossier = self._dossier(self.holders[whose], whose)
        component = make_component(dossier.procedure)
        reuse = Reuse.objects.create(
            dossier=dossier,
            component=component,
            paper=paper,
            mode=ReuseMode.PRIOR_FILE,
            purpose=f"Cho {MARKS[whose]}",
            legal_basis="Luật thử",
            officer=f"user:{self.officer.username}",
        )
        self._tell("reuse.recorded", reuse, reuse.purpose)

    def _dossier(self, holder: Holder, whose: int):  # type: ignore[no-untyped-def]
        procedure = make_procedure(name=f"Thủ tục của {MARKS[whose]}")
        return make_dossier(self.agency, procedure=procedure, holder=holder)

    def _tell(self, verb: str, about: object, purpose: str) -> None:
        events.record(
            agency=self.agency,
            actor=f"user:{self.officer.username}",
            verb=verb,
            about=about,  # type: ignore[arg-type]
            purpose=purpose,
        )


class OwnOnly(TestCase):
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(acts=ACTS)
    def test_nothing_of_the_other_person_is_in_any_page(
        self, acts: list[tuple[str, int, int]]
    ) -> None:
        world = World()
        for act, whose, which in acts:
            world.do(act, whose, which)
        for whose, holder in enumerate(world.holders):
            client = _client(world, holder)
            pages = [reverse(name) for name in ("citizen", "citizen_uses", "citizen_dossiers")]
            for paper in world.papers:
                paper.refresh_from_db()
                address = reverse("citizen_paper", args=[paper.pk])
                if paper.holder == holder:
                    pages.append(address)
                else:
                    assert client.get(address).status_code == 404
            for address in pages:
                answer = client.get(address)
                assert answer.status_code == 200
                assert MARKS[1 - whose] not in answer.content.decode(), (acts, address)


def _client(world: World, holder: Holder) -> Client:
    given_slip = give_slip(
        holder=holder, by=world.clerk, agency=world.agency, valid_for=timedelta(hours=1)
    )
    assert isinstance(given_slip, GivenSlip)
    client = Client()
    assert enter(client, holder.personal_id, given_slip.code) == 302
    return client


@pytest.mark.django_db
def test_rows_of_others_are_not_there(store: MemoryStore) -> None:
    agency, me, other = make_agency(), make_holder(), make_holder()
    client = citizen(me, agency)
    paper = make_paper(agency, State.AVAILABLE, holder=other)
    waiting = make_paper(agency, State.TO_REVIEW, holder=me)
    dossier = make_dossier(agency, holder=other)
    for found in (paper.pk, waiting.pk, 10**17):
        assert client.get(reverse("citizen_paper", args=[found])).status_code == 404
        assert client.post(reverse("citizen_download", args=[found])).status_code == 404
        asked = reverse("citizen_correction_new") + f"?giay-to={found}"
        assert client.get(asked).status_code == 404
        assert client.post(asked, {"text": "Sai", "key": "k"}).status_code == 404
    for found in (dossier.pk, 10**17):
        assert client.get(reverse("citizen_dossier", args=[found])).status_code == 404
    assert client.get(reverse("citizen_correction_new") + "?giay-to=x").status_code == 404


@pytest.mark.django_db
def test_a_paper_is_told_and_saved_and_the_saving_recorded(store: MemoryStore) -> None:
    agency, holder = make_agency(name="Ủy ban nhân dân xã Giữ Giấy"), make_holder()
    paper = make_paper(
        agency,
        State.AVAILABLE,
        holder=holder,
        store=store,
        arrived_signed=True,
        number="12/QĐ-UBND",
        issuer="Sở Thử",
        valid_to=timezone.localdate() - timedelta(days=1),
    )
    vouch_for(paper.renditions.get())
    client = citizen(holder, agency)
    listed = client.get(reverse("citizen")).content.decode()
    page = client.get(reverse("citizen_paper", args=[paper.pk]))
    assert page["Cache-Control"] == "private, no-store"
    for told in ("12/QĐ-UBND", "Sở Thử", "Hết hiệu lực", "Ủy ban nhân dân xã Giữ Giấy"):
        assert told in listed
        assert told in page.content.decode()
    saved = client.post(reverse("citizen_download", args=[paper.pk]))
    assert saved.status_code == 200
    page_text = client.get(reverse("citizen_paper", args=[paper.pk])).content.decode()
    assert "Tải bản điện tử của giấy tờ" in page_text
    assert "Bạn, " in page_text


@pytest.mark.django_db
def test_no_personal_id_stands_in_a_page_or_an_address() -> None:
    agency, holder = make_agency(), make_holder(personal_id="079090123456")
    make_paper(
        agency,
        State.AVAILABLE,
        holder=holder,
        title="Căn cước 079090123456",
        number="079090123456",
        fields={"personal_id": "079090123456"},
    )
    client = citizen(holder, agency)
    for name in ("citizen", "citizen_uses", "citizen_dossiers", "citizen_corrections"):
        assert "079090123456" not in client.get(reverse(name)).content.decode()
    paper = Paper.objects.get()
    assert (
        "079090123456" not in client.get(reverse("citizen_paper", args=[paper.pk])).content.decode()
    )


@pytest.mark.django_db
def test_a_dossier_says_what_is_still_needed(store: MemoryStore) -> None:
    agency, holder = make_agency(), make_holder()
    procedure = make_procedure(name="Cấp phép thử")
    held = make_paper(agency, State.AVAILABLE, holder=holder)
    assert held.paper_type is not None
    make_component(procedure, held.paper_type, name="Giấy đã có")
    make_component(procedure, name="Giấy còn thiếu")
    dossier = make_dossier(agency, procedure=procedure, holder=holder)
    page = citizen(holder, agency).get(reverse("citizen_dossier", args=[dossier.pk]))
    needed = page.content.decode().split("Còn cần nộp")[1].split("</section>")[0]
    assert "Giấy còn thiếu" in needed
