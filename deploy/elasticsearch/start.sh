#!/bin/bash
# Starts Elasticsearch with the administrator's first password from its secret file.
# The image reads such a file only with mode 400 or 600, which a file shared with the host cannot have for two users.
set -eu
ELASTIC_PASSWORD="$(cat "${SECRETS:-/run/secrets}/elasticsearch_admin_password")"
export ELASTIC_PASSWORD
exec /usr/local/bin/docker-entrypoint.sh eswrapper
