"""Gives Schemathesis ids that exist: what is made up is almost never there, and would test one answer only.

Loaded by its command line in a process of its own; what exists comes in the environment. What it made wrong on
purpose stays wrong.
"""

import hashlib
import json
import os
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext

# operation → {"path": {...}, "query": {...}, "body": {...}}: what exists.
KNOWN: dict[str, Any] = json.loads(os.environ["MOTLAN_TEST_KNOWN"])
KEY = "Idempotency-Key"


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Put what exists into two of three calls that are meant to be right, and never a key of another call."""
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    sent = repr((case.method, case.path, case.path_parameters, case.query, case.body))
    digest = hashlib.sha256(sent.encode("utf-8", "replace")).hexdigest()
    if int(digest, 16) % 3:
        _put_known(case, KNOWN.get(str(case.operation.definition.raw["operationId"]), {}))
    if case.headers is not None and KEY in case.headers:
        case.headers[KEY] = digest


def _put_known(case: Case, known: dict[str, Any]) -> None:
    if case.path_parameters is not None:
        case.path_parameters.update(known.get("path", {}))
    if case.query:
        case.query.pop("after", None)
        case.query.update(
            {name: value for name, value in known.get("query", {}).items() if name in case.query}
        )
    if isinstance(case.body, dict):
        case.body.pop("after", None)
        case.body.update(known.get("body", {}))
