"""Quét: handing files in with and without script, what the store cannot keep, and the live lines."""

import io
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient, Client
from django.urls import reverse

from accounts.models import Agency, User
from config import wiring
from dossiers.models import Batch, Paper, ReceivedFile
from dossiers.states import State
from ingest.split_signs import keep_signs
from ocr.documents import Limits
from ocr.splitting import PageSigns
from storage.adapters.memory import MemoryStore
from storage.adapters.s3 import S3Store
from storage.adapters.s3_bucket import S3Server
from storage.errors import StoreFull
from tests.records import (
    make_agency,
    make_batch,
    make_dossier,
    make_paper,
    make_refused_file,
    make_user,
)
from tests.services.loopback import free_port
from web.scan import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency("H15.50", name="Ủy ban nhân dân xã Mây")


@pytest.fixture
def clerk(client: Client, agency: Agency) -> Client:
    client.force_login(make_user("clerk", agency, username="lan"))
    return client


def backlog(agency: Agency, *files: SimpleUploadedFile, **more: Any) -> dict[str, Any]:
    return {"agency": agency.pk, "place": "backlog", "uploads": list(files), **more}


def upload(name: str = "quet.pdf", content: bytes = b"%PDF-1.7") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_are_kept_refused_and_recognised_in_one_batch(
    clerk: Client, agency: Agency, store: MemoryStore
) -> None:
    files = upload("a.pdf"), upload("b.pdf"), upload("rong.pdf", b"")
    answer = clerk.post(reverse("scan"), backlog(agency, *files), follow=True)
    batch = Batch.objects.get()
    assert answer.redirect_chain == [(reverse("scan_batch", args=[batch.pk]), 302)]
    assert batch.created_by == "user:lan"
    outcomes = dict(batch.files.values_list("name", "outcome"))
    assert outcomes == {"a.pdf": "kept", "b.pdf": "duplicate", "rong.pdf": "refused"}
    page = answer.content.decode()
    for shown in ("a.pdf", "Đã tiếp nhận", "Tệp rỗng", "trùng từng byte", "Đã nhận 3 tệp"):
        assert shown in page
    assert len(store.objects) == 1


def test_a_dossier_is_found_by_its_number_however_it_is_typed(
    clerk: Client, agency: Agency, store: MemoryStore
) -> None:
    dossier = make_dossier(agency, "H15.50-260302-0001")
    typed = " h15.50 – 260302-0001 "
    form = backlog(agency, upload(), place="dossier", number=typed)
    clerk.post(reverse("scan"), form)
    assert Batch.objects.get().dossier == dossier
    assert Paper.objects.get().dossier == dossier


@pytest.mark.parametrize(
    ("number", "told"),
    [("", "Nhập mã hồ sơ"), ("abc", "không đúng dạng"), ("H99.1-260302-0001", "Không có hồ sơ")],
)
def test_a_wrong_number_is_told_and_nothing_is_kept(
    clerk: Client, agency: Agency, store: MemoryStore, number: str, told: str
) -> None:
    make_dossier(
        make_agency("H99.1"), "H99.1-260302-0001"
    )  # of another agency: as if there were none
    answer = clerk.post(reverse("scan"), backlog(agency, upload(), place="dossier", number=number))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Batch.objects.exists()
    assert not store.objects


def test_no_file_and_a_strange_agency_are_told(
    clerk: Client, agency: Agency, store: MemoryStore
) -> None:
    assert "ít nhất một tệp" in clerk.post(reverse("scan"), backlog(agency)).content.decode()
    strange = clerk.post(reverse("scan"), backlog(make_agency(), upload()))
    assert "Chọn cơ quan nhận" in strange.content.decode()
    assert not Batch.objects.exists()


def test_a_script_opens_a_batch_and_sends_files_one_by_one(
    clerk: Client, agency: Agency, store: MemoryStore
) -> None:
    wrong = clerk.post(reverse("scan_open"), {"agency": agency.pk, "place": "dossier"})
    assert wrong.status_code == 422
    assert "number" in wrong.json()["errors"]
    opened = clerk.post(reverse("scan_open"), {"agency": agency.pk, "place": "backlog"}).json()
    answer = clerk.post(opened["upload"], {"file": upload("<b>.pdf")})
    assert answer.status_code == 201
    assert "&lt;b&gt;.pdf" in answer.content.decode()
    assert clerk.post(opened["upload"]).status_code == 400
    assert "&lt;b&gt;.pdf" in clerk.get(opened["batch"]).content.decode()


class FullStore(MemoryStore):
    """A store without room."""

    def put(self, source: Any, *, media_type: str, sha256: str | None = None) -> Any:
        raise StoreFull


def test_what_the_store_cannot_keep_is_not_acknowledged(
    clerk: Client, agency: Agency, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "store", FullStore)
    batch = make_batch(agency)
    answer = clerk.post(reverse("scan_upload", args=[batch.pk]), {"file": upload()})
    assert answer.status_code == 503
    assert answer.json()["retry"] is True
    assert "Kho lưu trữ đã đầy" in answer.json()["error"]
    page = clerk.post(reverse("scan"), backlog(agency, upload()), follow=True).content.decode()
    assert "quet.pdf: chưa được nhận. Kho lưu trữ đã đầy" in page
    assert not ReceivedFile.objects.exists()


@pytest.mark.service
def test_while_the_object_store_is_away_nothing_is_acknowledged(
    clerk: Client, agency: Agency, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    away = S3Server(
        url=f"http://127.0.0.1:{free_port()}",
        bucket="motlan",
        region="us-east-1",
        access_key="motlan",
        secret_key="mat-khau-chi-de-thu",
    )
    monkeypatch.setattr(wiring, "store", lambda: S3Store(away, scratch=tmp_path))
    batch = make_batch(agency)
    answer = clerk.post(reverse("scan_upload", args=[batch.pk]), {"file": upload()})
    assert answer.status_code == 503
    assert answer.json()["retry"] is True
    page = clerk.post(reverse("scan"), backlog(agency, upload()), follow=True).content.decode()
    assert "quet.pdf: chưa được nhận." in page
    assert "Đã nhận" not in page
    assert not ReceivedFile.objects.exists()
    assert not Paper.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_file_over_the_limit_is_not_taken(
    clerk: Client, agency: Agency, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "limits", lambda: Limits(max_bytes=10))
    answer = clerk.post(
        reverse("scan_upload", args=[make_batch(agency).pk]), {"file": upload(content=b"x" * 11)}
    )
    assert answer.status_code == 422
    assert "lớn hơn mức cho phép" in answer.json()["error"]
    assert not store.objects


def test_every_state_of_a_file_can_be_shown(clerk: Client, agency: Agency) -> None:
    batch = make_batch(agency, dossier=make_dossier(agency))
    for state in State:
        make_paper(agency, state, batch=batch)
    retried = make_paper(agency, State.KEPT, batch=batch, failure_code="storage.unreachable")
    retried.received_file.warnings = ["document.javascript"]
    retried.received_file.save()
    page = clerk.get(reverse("scan_batch", args=[batch.pk])).content.decode()
    for state in State:
        # A dissolved paper's pages stand with the papers that took them; of a disposed one nothing is left.
        gone = state in (State.DISSOLVED, State.DISPOSED)
        assert (str(state.label) in page) is not gone, state
    assert "tự thử lại" in page
    assert "mã JavaScript" in page
    assert "sse-connect" in page


def test_every_page_of_a_parted_file_is_told(clerk: Client, agency: Agency) -> None:
    first = make_paper(agency, State.TO_REVIEW, pages=4, first_page=3, name="tap.pdf")
    file = first.received_file
    second = make_paper(agency, State.AVAILABLE, pages=7, first_page=7)
    gone = make_paper(agency, State.DISSOLVED, first_page=4, pages=5)
    Paper.objects.filter(pk__in=[second.pk, gone.pk]).update(received_file=file)
    keep_signs(file, [PageSigns(number) for number in range(1, 9)])
    file.save()
    page = clerk.get(reverse("scan_batch", args=[file.batch_id])).content.decode()
    for shown in ("2 giấy tờ", "Trang 3–4", "Trang 7", "Trang 1–2, 5–6, 8: tờ phân cách"):
        assert shown in page
    assert reverse("paper", args=[second.pk]) in page
    assert reverse("paper", args=[gone.pk]) not in page
    assert page.count(">Bản gốc<") == 1


def test_past_batches_are_paged_with_their_counts(
    clerk: Client, agency: Agency, django_assert_max_num_queries: Any
) -> None:
    for _ in range(25):
        make_refused_file(agency)
    make_paper(agency, State.AVAILABLE)
    with django_assert_max_num_queries(16):
        page = clerk.get(reverse("scan"))
    shown = page.content.decode()
    assert "1 dùng được" in shown
    assert "1 có lỗi" in shown
    last = clerk.get(reverse("scan"), {"sau": page.context["page"].next_key})
    assert len(page.context["batches"]) == 20
    assert len(last.context["batches"]) == 6


def test_an_empty_office_is_told_what_to_do(clerk: Client) -> None:
    assert "Chưa có lô nào" in clerk.get(reverse("scan")).content.decode()


def test_live_lines_end_when_nothing_moves(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EVERY_S", 0.0)
    user, batch = make_user("clerk", agency), make_batch(agency)
    moving = make_paper(agency, State.KEPT, batch=batch, name="dang-doc.pdf")
    still = make_paper(agency, State.TO_REVIEW, batch=batch, name="da-doc.pdf")

    async def listen() -> str:
        client = AsyncClient()
        await client.aforce_login(user)
        answer = cast(Any, await client.get(reverse("scan_watch", args=[batch.pk])))
        assert answer["Content-Type"] == "text/event-stream"
        heard = io.StringIO()
        async for piece in cast(AsyncIterator[bytes], answer.streaming_content):
            heard.write(piece.decode())
            if f"event: file-{moving.received_file_id}" in piece.decode():
                await Paper.objects.filter(pk=moving.pk).aupdate(state=State.TO_REVIEW)
        return heard.getvalue()

    heard = async_to_sync(listen)()
    assert heard.count(f"event: file-{moving.received_file_id}\n") == 2
    assert heard.count(f"event: file-{still.received_file_id}\n") == 1
    assert heard.count("event: acts\n") == 1, (
        "what waits for review can be opened from the first on"
    )
    assert "1 đang xử lý" in heard
    assert "2 chờ đối soát" in heard
    assert heard.endswith("event: end\ndata: \n\n")


def test_live_lines_end_for_who_may_look_no_more(agency: Agency) -> None:
    user, batch = make_user("clerk", agency), make_batch(agency)
    make_paper(agency, State.KEPT, batch=batch)
    lines, moving = live.lines_now(batch, user, after="")
    assert lines
    assert moving
    # As the request's own user had it when the stream began.
    assert user.roles_held
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert live.lines_now(batch, user, after="") == ({}, False)
    User.objects.filter(pk=user.pk).update(is_active=True, session_generation=1)
    assert live.lines_now(batch, user, after="") == ({}, False)
    User.objects.filter(pk=user.pk).update(session_generation=0)
    assert live.lines_now(batch, user, after="")[1]
    user.roles.update(valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 1))
    assert live.lines_now(batch, user, after="") == ({}, False)
