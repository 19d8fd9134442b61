"""The API as a whole: its resources, and its description in OpenAPI 3.1."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api import (
    checks,
    dossiers,
    evidence,
    evidence_files,
    notifications,
    papers,
    procedures,
    reuses,
)
from api.problems import MEDIA_TYPE, tell_as_problems
from api.schemas import Problem

DESCRIPTION = """Một lần: tìm và dùng lại giấy tờ đã nhận, không yêu cầu người dân nộp lại.

Mọi lời gọi cần Authorization: Bearer KHÓA. Khóa chỉ thấy những gì tài khoản hệ thống của nó được thấy: không có
và không được xem đều trả lời 404. Lỗi là application/problem+json (RFC 9457). Danh sách chia trang bằng con trỏ.
"""
# Beside the answer itself, every call may be answered with these.
PROBLEMS = {
    "400": "Không đọc được nội dung hoặc con trỏ",
    "401": "Khóa bị từ chối",
    "403": "Không đủ quyền",
    "404": "Không có, hoặc không được xem",
    "409": "Quy tắc hoặc tình trạng hiện nay không cho phép",
    "422": "Có trường không đúng",
    "429": "Hết lượt gọi của phút này",
    "503": "Hồ sơ dữ liệu tạm không trả lời",
}
PROBLEMS_OF_BODIES = {"413": "Nội dung quá lớn", "415": "Không phải JSON"}
METHODS_WITH_BODY = {"post"}


class MotlanAPI(NinjaAPI):
    """Adds to the description what holds for every call."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description. Made once: strangers may ask for it, and making it takes a quarter of a second."""
        if path_prefix is not None or path_params:
            return self._describe(path_prefix, path_params)
        if self._described is None:
            self._described = self._describe(None, None)
        return self._described

    def _describe(
        self, path_prefix: str | None, path_params: dict[str, Any] | None
    ) -> OpenAPISchema:
        """The description, with the problems that every call may be answered with."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        components = schema["components"]
        told = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        components["schemas"] |= {**told.pop("$defs"), "Problem": told}
        body = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                may = PROBLEMS | (PROBLEMS_OF_BODIES if method in METHODS_WITH_BODY else {})
                for status, description in may.items():
                    operation["responses"][status] = {"description": description, "content": body}
        return schema


def make_api() -> MotlanAPI:
    """The API, version 1. There is no page to try it out: it would need scripts from elsewhere."""
    api = MotlanAPI(
        title="Motlan",
        version="1.0.0",
        description=DESCRIPTION,
        docs_url=None,
        urls_namespace="api",
        openapi_url="/openapi.json",
    )
    api.add_router("/procedures", procedures.router)
    api.add_router("/checks", checks.router)
    api.add_router("/dossiers", dossiers.router)
    api.add_router("/evidence-requests", evidence.router)
    api.add_router("/evidence-requests", evidence_files.router)
    api.add_router("/reuses", reuses.router)
    api.add_router("/papers", papers.router)
    api.add_router("", notifications.router)
    tell_as_problems(api)
    return api
