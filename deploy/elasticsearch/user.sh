#!/bin/bash
# Makes the user that Motlan searches as: Motlan's indexes only. Running it again sets role and password anew.
# Needs: SECRETS (folder of the secret files), SEARCH_URL; the defaults are those of docker-compose.yml.
set -eu
secrets="${SECRETS:-/run/secrets}"
url="${SEARCH_URL:-https://elasticsearch:9200}"

put() { # put PATH JSON; neither password stands on a command line
  {
    printf 'user = "elastic:%s"\n' "$(cat "$secrets/elasticsearch_admin_password")"
    printf 'cacert = "%s"\n' "$secrets/ca_certificate"
  } | curl -sS --fail-with-body --retry 5 --retry-connrefused -K - -o /dev/null \
    -X PUT -H 'Content-Type: application/json' --data-binary @<(printf '%s' "$2") "$url/$1"
}

put _security/role/motlan '{
  "cluster": ["monitor"],
  "indices": [{"names": ["motlan", "motlan-*"], "privileges": ["all"]}]
}'
put _security/user/motlan "{
  \"password\": \"$(cat "$secrets/elasticsearch_password")\",
  \"roles\": [\"motlan\"]
}"
