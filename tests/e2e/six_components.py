"""A dossier of six components for the browser: four papers are held, a database answers one, one is missing.

The papers are papers of the demo under another person's name, so that their pages, signed copies and
verdicts are real ones.
"""

from dataclasses import dataclass

from tests.e2e.office import Office

PERSON, PERSONAL_ID = "Lò Thị Một Lần", "001190012345"
NUMBER = "H90.41-261005-0006"
# What the four papers are for, and of which type they are.
HELD = {
    "Giấy khai sinh": "giay_khai_sinh",
    "Giấy chứng nhận kết hôn": "ket_hon",
    "Giấy chứng nhận hộ kinh doanh đã cấp": "ho_kinh_doanh",
    "Quyết định đã ban hành": "quyet_dinh",
}
LOOKED_UP, TO_BRING = "Thông tin cư trú", "Tờ khai"

RECORDS = """
from datetime import date, timedelta
from django.utils import timezone
from accounts.models import Agency, Level, User
from dossiers.models import *
from dossiers.states import State

province, commune = Agency.objects.get(code="H90"), Agency.objects.get(code="H90.41")
person = Holder.objects.create(
    name={person!r}, personal_id={personal_id!r}, birth_date=date(1990, 5, 19), sex="female"
)
procedure = Procedure.objects.create(
    code="1.990066", name="Hỗ trợ hộ kinh doanh của gia đình trẻ", level=Level.objects.get(code="commune")
)
version = ProcedureVersion.objects.create(
    procedure=procedure, number=1, processing_days=10, legal_basis="Nghị định 45/2020/NĐ-CP",
    published_at=timezone.now(), published_by="user:quantri",
)


def component(number, name, **facts):
    return Component.objects.create(
        version=version, code=f"TP0{{number}}", name=name, mandatory_class="1", **facts
    )


def of_another(kind):
    "A paper of the demo, with its file, pages, signed copy and verdict, as this person's."
    paper = Paper.objects.filter(paper_type=kind, state=State.AVAILABLE, valid_to=None).earliest("pk")
    rows = {{
        "pages": list(paper.page_texts.all()),
        "renditions": list(paper.renditions.all()),
        "verdict": [paper.verifications.first()],
    }}
    file = paper.received_file
    file.pk, file.agency = None, province
    file.save()
    paper.pk, paper.received_file, paper.agency = None, file, province
    paper.holder, paper.dossier, paper.component = person, None, None
    paper.title, paper.number = "", f"ML-{{kind}}"
    paper.save()
    for row in (*rows["pages"], *rows["renditions"], *rows["verdict"]):
        row.pk, row.paper = None, paper
        if isinstance(row, PageText):
            row.text = "Trang của giấy tờ để thử"
        row.save(force_insert=True)


for number, (name, kind) in enumerate({held!r}.items(), start=1):
    of_another(kind)
    AcceptedPaper.objects.create(component=component(number, name), paper_type_id=kind)
residence = component(5, {looked_up!r})
AcceptedData.objects.create(component=residence, source=DataSource.objects.get(code="dan-cu"))
form = component(6, {to_bring!r}, example="Họ và tên: Nguyễn Văn Mẫu\\nNgày sinh: 19/05/1990")
AcceptedPaper.objects.create(component=form, paper_type_id="don_de_nghi")
Dossier.objects.create(
    number={number!r}, procedure=procedure, holder=person, received_at=timezone.now(),
    due_at=timezone.now() + timedelta(days=14), place_of_intake=commune, deciding_agency=commune,
    status=DossierStatus.PROCESSING, officer=User.objects.get(username="giaiquyet"),
)
print("paper", Paper.objects.get(number="ML-ket_hon").pk)
"""


@dataclass(frozen=True, slots=True)
class Made:
    """Row id of the marriage certificate, which will be revoked."""

    marriage: int


def make_six_components(office: Office) -> Made:
    """Write the dossier and its papers into the office's records."""
    told = office.into_the_records(
        RECORDS.format(
            person=PERSON,
            personal_id=PERSONAL_ID,
            number=NUMBER,
            held=HELD,
            looked_up=LOOKED_UP,
            to_bring=TO_BRING,
        )
    )
    return Made(marriage=int(told.split()[-1]))
