-- How long things are kept: accounts that nobody uses end, and each night's work is noted.

-- +goose Up

-- The day on which an account ends unless its owner comes back; null = nobody was told such a thing.
alter table accounts add column ends_on date;
create index accounts_last_contact on accounts (last_contact) where standing <> 'erased';
create index accounts_ends_on on accounts (ends_on) where ends_on is not null;

create table retention_runs (
    day         date primary key, -- on the server's clocks
    finished_at timestamptz not null,
    removed     jsonb not null -- rule → how many
);
