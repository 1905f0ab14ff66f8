#!/usr/bin/env bash
# Writes env.example with secrets drawn at random, for the file .env:
#
#     deploy/generate-env.sh > .env
#
# The API key (role admin) is said once, on standard error: the file holds its hash only. Keep the file from others (chmod 600 .env).
set -euo pipefail

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

key=$(secret)
hash=$(printf %s "$key" | sha256sum | cut -d ' ' -f 1)
while IFS= read -r line; do
    case "$line" in
        ACTORS_API_KEYS=) echo "${line}admin:admin:$hash" ;;
        *_PASSWORD=) echo "$line$(secret)" ;;
        *) echo "$line" ;;
    esac
done <"$(dirname "$0")/env.example"
echo "The key of the API, role admin: $key" >&2
