-- What people did, beside the generations of a store and none of them: lines as
-- the journal's file holds them, each chained to the one before by its hash.
create table heng_records (
	one boolean primary key default true check (one),
	workspace text not null,
	held_by text,
	held_since timestamptz
);
create table heng_journal (
	seq bigint primary key check (seq > 0),
	line bytea not null
);
