"""The description in OpenAPI 3.1: whole, and true of every call."""

from typing import Any

import pytest
from django.test import Client

from api.application import MotlanAPI, make_api
from tests.api.systems import ROOT


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    answer = Client().get(f"{ROOT}/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")


def test_it_is_made_once_for_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    describe = MotlanAPI._describe

    def counted(api: MotlanAPI, *args: Any) -> Any:
        made.append(api)
        return describe(api, *args)

    monkeypatch.setattr(MotlanAPI, "_describe", counted)
    api = make_api()
    assert api.get_openapi_schema(path_prefix="/x/")["paths"]
    first = Client().get(f"{ROOT}/openapi.json").content
    before = len(made)
    assert Client().get(f"{ROOT}/openapi.json").content == first
    assert len(made) == before


def test_every_call_asks_for_a_token_and_tells_its_problems(description: dict[str, Any]) -> None:
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            assert operation["security"] == [{"Bearer": []}], path
            assert {"401", "403", "422", "429"} <= operation["responses"].keys(), path
            assert ("415" in operation["responses"]) == (method == "post"), path
            assert operation["description"].endswith("."), path


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                assert value["$ref"].removeprefix("#/components/schemas/") in schemas
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(description)


def test_wire_names_are_snake_case(description: dict[str, Any]) -> None:
    for name, schema in description["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert field == field.lower(), (name, field)
            assert field.isascii(), (name, field)
