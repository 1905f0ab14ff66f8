-- Peer (a): what a team that knows PostgreSQL would build instead. Reports are inserted in batches; a statement-level trigger
-- with a transition table folds each batch into the incidents and into the tallies of all seven subjects of each.
create table peer_report (
    id          text primary key,
    reference   text not null,
    sequence    bigint not null,
    day         date not null,
    subjects    integer[] not null,
    type        smallint not null,
    outcome     smallint not null,
    killed      integer not null,
    injured     integer not null,
    payload     bytea not null,
    recorded_at timestamptz not null default clock_timestamp()
);

create table peer_incident (
    reference text primary key,
    day       date not null,
    subjects  integer[] not null,
    type      smallint not null,
    outcome   smallint not null,
    killed    integer not null,
    injured   integer not null
) with (fillfactor = 80);

-- Dimension 0 is the day's total; 1 to 5: type, outcome, perpetrator, target, place.
create table peer_tally (
    subject   integer not null,
    day       date not null,
    dimension smallint not null,
    value     integer not null,
    incidents integer not null,
    killed    integer not null,
    injured   integer not null,
    primary key (subject, dimension, day, value)
) with (fillfactor = 70);

create function peer_fold_batch() returns trigger language plpgsql as $$
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
        select s.subject, c.day, d.dimension, d.value,
               sum(sign) as incidents, sum(sign * killed) as killed, sum(sign * injured) as injured
        from change c
        cross join lateral unnest(c.subjects) as s (subject)
        cross join lateral (values (0::smallint, 0), (1::smallint, c.type::integer), (2::smallint, c.outcome::integer),
                                   (3::smallint, c.subjects[6]), (4::smallint, c.subjects[7]), (5::smallint, c.subjects[1])) as d (dimension, value)
        group by 1, 2, 3, 4
        having sum(sign) <> 0 or sum(sign * killed) <> 0 or sum(sign * injured) <> 0
    )
    insert into peer_tally (subject, day, dimension, value, incidents, killed, injured)
    select subject, day, dimension, value, incidents, killed, injured from cell order by subject, dimension, day, value
    on conflict (subject, dimension, day, value) do update
    set incidents = peer_tally.incidents + excluded.incidents,
        killed = peer_tally.killed + excluded.killed,
        injured = peer_tally.injured + excluded.injured;
    return null;
end
$$;

create trigger peer_fold after insert on peer_report
referencing new table as added
for each statement execute function peer_fold_batch();
