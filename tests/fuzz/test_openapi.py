"""Every call of the OpenAPI document, right and wrong, against the running API.

Honest statuses are on: only they tell a tool what was refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance

from genmux.catalogue.load import Catalogue
from genmux.dialects.openapi import document
from tests.fuzz.conftest import examples
from tests.fuzz.target import SLOW, Answer, Target, hold_the_line, open_target

DOCUMENT = schemathesis.openapi.from_dict(document("http://127.0.0.1"))
DOCUMENT.config.generation.update(
    modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE], with_security_parameters=False
)
# What an input may be depends on its model, so the document cannot tell all that is refused there;
# elsewhere, query parameters that nobody knows are ignored on purpose.
LOOSE = {"/api/v1/jobs/createTask", "/api/v1/common/download-url", "/genmux/v1/quote"}
LOOSE |= {"/api/file-url-upload"}


@pytest.fixture(scope="module")
def target(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("openapi")
    flags = {"server.honest_status": True}
    with open_target(postgres_server, folder, catalogue, **flags) as target:
        yield target
        assert target.books() == []


def test_the_document_is_what_the_server_shows(target: Target) -> None:
    """And more: chat and the families, which are fuzzed by themselves."""
    shown, known = target.call("GET", "/openapi.json").json, document(target.url)
    assert shown["paths"].items() >= known["paths"].items()
    assert {**shown, "paths": None} == {**known, "paths": None}


@DOCUMENT.parametrize()
@examples(12)
def test_a_call(case: schemathesis.Case[Any], target: Target) -> None:
    response = case.call(
        base_url=target.url, headers={"Authorization": f"Bearer {target.key}"}, timeout=SLOW
    )
    loose = positive_data_acceptance if case.path in LOOSE else negative_data_rejection
    case.validate_response(response, excluded_checks=[loose])
    answer = Answer(
        response.status_code,
        {name: values[0] for name, values in response.headers.items()},
        response.content,
        response.elapsed,
    )
    hold_the_line(answer, str(case.body))
