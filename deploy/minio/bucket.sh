#!/bin/sh
# Makes the bucket with object lock, the user that Motlan works as, who may not delete, and the user of
# `motlan dispose`, who may delete what no lock holds and nothing else; running it again changes nothing.
# Needs: SECRETS (folder of the secret files), STORE_URL, BUCKET; the defaults are those of docker-compose.yml.
set -eu
secrets="${SECRETS:-/run/secrets}"
url="${STORE_URL:-https://minio:9000}"
bucket="${BUCKET:-motlan}"
here="$(dirname "$0")"

# mc keeps its settings, and the trusted authority, in a folder that goes with the container.
MC_CONFIG_DIR="$(mktemp -d)"
export MC_CONFIG_DIR
trap 'rm -rf "$MC_CONFIG_DIR"' EXIT
mkdir -p "$MC_CONFIG_DIR/certs/CAs"
if [ -e "$secrets/ca_certificate" ]; then cp "$secrets/ca_certificate" "$MC_CONFIG_DIR/certs/CAs/ca.crt"; fi

# Asked for on standard input: a password on a command line stands in the list of processes.
{ cat "$secrets/s3_root_user"; echo; cat "$secrets/s3_root_password"; } | grep . |
  mc --quiet alias set store "$url" >/dev/null

mc --quiet ls "store/$bucket" >/dev/null 2>&1 || mc --quiet mb --with-lock "store/$bucket"
allow() { # allow POLICY NAME SECRETS: a user of these two secret files, with what the policy's file says
  sed "s/BUCKET/$bucket/g" "$here/$1" >"$MC_CONFIG_DIR/$1"
  mc --quiet admin policy create store "$2" "$MC_CONFIG_DIR/$1"
  user="$(cat "$secrets/$3_access_key")"
  { echo "$user"; cat "$secrets/$3_secret_key"; } | grep . | mc --quiet admin user add store
  mc --quiet admin policy entities store --user "$user" | grep -q "$2\$" ||
    mc --quiet admin policy attach store "$2" --user "$user"
}
allow policy.json motlan s3
allow disposal-policy.json motlan-disposal s3_disposal
