-- compatible: yes
-- Gives a role what the program needs at work and no more: entries, terms and reports can be added and read, never changed.
create function ledger.grant_application_role(p_role text)
returns void language plpgsql as $$
begin
    if not exists (select from pg_roles where rolname = p_role) then
        execute format('create role %I nologin', p_role);
    end if;
    execute format('grant usage on schema ledger to %I', p_role);
    execute format('grant select on all tables in schema ledger to %I', p_role);
    execute format('grant insert on ledger.entry, ledger.report, ledger.term to %I', p_role);
    execute format('grant update on ledger.head to %I', p_role);
    execute format('grant insert, update (ended_partition, ended_position) on ledger.incident_revision to %I', p_role);
    execute format('grant insert, update (fulfilled_partition, fulfilled_position) on ledger.waiting to %I', p_role);
    execute format('grant insert, update on ledger.fence, ledger.checkpoint to %I', p_role);
    execute format('grant execute on all functions in schema ledger to %I', p_role);
    execute format('revoke execute on function ledger.grant_application_role(text) from %I', p_role);
    -- A writer whose machine vanished must not hold a head row for hours: the server notices within half a minute.
    execute format('alter role %I set tcp_keepalives_idle = 10', p_role);
    execute format('alter role %I set tcp_keepalives_interval = 5', p_role);
    execute format('alter role %I set tcp_keepalives_count = 4', p_role);
end
$$;

revoke execute on all functions in schema ledger from public;
