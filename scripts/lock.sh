#!/bin/sh
# Write both lock files: hashes, no registry addresses. Needs `uv` (pip install uv).
set -eu
cd "$(dirname "$0")/.."
compile="uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build"
$compile "$@" pyproject.toml -o requirements.lock
$compile "$@" --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
