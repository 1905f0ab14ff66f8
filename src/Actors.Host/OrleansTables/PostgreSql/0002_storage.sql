-- compatible: yes
-- Grain state (snapshots). A version is what Orleans calls the ETag. The hashes are part of the key because Orleans writes
-- the integer key 0 with extension 'a' and the string key 'a' in the same three columns and tells them apart by hash only.
create table orleans.grain_state (
    grain_hash   integer     not null,
    state_hash   integer     not null,
    key_n0       bigint      not null,
    key_n1       bigint      not null,
    key_text     text        not null,
    state_name   text        not null,
    service_id   text        not null,
    version      integer     not null,
    payload      bytea,
    modified_at  timestamptz not null,
    primary key (grain_hash, state_hash, key_n0, key_n1, key_text, state_name, service_id)
);

-- Snapshots are packed by their writer; a second attempt at compressing them only costs time.
alter table orleans.grain_state alter column payload set storage external;
-- Rows are overwritten in place over and over: leave room for the new version on the same page.
alter table orleans.grain_state set (fillfactor = 80);

insert into orleans.orleansquery (querykey, querytext) values
('ReadFromStorageKey', $query$
    select payload as PayloadBinary, version as Version
    from orleans.grain_state
    where grain_hash = @GrainIdHash and state_hash = @GrainTypeHash
      and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '')
      and state_name = @GrainTypeString and service_id = @ServiceId
$query$),
-- Without a version: the state must not exist. With one: it must stand at that version. No row back is a conflict.
-- The first version is drawn at random, so that a version seen before a delete never fits what was written after it.
('WriteToStorageKey', $query$
    with updated as (
        update orleans.grain_state
        set payload = @PayloadBinary, version = version + 1, modified_at = clock_timestamp()
        where grain_hash = @GrainIdHash and state_hash = @GrainTypeHash
          and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '')
          and state_name = @GrainTypeString and service_id = @ServiceId
          and version = @GrainStateVersion
        returning version
    ), inserted as (
        insert into orleans.grain_state
            (grain_hash, state_hash, key_n0, key_n1, key_text, state_name, service_id, version, payload, modified_at)
        select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''),
               @GrainTypeString, @ServiceId, 1 + floor(random() * 1000000000)::integer, @PayloadBinary, clock_timestamp()
        where @GrainStateVersion is null
        on conflict do nothing
        returning version
    )
    select version as NewGrainStateVersion from updated
    union all
    select version from inserted
$query$),
('ClearStorageKey', $query$
    update orleans.grain_state
    set payload = null, version = version + 1, modified_at = clock_timestamp()
    where grain_hash = @GrainIdHash and state_hash = @GrainTypeHash
      and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '')
      and state_name = @GrainTypeString and service_id = @ServiceId
      and version = @GrainStateVersion
    returning version as NewGrainStateVersion
$query$),
-- Orleans takes the version it passed in, coming back, for a conflict: any other number says that the row is gone.
('DeleteStorageKey', $query$
    delete from orleans.grain_state
    where grain_hash = @GrainIdHash and state_hash = @GrainTypeHash
      and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '')
      and state_name = @GrainTypeString and service_id = @ServiceId
      and version = @GrainStateVersion
    returning version + 1 as NewGrainStateVersion
$query$);
