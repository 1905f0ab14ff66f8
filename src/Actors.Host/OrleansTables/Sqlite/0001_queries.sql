-- compatible: yes
-- Orleans' AdoNet packages look up every statement they run by its key in this table.
create table orleansquery (
    querykey  text primary key,
    querytext text not null
) strict;
