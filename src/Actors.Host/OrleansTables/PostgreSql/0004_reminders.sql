-- compatible: yes
-- Durable reminders, spread over the silos by hash. Every write draws a fresh version, so that a removal by an older holder never
-- takes a reminder that was set anew.
create table orleans.reminder (
    service_id text        not null,
    grain_id   text        not null,
    name       text        not null,
    grain_hash integer     not null,
    start_time timestamptz not null,
    period_ms  bigint      not null,
    version    integer     not null,
    primary key (service_id, grain_id, name)
);

create index reminder_by_hash on orleans.reminder (service_id, grain_hash);

insert into orleans.orleansquery (querykey, querytext) values
('UpsertReminderRowKey', $query$
    insert into orleans.reminder as r (service_id, grain_id, name, grain_hash, start_time, period_ms, version)
    values (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, floor(random() * 2147483647)::integer)
    on conflict (service_id, grain_id, name) do update
    set grain_hash = excluded.grain_hash, start_time = excluded.start_time, period_ms = excluded.period_ms,
        version = case when r.version = excluded.version then (r.version + 1) % 2147483647 else excluded.version end
    returning version as Version
$query$),
('ReadReminderRowKey', $query$
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
    from orleans.reminder
    where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName
$query$),
('ReadReminderRowsKey', $query$
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
    from orleans.reminder
    where service_id = @ServiceId and grain_id = @GrainId
$query$),
-- The ring is cut at begin (exclusive) and end (inclusive), as signed numbers; the second form is the piece that runs over the end.
('ReadRangeRows1Key', $query$
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
    from orleans.reminder
    where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$query$),
('ReadRangeRows2Key', $query$
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
    from orleans.reminder
    where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$query$),
('DeleteReminderRowKey', $query$
    with gone as (
        delete from orleans.reminder
        where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version
        returning 1
    )
    select exists (select from gone)
$query$),
('DeleteReminderRowsKey', $query$
    delete from orleans.reminder where service_id = @ServiceId
$query$);
