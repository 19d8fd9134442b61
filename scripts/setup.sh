#!/bin/sh
# Make a checkout ready: system packages where they are missing, a virtual environment from the
# hash-locked requirements, and the `motlan` command. Running it again does nothing and is quick.
# Usage: scripts/setup.sh run|dev
set -eu
cd "$(dirname "$0")/.."
kind="${1:-run}"

missing=""
need() { # need PACKAGE TEST...
  package="$1"
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}
# Version 2: the first one (Debian 12's fonts-liberation) has no Vietnamese letters.
has_font() { ls /usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf; }
has_vietnamese() { ls /usr/share/tesseract-ocr/*/tessdata/vie.traineddata; }
need tesseract-ocr command -v tesseract
need tesseract-ocr-vie has_vietnamese
need fonts-liberation2 has_font
need python3-venv python3 -c "import ensurepip, venv"
if [ "$kind" = dev ]; then
  # The judges of the tests: a browser for pages, pdfsig and pdftotext for papers.
  need chromium command -v chromium
  need poppler-utils command -v pdfsig
fi
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ]; then
    as_root=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
  else
    echo "Motlan needs these packages. Run this, then the same make command again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 2
  fi
  echo "setup: installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq
  # shellcheck disable=SC2086 # a list of words is meant
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

lock=requirements.lock
[ "$kind" = dev ] && lock=requirements-dev.lock
stamp=".venv/.$kind.$(cat pyproject.toml $lock | sha256sum | cut -c1-16)"
if [ ! -e "$stamp" ]; then
  [ -x .venv/bin/python ] || python3 -m venv .venv
  echo "setup: installing the locked Python packages ($lock)"
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
  rm -f ".venv/.$kind."*
  touch "$stamp"
fi
