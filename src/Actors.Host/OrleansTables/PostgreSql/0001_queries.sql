-- compatible: yes
-- Orleans' AdoNet packages look up every statement they run by its key, in a table of this name on the search path.
create table orleans.orleansquery (
    querykey  text primary key,
    querytext text not null
);
