-- compatible: no
-- The ledger on SQLite. Times are microseconds since 1970-01-01T00:00:00Z. Keys and incidents are 16 bytes, big-endian,
-- so that their order is the order of the values.

create table setting (
    name  text primary key,
    value text not null
) without rowid, strict;

create table head (
    partition   integer primary key,
    position    integer not null check (position >= 0),
    recorded_at integer not null,
    batch_id    blob
) strict;

create table term (
    id   integer primary key,
    text text not null unique
) strict;

create table report (
    key          blob primary key,
    content_hash blob not null,
    partition    integer not null,
    position     integer not null,
    receipt      blob not null
) without rowid, strict;

create table entry (
    partition   integer not null,
    position    integer not null,
    recorded_at integer not null,
    kind        integer not null,
    subjects    blob not null,
    effects     blob not null,
    report      blob not null,
    primary key (partition, position)
) without rowid, strict;

-- Entries are never changed. SQLite has no roles, so the rule stands here.
create trigger entry_is_never_updated before update on entry
begin
    select raise(abort, 'entries of the ledger are never updated');
end;

create trigger entry_is_never_deleted before delete on entry
begin
    select raise(abort, 'entries of the ledger are never deleted');
end;

create table entry_subject (
    term      integer not null,
    partition integer not null,
    position  integer not null,
    primary key (term, partition, position)
) without rowid, strict;

-- sort_day is minus the day number, so later days come first and undated incidents (the greatest integer) last.
create table incident_revision (
    incident        blob not null,
    revision        integer not null,
    partition       integer not null,
    position        integer not null,
    recorded_at     integer not null,
    ended_partition integer,
    ended_position  integer,
    sort_day        integer not null,
    day_from        integer,
    day_to          integer,
    terms           blob not null,
    search_text     text not null,
    contribution    blob not null,
    reports         blob not null,
    primary key (incident, revision)
) without rowid, strict;

create index incident_revision_by_day on incident_revision (sort_day, incident);

-- Incidents of uncertain date that may span more than a month: looked up apart, so that a window of days bounds the rest.
create index incident_revision_long on incident_revision (sort_day, incident) where day_to - day_from > 31;

create table incident_revision_term (
    term     integer not null,
    sort_day integer not null,
    incident blob not null,
    revision integer not null,
    primary key (term, sort_day, incident, revision)
) without rowid, strict;

create table waiting (
    partition           integer not null,
    position            integer not null,
    awaited             blob not null,
    fulfilled_partition integer,
    fulfilled_position  integer,
    primary key (partition, position, awaited)
) without rowid, strict;

create index waiting_open on waiting (awaited) where fulfilled_position is null;

create table fence (
    key       text primary key,
    partition integer not null,
    position  integer not null,
    vector    text not null
) without rowid, strict;

create table checkpoint (
    partition integer primary key,
    position  integer not null,
    behind    text not null
) strict;
