"""Ký số: the list of what waits, signing with a token over the three answers, and the key on the server."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, User
from config import wiring
from dossiers.models import Paper, SigningSession
from dossiers.states import State
from signing.adapters.folder_keys import FolderKeys
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.pki import DemoPki, make_demo_pki
from signing.trust import load_trust
from storage.adapters.memory import MemoryStore
from tests.ingest.copies import add_copy
from tests.records import make_agency, make_paper, make_paper_type, make_user

pytestmark = pytest.mark.django_db

CODE, NAME = "H90.01", "Ủy ban nhân dân xã An Bình"


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    return make_demo_pki(tmp_path_factory.mktemp("keys"), agencies={CODE: NAME})


@pytest.fixture(autouse=True)
def _wired(pki: DemoPki, monkeypatch: pytest.MonkeyPatch) -> None:
    trust = load_trust([pki.root_pem, pki.intermediate_pem], crls=pki.crls)
    keys = FolderKeys(pki.root_pem.parent, timestamper=None, trial=True)
    monkeypatch.setattr(wiring, "trust", lambda: trust)
    monkeypatch.setattr(wiring, "signer", lambda: keys)


@pytest.fixture
def agency() -> Agency:
    return make_agency(CODE, name=NAME, signs_with=Agency.SignsWith.PERSON)


@pytest.fixture
def clerk(agency: Agency) -> User:
    return make_user("clerk", agency)


@pytest.fixture
def to_sign(agency: Agency, store: MemoryStore) -> Callable[..., Paper]:
    def made(title: str = "Quyết định về việc thử", **facts: Any) -> Paper:
        facts = {"agency": agency, **facts}
        paper = make_paper(facts.pop("agency"), State.TO_SIGN, store=store, title=title, **facts)
        add_copy(paper, store, version=1, width=500 + paper.pk % 90)
        return paper

    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def key_of(pki: DemoPki) -> Pkcs12KeyHolder:
    path: Path = pki.agency_p12[CODE]
    return Pkcs12KeyHolder(path, password=DemoPki.password_file(path).read_bytes())


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_the_list_shows_what_waits_for_this_clerk(
    clerk: User, agency: Agency, to_sign: Callable[..., Paper]
) -> None:
    mine = to_sign("Quyết định của ta 038090000123")
    to_sign("Quyết định nhà bên", agency=make_agency(name="Xã bên"))
    page = signed_in(clerk).get(reverse("signing"))
    text = page.content.decode()
    assert "Quyết định của ta" in text
    assert "038090000123" not in text
    assert "Quyết định nhà bên" not in text
    assert f'value="{mine.pk}"' in text
    assert "Ký bằng thiết bị" in text
    assert "Ký bằng khóa trên máy chủ" in text


def test_filters_stay_in_the_address(
    clerk: User, agency: Agency, to_sign: Callable[..., Paper]
) -> None:
    to_sign("Giấy loại một")
    to_sign("Giấy loại hai", paper_type=make_paper_type("giay_phep_xd", name="Giấy phép xây dựng"))
    client = signed_in(clerk)
    found = client.get(reverse("signing") + "?loai=giay_phep_xd").content.decode()
    assert "Giấy loại hai" in found
    assert "Giấy loại một" not in found
    nothing = client.get(reverse("signing") + "?loai=khong_co&co_quan=x&sau=%00")
    assert "Không có giấy tờ nào khớp" in nothing.content.decode()


def test_pages_go_on_by_key(clerk: User, to_sign: Callable[..., Paper]) -> None:
    papers = [to_sign(f"Giấy {number:02}") for number in range(33)]
    client, seen, address = signed_in(clerk), [], reverse("signing")
    page = client.get(address).context["page"]
    seen += [paper.pk for paper in page.rows]
    rest = client.get(f"{address}?sau={page.next_key}").context["page"]
    seen += [paper.pk for paper in rest.rows]
    assert seen == [paper.pk for paper in papers]


def test_a_token_signs_over_the_three_answers(
    clerk: User, to_sign: Callable[..., Paper], pki: DemoPki
) -> None:
    paper, client, key = to_sign(), signed_in(clerk), key_of(pki)
    sent = {
        "certificate": b64(key.certificate_der),
        "chain": [b64(each) for each in key.chain_der],
    }
    begun = client.post(reverse("signing_begin", args=[paper.pk]), sent)
    assert begun.status_code == 201
    told = begun.json()
    assert set(told) == {"session", "digest", "to_be_signed", "expires_at"}

    address = reverse("signing_give", args=[paper.pk])
    wrong = client.post(address, {"session": told["session"], "signature": b64(b"x" * 256)})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "signing.signature_wrong")
    signature = key.sign_digest_input(base64.b64decode(told["to_be_signed"]))
    answer = {"session": told["session"], "signature": b64(signature)}
    assert client.post(address, answer).json() == {"done": True}
    again = client.post(address, answer)
    assert (again.status_code, again.json()["code"]) == (422, "signing.session_over")
    assert "Đã có chữ ký" in client.get(reverse("signing")).content.decode()


def test_giving_up_frees_the_paper(
    clerk: User, agency: Agency, to_sign: Callable[..., Paper], pki: DemoPki
) -> None:
    paper, key = to_sign(), key_of(pki)
    sent = {"certificate": b64(key.certificate_der)}
    mine, other = signed_in(clerk), signed_in(make_user("clerk", agency))
    begun = mine.post(reverse("signing_begin", args=[paper.pk]), sent).json()
    refused = other.post(reverse("signing_begin", args=[paper.pk]), sent)
    assert refused.json()["code"] == "signing.begun_by_another"
    assert "Người khác đang ký" in other.get(reverse("signing")).content.decode()
    SigningSession.objects.update(expires_at=timezone.now())
    assert "Người khác đang ký" not in other.get(reverse("signing")).content.decode()
    cancel = reverse("signing_cancel", args=[paper.pk])
    assert mine.post(cancel, {"session": begun["session"]}).json() == {"done": True}
    assert other.post(reverse("signing_begin", args=[paper.pk]), sent).status_code == 201


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"certificate": "khong phai"},
        {"certificate": "AAAA", "chain": ["\0"]},
        {"session": "9" * 30, "signature": "\udcff"},
    ],
)
def test_nonsense_is_refused(
    sent: dict[str, Any], clerk: User, to_sign: Callable[..., Paper]
) -> None:
    paper, client = to_sign(), signed_in(clerk)
    sent = {name: str(value).encode("utf-8", "replace") for name, value in sent.items()}
    for name in ("signing_begin", "signing_give", "signing_cancel"):
        answer = client.post(reverse(name, args=[paper.pk]), sent)
        assert answer.status_code == 422, name
        assert answer.json()["error"]
    assert SigningSession.objects.count() == 0


def test_only_clerks_of_the_agency_sign(
    agency: Agency, to_sign: Callable[..., Paper], pki: DemoPki
) -> None:
    paper = to_sign()
    elsewhere = make_user("clerk", make_agency())
    for user, status in ((elsewhere, 404), (make_user("officer", agency), 403)):
        for name in ("signing_begin", "signing_give", "signing_cancel"):
            assert signed_in(user).post(reverse(name, args=[paper.pk])).status_code == status
    signed_in(elsewhere).post(reverse("signing_release"), {"paper": [paper.pk]})
    assert SigningSession.objects.count() == 0


def test_the_key_on_the_server_signs_what_is_chosen(
    clerk: User, to_sign: Callable[..., Paper]
) -> None:
    first, second = to_sign(), to_sign()
    client, back = signed_in(clerk), reverse("signing") + "?loai=quyet_dinh"
    sent = {"paper": [first.pk, second.pk, "x"], "back": back}
    answer = client.post(reverse("signing_release"), sent)
    assert answer["Location"] == back
    assert "Máy chủ đang ký 2 giấy tờ" in client.get(back).content.decode()
    assert SigningSession.objects.filter(stage="given", means="key").count() == 2
    assert SigningSession.objects.filter(begun_by=f"user:{clerk.username}").count() == 2


def test_a_remote_signer_is_offered_where_one_is_named(
    clerk: User, to_sign: Callable[..., Paper], tmp_path: Path
) -> None:
    paper, client = to_sign(), signed_in(clerk)
    sent = {"paper": [paper.pk], "means": "service"}
    client.post(reverse("signing_release"), sent)
    text = client.get(reverse("signing")).content.decode()
    assert "Máy chủ không giữ khóa ký" in text
    assert "Ký bằng dịch vụ ký từ xa" not in text
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / f"remote-{CODE}.toml").write_text("")
    assert "Ký bằng dịch vụ ký từ xa" in client.get(reverse("signing")).content.decode()
    client.post(reverse("signing_release"), sent)
    assert SigningSession.objects.get().means == SigningSession.Means.SERVICE


@pytest.mark.parametrize("back", ["//xa.example/", "https://xa.example/ky-so/", "/quan-tri/", ""])
def test_the_way_back_is_this_page(back: str, clerk: User) -> None:
    client = signed_in(clerk)
    answer = client.post(reverse("signing_release"), {"back": back})
    assert answer["Location"] == reverse("signing")
    assert "Chưa chọn giấy tờ nào" in client.get(reverse("signing")).content.decode()


def test_what_the_server_signs_by_itself_waits_for_nobody(
    clerk: User, agency: Agency, to_sign: Callable[..., Paper], pki: DemoPki
) -> None:
    Agency.objects.update(signs_with=Agency.SignsWith.KEY)
    paper, client = to_sign(), signed_in(clerk)
    text = client.get(reverse("signing")).content.decode()
    assert "Máy chủ tự ký" in text
    assert "Ký bằng thiết bị" not in text
    sent = {"certificate": b64(key_of(pki).certificate_der)}
    refused = client.post(reverse("signing_begin", args=[paper.pk]), sent)
    assert refused.json()["code"] == "signing.by_key"


def test_the_list_of_work_and_the_batch_say_how_many_wait(
    clerk: User, agency: Agency, to_sign: Callable[..., Paper]
) -> None:
    paper, client = to_sign(), signed_in(clerk)
    to_sign(agency=make_agency(signs_with=Agency.SignsWith.PERSON))
    assert "1 giấy tờ chờ ký số" in client.get(reverse("work")).content.decode()
    batch = reverse("scan_batch", args=[paper.received_file.batch_id])
    text = client.get(batch).content.decode()
    assert "1 chờ ký số" in text
    assert "sse-connect" not in text  # nothing moves by itself
    Agency.objects.update(signs_with=Agency.SignsWith.KEY)
    assert "giấy tờ chờ ký số" not in client.get(reverse("work")).content.decode()
    officer = signed_in(make_user("officer", agency))
    assert "giấy tờ chờ ký số" not in officer.get(reverse("work")).content.decode()


def test_an_empty_list_says_what_comes_next(clerk: User) -> None:
    text = signed_in(clerk).get(reverse("signing")).content.decode()
    assert "Không có giấy tờ nào chờ ký số" in text
