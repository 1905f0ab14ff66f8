-- compatible: yes
-- The policy clock, when it is not the system clock: one row, written once.
create table policy_clock (
    id           integer primary key check (id = 1),
    started_at   text    not null,
    offset_ticks integer not null
) strict;
