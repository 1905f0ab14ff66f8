-- compatible: yes
-- Grain state (snapshots). A version is what Orleans calls the ETag. The hashes are part of the key because Orleans writes
-- the integer key 0 with extension 'a' and the string key 'a' in the same three columns and tells them apart by hash only.
create table grain_state (
    grain_hash  integer not null,
    state_hash  integer not null,
    key_n0      integer not null,
    key_n1      integer not null,
    key_text    text    not null,
    state_name  text    not null,
    service_id  text    not null,
    version     integer not null,
    payload     blob,
    modified_at text    not null,
    primary key (grain_hash, state_hash, key_n0, key_n1, key_text, state_name, service_id)
) strict;

insert into orleansquery (querykey, querytext) values
('ReadFromStorageKey', '
    select payload as PayloadBinary, version as Version
    from grain_state
    where grain_hash = @GrainIdHash and state_hash = @GrainTypeHash
      and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '''')
      and state_name = @GrainTypeString and service_id = @ServiceId
'),
-- Without a version: the state must not exist. With one: it must stand at that version. No row back is a conflict. Only one
-- of the two statements can touch a row. The first version is drawn at random, so that a version seen before a delete
-- never fits what was written after it.
('WriteToStorageKey', '
    update grain_state
    set payload = @PayloadBinary, version = version + 1, modified_at = datetime(''now'')
    where grain_hash = @GrainIdHash and state_hash = @GrainTypeHash
      and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '''')
      and state_name = @GrainTypeString and service_id = @ServiceId
      and version = @GrainStateVersion
    returning version as NewGrainStateVersion;
    insert into grain_state
        (grain_hash, state_hash, key_n0, key_n1, key_text, state_name, service_id, version, payload, modified_at)
    select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''),
           @GrainTypeString, @ServiceId, 1 + abs(random() % 1000000000), @PayloadBinary, datetime(''now'')
    where @GrainStateVersion is null
    on conflict do nothing
    returning version as NewGrainStateVersion
'),
('ClearStorageKey', '
    update grain_state
    set payload = null, version = version + 1, modified_at = datetime(''now'')
    where grain_hash = @GrainIdHash and state_hash = @GrainTypeHash
      and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '''')
      and state_name = @GrainTypeString and service_id = @ServiceId
      and version = @GrainStateVersion
    returning version as NewGrainStateVersion
'),
-- Orleans takes the version it passed in, coming back, for a conflict: any other number says that the row is gone.
('DeleteStorageKey', '
    delete from grain_state
    where grain_hash = @GrainIdHash and state_hash = @GrainTypeHash
      and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1 and key_text = coalesce(@GrainIdExtensionString, '''')
      and state_name = @GrainTypeString and service_id = @ServiceId
      and version = @GrainStateVersion
    returning version + 1 as NewGrainStateVersion
');
