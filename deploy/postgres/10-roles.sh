#!/bin/bash
# Runs once, when the volume is new: the database, its owner (who makes tables) and the application (who may not).
set -euo pipefail
psql --username postgres --set ON_ERROR_STOP=1 \
    --set owner_password="$ACTORS_OWNER_PASSWORD" --set app_password="$ACTORS_APP_PASSWORD" <<'SQL'
-- createrole reaches only roles given "with admin": migrate sets the keep-alive times of actors_app.
create role actors_owner login createrole password :'owner_password';
create role actors_app login password :'app_password';
grant actors_app to actors_owner with admin true, inherit false, set false;
create database actors owner actors_owner;
revoke all on database actors from public;
grant connect on database actors to actors_app;
SQL
