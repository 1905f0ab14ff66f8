-- compatible: no
-- What an append must decide inside its transaction. A refusal is an error with a code of its own (LG…), because an error
-- undoes the whole batch that was sent in one go; its message is the one value the caller needs.

-- Moves the head by p_count positions if it stands where the writer believes; gives the recording time of the first entry.
-- LG001: it stands elsewhere (message: where). LG005: this attempt was given up by its writer.
create function ledger.take_head(p_partition integer, p_expected bigint, p_count integer, p_batch uuid, p_attempt uuid)
returns timestamptz language plpgsql as $$
declare
    current ledger.head;
    last_at timestamptz;
begin
    -- The lock first, the clock after it: a time taken before a wait could lie below an as-of vector already handed out.
    select * into strict current from ledger.head where partition = p_partition for no key update;
    if current.position <> p_expected then
        raise exception '%', current.position using errcode = 'LG001';
    end if;
    if current.abandoned_attempt = p_attempt then
        raise exception 'attempt % was given up', p_attempt using errcode = 'LG005';
    end if;
    update ledger.head
    set position = position + p_count,
        recorded_at = greatest(clock_timestamp(), recorded_at + interval '1 microsecond') + (p_count - 1) * interval '1 microsecond',
        batch_id = p_batch
    where partition = p_partition
    returning recorded_at into last_at;
    return last_at - (p_count - 1) * interval '1 microsecond';
end
$$;

-- For an append whose answer was lost: waits for its transaction to end, tells where the head stands, and when the append
-- has not happened makes sure that it never will, should it still be on its way.
create function ledger.abandon_attempt(p_partition integer, p_expected bigint, p_attempt uuid)
returns table (head_position bigint, head_recorded_at timestamptz, head_batch_id uuid) language plpgsql as $$
begin
    perform from ledger.head where partition = p_partition for update;
    update ledger.head set abandoned_attempt = p_attempt where partition = p_partition and position = p_expected;
    return query select position, recorded_at, batch_id from ledger.head where partition = p_partition;
end
$$;

-- Ends these revisions at these positions. LG002: one is not current any more (message: its incident).
create function ledger.end_revisions(p_partition integer, p_incidents uuid[], p_revisions integer[], p_positions bigint[])
returns void language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
declare
    ended integer;
    stale uuid;
begin
    update ledger.incident_revision r
    set ended_partition = p_partition, ended_position = u.position
    from unnest(p_incidents, p_revisions, p_positions) as u (incident, revision, position)
    where r.incident = u.incident and r.revision = u.revision and r.ended_position is null;
    get diagnostics ended = row_count;
    if ended <> cardinality(p_incidents) then
        select u.incident into stale
        from unnest(p_incidents, p_revisions, p_positions) as u (incident, revision, position)
        where not exists (
            select from ledger.incident_revision r
            where r.incident = u.incident and r.revision = u.revision
              and r.ended_partition = p_partition and r.ended_position = u.position)
        limit 1;
        raise exception '%', stale using errcode = 'LG002';
    end if;
end
$$;

-- Takes waiting entries up. LG004: one does not wait (any more).
create function ledger.fulfil_waiting(p_partition integer, p_waiting_partitions integer[], p_waiting_positions bigint[], p_positions bigint[])
returns void language plpgsql as $$
begin
    for i in 1 .. cardinality(p_positions) loop
        update ledger.waiting
        set fulfilled_partition = p_partition, fulfilled_position = p_positions[i]
        where partition = p_waiting_partitions[i] and position = p_waiting_positions[i] and fulfilled_position is null;
        if not found then
            raise exception '%:% does not wait', p_waiting_partitions[i], p_waiting_positions[i] using errcode = 'LG004';
        end if;
    end loop;
end
$$;

-- True when no partition of the first vector (0:41,2:17) is behind the second.
create function ledger.vector_covers(p_vector text, p_other text)
returns boolean language sql immutable as $$
    select not exists (
        select from regexp_split_to_table(nullif(p_other, ''), ',') as o
        where split_part(o, ':', 2)::bigint > coalesce((
            select split_part(v, ':', 2)::bigint from regexp_split_to_table(nullif(p_vector, ''), ',') as v
            where split_part(v, ':', 1) = split_part(o, ':', 1)), 0))
$$;

-- Moves fences one after the other. LG003: one does not stand where the writer believes (message: its key).
create function ledger.move_fences(p_partition integer, p_keys text[], p_expected bigint[], p_vectors text[], p_positions bigint[])
returns void language plpgsql as $$
declare
    current ledger.fence;
begin
    -- All locks in one order first, so that two batches with the same keys cannot lock each other out.
    perform from ledger.fence where key = any (p_keys) order by key for update;
    for i in 1 .. cardinality(p_keys) loop
        select * into current from ledger.fence where key = p_keys[i] for update;
        if not found then
            if p_expected[i] <> 0 then
                raise exception '%', p_keys[i] using errcode = 'LG003';
            end if;
            insert into ledger.fence (key, partition, position, vector)
            values (p_keys[i], p_partition, p_positions[i], p_vectors[i])
            on conflict (key) do nothing;
            if not found then
                raise exception '%', p_keys[i] using errcode = 'LG003';
            end if;
        else
            if current.partition <> p_partition or current.position <> p_expected[i]
               or not ledger.vector_covers(p_vectors[i], current.vector) then
                raise exception '%', p_keys[i] using errcode = 'LG003';
            end if;
            update ledger.fence
            set partition = p_partition, position = p_positions[i], vector = p_vectors[i]
            where key = p_keys[i];
        end if;
    end loop;
end
$$;

-- The ids of terms, made when absent. One at a time makes new ones, so that ids stay dense.
create function ledger.intern_terms(p_terms text[])
returns table (term_text text, term_id integer) language plpgsql as $$
begin
    if exists (select from unnest(p_terms) as t where not exists (select from ledger.term where text = t collate "C")) then
        perform pg_advisory_xact_lock(hashtextextended('actors ledger term', 0));
        insert into ledger.term (id, text)
        select (select coalesce(max(id), 0) from ledger.term) + row_number() over (order by n), t
        from (select t, min(n) as n from unnest(p_terms) with ordinality as u (t, n) group by t) as wanted
        where not exists (select from ledger.term where text = t collate "C");
    end if;
    return query select text, id from ledger.term where text = any (p_terms);
end
$$;

-- The vector recorded at or before an instant. Positions are dense and times rise with them, so a search by halves needs
-- no index on the time. The caller holds the heads.
create function ledger.vector_as_of(p_instant timestamptz)
returns table (at_partition integer, at_position bigint) language plpgsql as $$
declare
    low bigint;
    high bigint;
    middle bigint;
begin
    for at_partition, high in select h.partition, h.position from ledger.head h order by h.partition loop
        low := 0;
        while low < high loop
            middle := (low + high + 1) / 2;
            if (select e.recorded_at from ledger.entry e where e.partition = at_partition and e.position = middle) <= p_instant then
                low := middle;
            else
                high := middle - 1;
            end if;
        end loop;
        at_position := low;
        return next;
    end loop;
end
$$;
