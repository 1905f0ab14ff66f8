-- compatible: no
-- The ledger on PostgreSQL. Everything stands in a schema of its own.

create table ledger.setting (
    name  text primary key,
    value text not null
);

-- One row a partition. An append moves it on condition of the position it expects; the batch id tells an append whose
-- answer was lost whether it was the last; an abandoned attempt can no longer land.
create table ledger.head (
    partition         integer primary key,
    position          bigint not null check (position >= 0),
    recorded_at       timestamptz not null,
    batch_id          uuid,
    abandoned_attempt uuid
) with (fillfactor = 20);

create table ledger.term (
    id   integer primary key,
    text text collate "C" not null unique
);

create table ledger.report (
    key          uuid not null,
    content_hash uuid not null,
    partition    integer not null,
    position     bigint not null,
    receipt      bytea not null,
    constraint report_key primary key (key)
);

create table ledger.entry (
    partition   integer not null,
    position    bigint not null,
    recorded_at timestamptz not null,
    kind        smallint not null,
    subjects    integer[] not null,
    effects     bytea not null,
    report      bytea not null,
    constraint entry_key primary key (partition, position)
);

-- Without the pending list (fastupdate) appends run at half the speed.
create index entry_by_subject on ledger.entry using gin (subjects) with (fastupdate = on);

-- sort_day is minus the day, so later days come first and undated incidents (the greatest integer) last. The end columns
-- are in no index and pages keep some room, so that ending a revision rewrites no index.
create table ledger.incident_revision (
    incident        uuid not null,
    revision        integer not null,
    partition       integer not null,
    position        bigint not null,
    recorded_at     timestamptz not null,
    ended_partition integer,
    ended_position  bigint,
    sort_day        integer not null,
    day_from        date,
    day_to          date,
    terms           integer[] not null,
    search_text     text not null,
    contribution    bytea not null,
    reports         bytea not null,
    constraint incident_revision_key primary key (incident, revision)
) with (fillfactor = 85);

create index incident_revision_by_day on ledger.incident_revision (sort_day, incident);

create index incident_revision_by_term on ledger.incident_revision using gin (terms) with (fastupdate = on);

-- Incidents of uncertain date that may span more than a month: looked up apart, so that a window of days bounds the rest.
create index incident_revision_long on ledger.incident_revision (sort_day, incident) where day_to - day_from > 31;

create table ledger.waiting (
    partition           integer not null,
    position            bigint not null,
    awaited             uuid not null,
    fulfilled_partition integer,
    fulfilled_position  bigint,
    constraint waiting_key primary key (partition, position, awaited)
);

create index waiting_open on ledger.waiting (awaited) where fulfilled_position is null;

create table ledger.fence (
    key       text collate "C" primary key,
    partition integer not null,
    position  bigint not null,
    vector    text not null
);

create table ledger.checkpoint (
    partition integer primary key,
    position  bigint not null,
    behind    text not null
);
