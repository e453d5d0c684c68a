-- Room community: calendars of other programs, both ways.
--
--   events, sign_ups ──▶ /calendar/{token}.ics: what a member comes to, at an address that only they know
--   an association's .ics ──calendar_imports──▶ events, known again by the UID of the file (imported_events)

-- +goose Up

-- The address of a member's calendar: its token is not kept, only what tells it again.
create table calendar_feeds (
    account_id bigint primary key,
    token      bytea not null unique check (length(token) = 32), -- SHA-256
    lang       text not null check (lang in ('fr', 'en')),
    created_at timestamptz not null
);
create trigger account_lives before insert on calendar_feeds for each row execute function account_lives('account_id', 'skip');

-- Calendars that are read again and again.
create table calendar_imports (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    organisation_id bigint not null references organisations on delete cascade,
    opened_by       bigint, -- account; null = nobody's any more
    address         text not null check (length(address) between 8 and 2000),
    created_at      timestamptz not null,
    next_at         timestamptz, -- when it is read; null = no more, it failed too often
    etag            text not null default '' check (length(etag) <= 500),
    digest          bytea check (length(digest) = 32), -- SHA-256 of what was read
    read_at         timestamptz, -- the last time that it could be
    state           text not null default '' check (state ~ '^[a-z-]{0,32}$'), -- '' = not yet; 'read', or why not
    failures        smallint not null default 0, -- in a row
    events          integer not null default 0, -- that stand in it
    problems        jsonb not null default '[]', -- what could not be read: [{"line", "uid", "reason"}]
    unique (organisation_id, address)
);
create index calendar_imports_next on calendar_imports (next_at);

-- Which event is which of the file's.
create table imported_events (
    import_id bigint not null references calendar_imports on delete cascade,
    ical_uid  text not null check (length(ical_uid) between 1 and 1000),
    event_id  bigint not null references events on delete cascade,
    sequence  integer not null,
    digest    bytea not null check (length(digest) = 32), -- of what it says, to know a change
    primary key (import_id, ical_uid)
);
create index imported_events_event on imported_events (event_id);
