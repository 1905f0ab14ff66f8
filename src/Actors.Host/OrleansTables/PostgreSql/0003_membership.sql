-- compatible: yes
-- Who is in the cluster. Every change of a silo's row goes through the one version row of its deployment: the update of that
-- row, on condition of the version the writer has read, is what makes concurrent writers take turns.
create table orleans.membership_version (
    deployment_id text        primary key,
    version       integer     not null,
    changed_at    timestamptz not null
);

create table orleans.membership (
    deployment_id text        not null references orleans.membership_version (deployment_id),
    address       text        not null,
    port          integer     not null,
    generation    integer     not null,
    silo_name     text        not null,
    host_name     text        not null,
    status        integer     not null,
    proxy_port    integer     not null,
    suspect_times text,
    start_time    timestamptz not null,
    alive_time    timestamptz not null,
    primary key (deployment_id, address, port, generation)
);

insert into orleans.orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $query$
    with inserted as (
        insert into orleans.membership_version (deployment_id, version, changed_at)
        values (@DeploymentId, 0, clock_timestamp())
        on conflict do nothing
        returning 1
    )
    select exists (select from inserted)
$query$),
('InsertMembershipKey', $query$
    with bumped as (
        update orleans.membership_version
        set version = version + 1, changed_at = clock_timestamp()
        where deployment_id = @DeploymentId and version = @Version
          and not exists (
              select from orleans.membership
              where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deployment_id
    ), inserted as (
        insert into orleans.membership
            (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
        select deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        from bumped
        returning 1
    )
    select exists (select from inserted)
$query$),
('UpdateMembershipKey', $query$
    with bumped as (
        update orleans.membership_version
        set version = version + 1, changed_at = clock_timestamp()
        where deployment_id = @DeploymentId and version = @Version
          and exists (
              select from orleans.membership
              where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deployment_id
    ), updated as (
        update orleans.membership m
        set status = @Status, suspect_times = @SuspectTimes, alive_time = @IAmAliveTime
        from bumped
        where m.deployment_id = bumped.deployment_id and address = @Address and port = @Port and generation = @Generation
        returning 1
    )
    select exists (select from updated)
$query$),
-- A sign of life changes nothing that others must agree on, so it leaves the version alone.
('UpdateIAmAlivetimeKey', $query$
    update orleans.membership
    set alive_time = @IAmAliveTime
    where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$query$),
-- The version comes back even when no silo does: a row without a start time stands for "nobody".
('MembershipReadAllKey', $query$
    select m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName, m.host_name as HostName,
           m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes, m.start_time as StartTime,
           m.alive_time as IAmAliveTime, v.version as Version
    from orleans.membership_version v
    left join orleans.membership m on m.deployment_id = v.deployment_id
    where v.deployment_id = @DeploymentId
$query$),
('MembershipReadRowKey', $query$
    select m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName, m.host_name as HostName,
           m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes, m.start_time as StartTime,
           m.alive_time as IAmAliveTime, v.version as Version
    from orleans.membership_version v
    left join orleans.membership m
        on m.deployment_id = v.deployment_id and m.address = @Address and m.port = @Port and m.generation = @Generation
    where v.deployment_id = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
    select address as Address, proxy_port as ProxyPort, generation as Generation
    from orleans.membership
    where deployment_id = @DeploymentId and status = @Status and proxy_port > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$
    with gone as (delete from orleans.membership where deployment_id = @DeploymentId)
    delete from orleans.membership_version where deployment_id = @DeploymentId
$query$),
-- Status 6 is Dead.
('CleanupDefunctSiloEntriesKey', $query$
    delete from orleans.membership
    where deployment_id = @DeploymentId and status = 6 and start_time < @IAmAliveTime and alive_time < @IAmAliveTime
$query$),
-- One dead row, unless it showed any sign of life since it was read.
('CleanupDefunctSiloEntryKey', $query$
    delete from orleans.membership
    where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
      and status = 6 and start_time = @StartTime and alive_time = @IAmAliveTime
      and suspect_times is not distinct from @SuspectTimes
$query$);
