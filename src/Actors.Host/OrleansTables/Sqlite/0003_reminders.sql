-- compatible: yes
-- Durable reminders. Every write draws a fresh version, so that a removal by an older holder never takes a reminder that was
-- set anew.
create table reminder (
    service_id text    not null,
    grain_id   text    not null,
    name       text    not null,
    grain_hash integer not null,
    start_time text    not null,
    period_ms  integer not null,
    version    integer not null,
    primary key (service_id, grain_id, name)
) strict;

create index reminder_by_hash on reminder (service_id, grain_hash);

insert into orleansquery (querykey, querytext) values
('UpsertReminderRowKey', '
    insert into reminder (service_id, grain_id, name, grain_hash, start_time, period_ms, version)
    values (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, abs(random() % 2147483647))
    on conflict (service_id, grain_id, name) do update
    set grain_hash = excluded.grain_hash, start_time = excluded.start_time, period_ms = excluded.period_ms,
        version = case when version = excluded.version then (version + 1) % 2147483647 else excluded.version end
    returning version as Version
'),
('ReadReminderRowKey', '
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
    from reminder
    where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName
'),
('ReadReminderRowsKey', '
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
    from reminder
    where service_id = @ServiceId and grain_id = @GrainId
'),
-- The ring is cut at begin (exclusive) and end (inclusive), as signed numbers; the second form is the piece that runs over the end.
('ReadRangeRows1Key', '
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
    from reminder
    where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
'),
('ReadRangeRows2Key', '
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
    from reminder
    where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
'),
-- Orleans reads the first value of all results: 1 from a row that went, else the 0 behind it.
('DeleteReminderRowKey', '
    delete from reminder
    where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version
    returning 1;
    select 0
'),
('DeleteReminderRowsKey', '
    delete from reminder where service_id = @ServiceId
');
