-- The books of a shared store: one row says which generation is current. The
-- generations are schemas of their own beside this one.
create table heng_store (
	one boolean primary key default true check (one),
	workspace text not null,
	generation integer not null default 0,
	last_generation integer not null default 0,
	loaded_at timestamptz,
	loaded_by text
);
create table heng_loads (
	generation integer not null,
	workspace text not null,
	loaded_at timestamptz not null default now(),
	loaded_by text not null default session_user
);
