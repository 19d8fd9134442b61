#!/bin/sh
# Makes the secrets of docker-compose.yml in deploy/secrets (or in the folder named): random passwords, an
# authority for the servers' own certificates, and a certificate of the site for a trial.
# Never writes over a file that is there, so it may run again after an upgrade that wants one more.
# Usage: deploy/make-secrets.sh [FOLDER]
# SITE_NAME="motlan.tinh.gov.vn 10.1.2.3" names the site by all its names (default: localhost).
#
# Only the owner can enter the folder (0700). The files in it can be read by all (0444): containers see them
# under the host's owner, and each container runs as a user of its own.
set -eu
umask 077
folder="${1:-$(dirname "$0")/secrets}"
site="${SITE_NAME:-localhost}"
command -v openssl >/dev/null 2>&1 || { echo "This needs openssl: apt-get install openssl" >&2; exit 2; }
mkdir -p "$folder"
chmod 0700 "$folder"
cd "$folder"

keep() { # keep NAME: standard input becomes the file, unless it is there; whole or not at all
  if [ -e "$1" ]; then cat >/dev/null; return; fi
  cat >"$1.new"
  [ -s "$1.new" ] || { echo "nothing to write into $1" >&2; exit 1; }
  chmod 0444 "$1.new"
  mv "$1.new" "$1"
  echo "made $1"
}
random() { openssl rand -hex "${1:-32}"; }

for name in secret_key metrics_token database_admin_password database_owner_password database_password \
  s3_root_password s3_secret_key s3_disposal_secret_key elasticsearch_admin_password elasticsearch_password broker_password; do
  [ -e "$name" ] || random | keep "$name"
done
[ -e s3_root_user ] || echo "root-$(random 6)" | keep s3_root_user
[ -e s3_access_key ] || echo "motlan-$(random 6)" | keep s3_access_key
[ -e s3_disposal_access_key ] || echo "disposal-$(random 6)" | keep s3_disposal_access_key
[ -e s3_kms_key ] || echo "motlan:$(openssl rand -base64 32)" | keep s3_kms_key
[ -e broker_user.conf ] ||
  printf 'default_user = motlan\ndefault_pass = %s\n' "$(cat broker_password)" | keep broker_user.conf

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null; }
if [ ! -e ca.crt ]; then
  [ -e ca.key ] || key | keep ca.key
  openssl req -x509 -new -key ca.key -days 3650 -subj "/CN=Motlan servers" \
    -addext basicConstraints=critical,CA:true,pathlen:0 -addext keyUsage=critical,keyCertSign | keep ca.crt
fi
certify() { # certify NAME HOST...: a certificate of the authority above
  name="$1"
  shift
  [ -e "$name.crt" ] && return
  [ -e "$name.key" ] || key | keep "$name.key"
  names=""
  for host in "$@"; do
    case "$host" in *[!0-9.]*) names="$names,DNS:$host" ;; *) names="$names,IP:$host" ;; esac
  done
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:false\n' "${names#,}" >"$name.ext"
  openssl req -new -key "$name.key" -subj "/CN=$1" |
    openssl x509 -req -CA ca.crt -CAkey ca.key -days 1825 -extfile "$name.ext" 2>/dev/null | keep "$name.crt"
  rm -f "$name.ext"
}
certify minio minio localhost
certify elasticsearch elasticsearch localhost
# For a trial: browsers will warn. Put the certificate (with its chain) and key of a real authority here instead.
# shellcheck disable=SC2086 # a list of names is meant
certify site $site
# The authority's key is needed for new certificates only: nothing in a container reads it.
chmod 0400 ca.key
