"""The API definition is a valid OpenAPI 3.0 document and tells of every parameter and answer."""

import pytest

from kbs_envanter.api.collections import COLLECTIONS


@pytest.fixture(scope="module")
def definition(client) -> dict:
    return client.get("/api").raise_for_status().json()


def test_the_document_is_valid_openapi_3_0(definition):
    validator = pytest.importorskip("openapi_spec_validator")
    assert definition["openapi"] == "3.0.3"
    validator.validate(definition)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_req_oas30_the_parameters_of_items_are_as_the_standard_writes_them(definition, name):
    parameters = {p["name"]: p for p in definition["paths"][f"/collections/{name}/items"]["get"]["parameters"]}
    limit, bbox, when = (parameters[key] for key in ("limit", "bbox", "datetime"))
    for parameter in (limit, bbox, when):
        assert (parameter["in"], parameter["required"], parameter["style"], parameter["explode"]) == (
            "query", False, "form", False,
        )  # fmt: skip
    assert limit["schema"]["type"] == "integer"
    assert limit["schema"]["minimum"] >= 0
    assert limit["schema"]["default"] >= 0
    assert bbox["schema"] == {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    assert when["schema"]["type"] == "string"


def test_every_operation_documents_its_refusals(definition):
    for path, operations in definition["paths"].items():
        answers = set(operations["get"]["responses"])
        assert {"200", "304", "400", "406", "503"} <= answers, path
        names_a_thing = path.startswith(("/collections/", "/parsel-karnesi", "/tum/varliklar/"))
        assert ("404" in answers) == names_a_thing, path


def test_every_parameter_that_is_accepted_is_defined_and_the_other_way_round(client, definition):
    path = "/collections/varliklar/items"
    names = [p["name"] for p in definition["paths"][path]["get"]["parameters"]]
    refused = client.get(f"{path}?yok=1").json()["detail"]
    assert refused.split("olanlar: ")[1].split(", ") == sorted(names)
