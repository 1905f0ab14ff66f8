-- Peer (a) in its other form: one row for each combination of subject, day and the five dimensions, so that a report touches seven
-- rows instead of forty-two; sums over a dimension are left to the reader. Everything else as in trigger.sql.
alter table peer_tally drop constraint peer_tally_pkey, drop column dimension, drop column value,
    add column type smallint not null, add column outcome smallint not null, add column perpetrator integer not null,
    add column target integer not null, add column place integer not null,
    add primary key (subject, day, type, outcome, perpetrator, target, place);

create or replace function peer_fold_batch() returns trigger language plpgsql as $$
begin
    with latest as (
        select distinct on (reference) reference, day, subjects, type, outcome, killed, injured
        from added order by reference, sequence desc
    ), earlier as (
        select i.* from latest join peer_incident i using (reference)
    ), kept as (
        insert into peer_incident (reference, day, subjects, type, outcome, killed, injured)
        select reference, day, subjects, type, outcome, killed, injured from latest
        on conflict (reference) do update
        set day = excluded.day, subjects = excluded.subjects, type = excluded.type, outcome = excluded.outcome,
            killed = excluded.killed, injured = excluded.injured
    ), change as (
        select 1 as sign, * from latest
        union all
        select -1, * from earlier
    ), cell as (
        select s.subject, c.day, c.type, c.outcome, c.subjects[6] as perpetrator, c.subjects[7] as target, c.subjects[1] as place,
               sum(sign) as incidents, sum(sign * killed) as killed, sum(sign * injured) as injured
        from change c cross join lateral unnest(c.subjects) as s (subject)
        group by 1, 2, 3, 4, 5, 6, 7
        having sum(sign) <> 0 or sum(sign * killed) <> 0 or sum(sign * injured) <> 0
    )
    insert into peer_tally (subject, day, type, outcome, perpetrator, target, place, incidents, killed, injured)
    select subject, day, type, outcome, perpetrator, target, place, incidents, killed, injured from cell
    order by subject, day, type, outcome, perpetrator, target, place
    on conflict (subject, day, type, outcome, perpetrator, target, place) do update
    set incidents = peer_tally.incidents + excluded.incidents,
        killed = peer_tally.killed + excluded.killed,
        injured = peer_tally.injured + excluded.injured;
    return null;
end
$$;
