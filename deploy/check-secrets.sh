#!/usr/bin/env bash
# Ends with an error where a secret is one of the defaults of docker-compose.yml and the environment is not development.
set -euo pipefail
if [ "$ENVIRONMENT" = development ]; then
    exit 0
fi

refused=0
refuse() {
    echo "$1 holds the default of docker-compose.yml: choose one of your own (deploy/generate-env.sh makes a .env), or set ACTORS_ENVIRONMENT=development on a machine that only you reach." >&2
    refused=1
}

for name in ACTORS_POSTGRES_PASSWORD ACTORS_OWNER_PASSWORD ACTORS_APP_PASSWORD GRAFANA_PASSWORD; do
    value=${name#ACTORS_}
    case "${!value}" in development-only*) refuse "$name" ;; esac
done

# The hash of "development-only".
case "$API_KEYS" in *63a27210ee4a5cd1e16d2d15e77987af258c3650c485e9e425aad2a69c6f1eba*) refuse ACTORS_API_KEYS ;; esac
exit "$refused"
