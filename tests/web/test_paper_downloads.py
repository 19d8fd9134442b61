"""Downloads from a paper's page: with a purpose, recorded, safe to save, nothing of another paper."""

import io
import re
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from config import wiring
from dossiers.models import Event, Paper, Rendition
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_paper, make_user
from web.papers.downloads import file_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    made = MemoryStore()
    monkeypatch.setattr(wiring, "store", lambda: made)
    return made


@pytest.fixture
def commune() -> Agency:
    return make_agency("H26.01", name="Xã Mây")


@pytest.fixture
def paper(commune: Agency, store: MemoryStore) -> Paper:
    return make_paper(commune, State.AVAILABLE, store=store, content=b"%PDF-1.7 noi dung")


def body(answer: StreamingHttpResponse) -> bytes:
    async def collect() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    return async_to_sync(collect)()


def test_a_download_needs_a_purpose_and_is_recorded_and_safe(
    client: Client, paper: Paper, commune: Agency
) -> None:
    client.force_login(make_user("officer", commune))
    address, rendition = reverse("paper_download", args=[paper.pk]), paper.renditions.get()
    assert client.post(address, {"rendition": rendition.pk}).status_code == 422
    assert not Event.objects.exists()
    sent = client.post(address, {"rendition": rendition.pk, "purpose": "Đối chiếu hồ sơ 7"})
    assert body(sent) == b"%PDF-1.7 noi dung"
    assert sent["Content-Disposition"].startswith("attachment;")
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in sent["Cache-Control"]
    event = Event.objects.get()
    assert (event.verb, event.purpose) == ("paper.downloaded", "Đối chiếu hồ sơ 7")
    assert event.facts == {"rendition": rendition.pk, "sha256": rendition.sha256}


class LinkingStore(MemoryStore):
    """A store with addresses of its own."""

    def link(self, key: str, *, name: str, media_type: str, expires_s: int) -> str | None:
        self.open(key).close()
        return f"https://store.example/{key}?name={name * 20}&type={media_type}&ends={expires_s}"


def test_a_store_with_addresses_is_linked_to_once_it_is_recorded(
    client: Client, commune: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    linking = LinkingStore()
    monkeypatch.setattr(wiring, "store", lambda: linking)
    paper = make_paper(commune, State.AVAILABLE, store=linking, content=b"%PDF-1.7")
    client.force_login(make_user("officer", commune))
    address, rendition = reverse("paper_download", args=[paper.pk]), paper.renditions.get()
    assert client.post(address, {"rendition": rendition.pk}).status_code == 422
    assert not Event.objects.exists()
    sent = client.post(address, {"rendition": rendition.pk, "purpose": "Đối chiếu hồ sơ 7"})
    assert sent.status_code == 303
    assert sent["Location"].startswith(f"https://store.example/{rendition.key}?")
    assert "no-store" in sent["Cache-Control"]
    assert Event.objects.get().verb == "paper.downloaded"
    linking.objects.clear()
    lost = client.post(address, {"rendition": rendition.pk, "purpose": "Đối chiếu hồ sơ 7"})
    assert lost.status_code == 422
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("public", "allowed"),
    [
        ("", "form-action 'self';"),
        ("https://kho.example:9443/", "form-action 'self' https://kho.example:9443;"),
    ],
)
def test_forms_may_lead_to_the_stores_address_only(
    settings: Any, public: str, allowed: str
) -> None:
    settings.MOTLAN_S3_URL, settings.MOTLAN_S3_PUBLIC_URL = "https://minio:9000", public
    answer = Client().get(reverse("sign_in"))
    assert allowed in answer["Content-Security-Policy"]


def test_a_rendition_of_another_paper_is_no_choice(
    client: Client, paper: Paper, commune: Agency, store: MemoryStore
) -> None:
    closed = make_paper(make_agency("H99"), State.AVAILABLE, store=store)
    client.force_login(make_user("officer", commune))
    posted = {"rendition": closed.renditions.get().pk, "purpose": "Đối chiếu hồ sơ 7"}
    answer = client.post(reverse("paper_download", args=[paper.pk]), posted)
    assert answer.status_code == 422
    assert "Không có bản này." in answer.content.decode()


def test_missing_bytes_are_told_and_not_recorded(
    client: Client, commune: Agency, store: MemoryStore
) -> None:
    lost = make_paper(commune, State.AVAILABLE)
    client.force_login(make_user("officer", commune))
    posted = {"rendition": lost.renditions.get().pk, "purpose": "Đối chiếu hồ sơ 7"}
    answer = client.post(reverse("paper_download", args=[lost.pk]), posted)
    assert answer.status_code == 422
    assert "Kho không có tệp này." in answer.content.decode()
    assert not Event.objects.exists()


def test_names_of_files_are_safe(paper: Paper) -> None:
    original = paper.renditions.get()
    paper.received_file.name = "../thư mục/a\r\nb\\" + 'c"<x>.pdf'
    name = file_name(original, paper)
    assert not re.search(r'[/\\:"<>\r\n]', name)
    assert name.endswith(".pdf")
    paper.received_file.name = "..."
    assert file_name(original, paper) == "ban-goc"
    original.kind = Rendition.Kind.SIGNED
    assert file_name(original, paper) == f"giay-to-{paper.pk}-da-ky.pdf"


def test_the_signed_copy_stands_first(client: Client, paper: Paper, store: MemoryStore) -> None:
    held = store.put(io.BytesIO(b"signed"), media_type="application/pdf")
    facts = {
        "key": held.key,
        "sha256": held.sha256,
        "size_bytes": 6,
        "media_type": "application/pdf",
    }
    Rendition.objects.create(paper=paper, kind=Rendition.Kind.SIGNED, **facts)
    Rendition.objects.create(paper=paper, kind=Rendition.Kind.SIGNED, version=2, **facts)
    client.force_login(make_user("officer", paper.agency))
    shown = client.get(reverse("paper", args=[paper.pk])).content.decode()
    options = re.findall(r"<option[^>]*>([^<]+)</option>", shown)
    assert options == ["Bản PDF/A đã ký (lần 2)", "Bản PDF/A đã ký", "Bản gốc như khi nhận"]


def test_the_original_of_a_stack_is_for_those_who_see_all_its_papers(
    client: Client, paper: Paper, commune: Agency
) -> None:
    Paper.objects.filter(pk=paper.pk).update(last_page=2)
    paper.renditions.update(pages=3)
    address, original = reverse("paper_download", args=[paper.pk]), paper.renditions.get()
    asked = {"rendition": original.pk, "purpose": "Đối chiếu hồ sơ 7"}
    other = make_paper(commune, State.TO_REVIEW)
    Paper.objects.filter(pk=other.pk).update(
        received_file=paper.received_file, first_page=3, last_page=3
    )
    client.force_login(make_user("officer", commune))
    assert client.post(address, asked).status_code == 422
    assert "Bản gốc" not in client.get(reverse("paper", args=[paper.pk])).content.decode()
    client.force_login(make_user("clerk", commune))
    assert client.post(address, asked).status_code == 200
