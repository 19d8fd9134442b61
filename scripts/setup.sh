#!/bin/sh
# Make a checkout ready: system packages where they are missing, a virtual environment from the
# hash-locked requirements, and the `motlan` command. Running it again does nothing and is quick.
# Usage: scripts/setup.sh run|dev
# Ends with 2 and says what to do where it cannot go on: Python too old, packages missing and no way to root.
set -eu
cd "$(dirname "$0")/.."
kind="${1:-run}"

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  found="$(python3 -c 'import platform; print("this one is", platform.python_version())' 2>/dev/null || echo "there is none here")"
  echo "Motlan needs Python 3.11 or later as python3; $found." >&2
  exit 2
fi

missing=""
need() { # need PACKAGE TEST...
  package="$1"
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}
# Version 2: the first one (Debian 12's fonts-liberation) has no Vietnamese letters. From Debian 13 on
# fonts-liberation is version 2.
has_font() {
  ls /usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf ||
    dpkg-query -W -f '${Version}' fonts-liberation | grep -q '^1:2'
}
has_vietnamese() { ls /usr/share/tesseract-ocr/*/tessdata/vie.traineddata; }
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb; }
has_pango() { ls /usr/lib/*/libpangoft2-1.0.so.0; }
has_subsetter() { ls /usr/lib/*/libharfbuzz-subset.so.0; }
has_libatomic() { ls /usr/lib/*/libatomic.so.1; }
need tesseract-ocr command -v tesseract
need tesseract-ocr-vie has_vietnamese
need fonts-liberation2 has_font
need libpangoft2-1.0-0 has_pango # forms are printed by WeasyPrint, which lays them out with Pango
need libharfbuzz-subset0 has_subsetter
need python3-venv python3 -c "import ensurepip, venv"
if [ "$kind" = dev ]; then
  # The judges of the tests: a browser for pages, pdfsig and pdftotext for papers, a token for keys.
  need chromium command -v chromium
  need libatomic1 has_libatomic # the browser's driver is linked against it
  need poppler-utils command -v pdfsig
  need softhsm2 command -v softhsm2-util
  # Servers that tests start for themselves. MinIO and Elasticsearch need more (see CONTRIBUTING.md).
  need postgresql has_postgresql
  need rabbitmq-server ls /usr/lib/rabbitmq/bin/rabbitmq-server
  need nginx-light ls /usr/sbin/nginx
fi

# Sets as_root; a person at a terminal may be asked for a password.
find_root() {
  as_root=""
  [ "$(id -u)" = 0 ] && return
  as_root="sudo"
  command -v sudo >/dev/null 2>&1 || return
  sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

if [ -n "$missing" ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "Motlan needs these packages (by their Debian names), and apt-get is not here:$missing" >&2
    exit 2
  fi
  if ! find_root; then
    install="apt-get update && apt-get install -y --no-install-recommends$missing"
    echo "Motlan needs these packages. Run this, then the same make command again:" >&2
    if command -v sudo >/dev/null 2>&1; then
      echo "  sudo sh -c '$install'" >&2
    else
      echo "  su -c '$install'" >&2
    fi
    exit 2
  fi
  echo "setup: installing$missing"
  quiet="env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get -qq -o DPkg::Lock::Timeout=120"
  $as_root $quiet update
  # shellcheck disable=SC2086 # a list of words is meant
  $as_root $quiet -o "DPkg::Path=$(pwd -P)/scripts/no-services:/usr/sbin:/usr/bin:/sbin:/bin" \
    install -y --no-install-recommends $missing >/dev/null
fi

# Made anew where it is half made, its Python is gone, or the checkout was moved: its scripts name their place.
works() { .venv/bin/python -c "" && grep -qF "$(pwd -P)/.venv/bin/" .venv/bin/pip; }
if [ ! -L .venv ] && ! works 2>/dev/null; then
  rm -rf .venv
  python3 -m venv .venv
fi

stamp_of() { # stamp_of KIND LOCK
  echo ".venv/.$1.$(cat pyproject.toml "$2" | sha256sum | cut -c1-16)"
}
lock=requirements.lock
[ "$kind" = dev ] && lock=requirements-dev.lock
# What is installed for developing serves for running too.
if [ ! -e "$(stamp_of "$kind" "$lock")" ] && [ ! -e "$(stamp_of dev requirements-dev.lock)" ]; then
  echo "setup: installing the locked Python packages ($lock)"
  # The lock holds every package. Left to look for itself, pip wants the newest version of what a package asks for with
  # an extra (ocrmypdf: pikepdf[pdfa]), which no lock names, and stops on the day on which one newer than ours appears.
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r "$lock"
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
  rm -f ".venv/.$kind."*
  touch "$(stamp_of "$kind" "$lock")"
fi
