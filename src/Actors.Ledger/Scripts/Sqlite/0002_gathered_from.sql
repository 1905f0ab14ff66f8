-- compatible: yes
-- From which position on subjects may not have said yet what entries bring that they were handed; null: none. A program that does not know it leaves it as it is,
-- and whoever reads it then looks through more than is needed.
alter table checkpoint add column gathered_from integer;
