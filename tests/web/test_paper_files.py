"""Pictures of pages and originals."""

import io
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from django.urls import reverse
from PIL import Image

from config import wiring
from config.pictures import page_picture
from dossiers.models import Event
from dossiers.states import State
from ocr.sandbox import ProcessSandbox
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_paper, make_user
from tests.web.no_engine import NoEngine

pytestmark = pytest.mark.django_db


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (500, 700), "white").save(made, "PNG")
    return made.getvalue()


def test_a_page_is_shown_and_asked_for_again_by_its_tag(client: Client, store: MemoryStore) -> None:
    agency = make_agency()
    paper = make_paper(agency, store=store, content=png())
    client.force_login(make_user("clerk", agency))
    address = reverse("paper_page", args=[paper.pk, 1])
    answer = client.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert "private" in answer["Cache-Control"]
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert shown.size == (500, 700)
    store.objects.clear()  # the browser's own copy needs no store
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_kept_picture_is_not_confirmed_to_a_person_who_may_no_longer_see_it(
    client: Client, store: MemoryStore
) -> None:
    paper = make_paper(make_agency(), store=store, content=png())
    client.force_login(make_user("clerk", make_agency()))
    tag = f'"{paper.received_file.sha256}-1-1"'
    address = reverse("paper_page", args=[paper.pk, 1])
    assert client.get(address, headers={"if-none-match": tag}).status_code == 404


@pytest.mark.parametrize("number", [0, 2, 99])
def test_pages_of_the_file_that_are_not_of_the_paper_are_not_shown(
    client: Client, store: MemoryStore, number: int
) -> None:
    agency = make_agency()
    paper = make_paper(agency, store=store, content=png())
    client.force_login(make_user("clerk", agency))
    assert client.get(reverse("paper_page", args=[paper.pk, number])).status_code == 404


def test_what_cannot_be_shown_says_why(client: Client, store: MemoryStore) -> None:
    agency = make_agency()
    client.force_login(make_user("clerk", agency))
    damaged = make_paper(agency, store=store, content=b"\x89PNG\r\n\x1a\n")
    answer = client.get(reverse("paper_page", args=[damaged.pk, 1]))
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/plain")
    lost = make_paper(agency)
    answer = client.get(reverse("paper_page", args=[lost.pk, 1]))
    assert "Kho không có tệp này" in answer.content.decode()
    assert client.get(reverse("paper_original", args=[lost.pk])).status_code == 422


def test_the_original_is_handed_out_byte_for_byte_and_the_act_recorded(store: MemoryStore) -> None:
    agency = make_agency()
    content = b"%PDF-1.7 <script>alert(1)</script>" * 20_000
    paper = make_paper(agency, store=store, content=content, name='Quyết định "số 1".pdf')
    user = make_user("clerk", agency, username="lan")

    async def download() -> tuple[Any, bytes]:
        client = AsyncClient()
        await client.aforce_login(user)
        answer = cast(Any, await client.get(reverse("paper_original", args=[paper.pk])))
        pieces = cast(AsyncIterator[bytes], answer.streaming_content)
        return answer, b"".join([piece async for piece in pieces])

    answer, got = async_to_sync(download)()
    assert got == content
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    event = Event.objects.get()
    assert (event.verb, event.actor, event.object_id) == (
        "paper.original_downloaded",
        "user:lan",
        paper.pk,
    )


def test_an_officer_gets_the_original_of_a_paper_in_use_only(store: MemoryStore) -> None:
    agency = make_agency()
    officer = Client()
    officer.force_login(make_user("officer", agency))
    in_use = make_paper(agency, State.AVAILABLE, store=store, content=png())
    waiting = make_paper(agency, State.TO_REVIEW, store=store, content=png() + b" ")
    assert officer.get(reverse("paper_page", args=[in_use.pk, 1])).status_code == 200
    assert officer.get(reverse("paper_page", args=[waiting.pk, 1])).status_code == 404


def test_pictures_outlive_the_thread_that_asked_for_the_first(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests run in threads of their own; the sandbox's process must not end with one of them."""
    file = make_paper(make_agency(), store=store, content=png()).received_file
    with ProcessSandbox(jobs=1, engine_factory=NoEngine) as sandbox:
        monkeypatch.setattr(wiring, "preview_sandbox", lambda: sandbox)
        for _ in range(2):
            with ThreadPoolExecutor(max_workers=1) as request:
                assert request.submit(page_picture, file, 1).result().startswith(b"\xff\xd8")
            time.sleep(0.3)  # a process that dies with its thread is noticed after a moment
