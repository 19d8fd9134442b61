"""Procedures: what each asks for on a day, alternatives, examples and combined parts included."""

from datetime import date

from django.utils import timezone
from ninja import Router

from api.auth import READ, SystemRequest
from api.errors import NotThere
from api.paging import page_of
from api.schemas import FIRST, ROWS, After, Day, Limit, Page, ProcedureCode, Told
from dossiers.models import Component, Procedure, ProcedureVersion
from dossiers.selectors import components_of
from reuse.lately import Lately
from vietnamese.procedure_code import parse_procedure_code

router = Router(tags=["procedures"])

_versions: Lately[ProcedureVersion] = Lately()


class ProcedureListed(Told):
    """A procedure in a list."""

    code: str
    name: str
    level: str
    sector: str


class AcceptedTold(Told):
    """A paper type that is needed in an alternative."""

    paper_type: str
    name: str
    copy_kind: str
    max_age_days: int | None


class DataTold(Told):
    """A database of the state whose answer does instead of papers."""

    source: str
    name: str
    legal_basis: str


class ComponentTold(Told):
    """A component: one alternative is enough, all papers of an alternative are needed."""

    code: str
    name: str
    procedure: str
    mandatory_class: str
    shared_key: str
    example: str
    alternatives: list[list[AcceptedTold]]
    data: list[DataTold]


class ProcedureTold(ProcedureListed):
    """A procedure as it holds on a day; `parts` are the procedures that a combined one does at once."""

    version: int
    valid_from: date | None
    processing_days: int | None
    legal_basis: str
    intake_place: str
    result_type: str | None
    parts: list[ProcedureListed]
    components: list[ComponentTold]


@router.get("", auth=READ, response=Page[ProcedureListed], operation_id="list_procedures")
def procedures(
    request: SystemRequest,  # noqa: ARG001 - called so by ninja
    after: After = FIRST,
    limit: Limit = ROWS,
) -> dict[str, object]:
    """Mọi thủ tục trong danh mục, theo mã."""
    rows = Procedure.objects.select_related("level")
    return page_of(rows, key="code", after=after, limit=limit, item=listed)


@router.get("/{code}", auth=READ, response=ProcedureTold, operation_id="get_procedure")
def procedure(
    request: SystemRequest,  # noqa: ARG001 - called so by ninja
    code: ProcedureCode,
    on: Day | None = None,
) -> ProcedureTold:
    """Thủ tục như đang áp dụng vào một ngày (mặc định hôm nay)."""
    version = version_of(code, on or timezone.localdate())
    found = version.procedure
    combined = version.parts.select_related("part__procedure__level")
    return ProcedureTold(
        **listed(found).model_dump(),
        version=version.number,
        valid_from=version.valid_from,
        processing_days=version.processing_days,
        legal_basis=version.legal_basis,
        intake_place=version.intake_place,
        result_type=found.result_type_id,
        parts=[listed(each.part.procedure) for each in combined],
        components=[_component(each, version.pk) for each in components_of(version)],
    )


def version_of(code: str, day: date) -> ProcedureVersion:
    """The version of the procedure with this code, in any of its forms, that holds on the day.

    Raises:
        NotThere: no such procedure, or nothing of it is published.
    """
    codes = {code, parse_procedure_code(code) or code}
    rows = Procedure.objects.select_related("level").prefetch_related("versions")
    found = rows.filter(code__in=codes).order_by("code").first()
    version = found.version_on(day) if found else None
    if version is None:
        raise NotThere
    return version


def version_lately(code: str, day: date) -> ProcedureVersion:
    """The same, at most `catalogue_kept` old; not to be changed.

    Raises:
        NotThere: no such procedure, or nothing of it is published.
    """
    return _versions.get((code, day), lambda: version_of(code, day))


def listed(found: Procedure) -> ProcedureListed:
    """A procedure in a list."""
    return ProcedureListed(
        code=found.code, name=found.name, level=found.level_id, sector=found.sector
    )


def _component(each: Component, version_id: int) -> ComponentTold:
    alternatives: dict[int, list[AcceptedTold]] = {}
    for accepted in each.accepted.all():
        told = AcceptedTold(
            paper_type=accepted.paper_type_id,
            name=accepted.paper_type.name,
            copy_kind=accepted.copy_kind,
            max_age_days=accepted.max_age_days,
        )
        alternatives.setdefault(accepted.alternative, []).append(told)
    return ComponentTold(
        code=each.code_in(version_id),
        name=each.name,
        procedure=each.procedure.code,
        mandatory_class=each.mandatory_class,
        shared_key=each.shared_key,
        example=each.example,
        alternatives=[alternatives[number] for number in sorted(alternatives)],
        data=[
            DataTold(
                source=data.source_id, name=data.source.name, legal_basis=data.source.legal_basis
            )
            for data in each.accepted_data.all()
        ],
    )
