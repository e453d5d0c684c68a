-- Room community: calendars that associations keep elsewhere, and whose events are published here.
--
--   address of an association's .ics ──read every hour to every day──▶ calendar_imports ──by UID──▶ imported_events ──▶ events
--
-- Who reads one has made its number of readings grow, and writes only while it is still that number: a node that died, or was slow,
-- leaves nothing that another must clear up.

-- +goose Up

create table calendar_imports (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    organisation_id bigint not null references organisations on delete cascade,
    address         text not null check (length(address) <= 1000),
    etag            text not null default '' check (length(etag) <= 300), -- of what was read last, as its server says
    modified        text not null default '' check (length(modified) <= 100),
    run             bigint not null default 0, -- readings so far
    next_at         timestamptz, -- null = given up, until somebody asks
    asked_at        timestamptz, -- somebody did
    tried_at        timestamptz,
    read_at         timestamptz, -- the last time that it went well
    full_at         timestamptz, -- the last time that the file itself came
    failed          text not null default '' check (failed ~ '^[a-z-]{0,32}$'), -- why the last time did not; empty = it did
    failures        smallint not null default 0, -- in a row
    failed_since    timestamptz,
    events          integer not null default 0, -- in the file
    coming          integer not null default 0, -- of those that are not over
    made            integer not null default 0, -- by the last reading of the file
    changed         integer not null default 0,
    called_off      integer not null default 0,
    problems        integer not null default 0,
    lines           integer[] not null default '{}' check (cardinality(lines) <= 10), -- where the first ones are
    cut             boolean not null default false, -- there was more than is read
    created_at      timestamptz not null,
    unique (organisation_id, address)
);
create index calendar_imports_next on calendar_imports (next_at);

-- Which event of a calendar became which of ours.
create table imported_events (
    organisation_id bigint not null references organisations on delete cascade,
    source          bytea not null check (length(source) = 32), -- SHA-256 of its UID, and of the original of a date that stands alone
    event_id        bigint not null unique references events on delete cascade,
    import_id       bigint references calendar_imports on delete set null, -- null = not followed any more
    digest          bytea check (length(digest) = 32), -- of what was written last; null = look again
    sequence        integer not null default 0, -- theirs
    modified        timestamptz, -- theirs
    missing         boolean not null default false, -- it was not in the file the last time
    primary key (organisation_id, source)
);
create index imported_events_import on imported_events (import_id);

alter table events add column imported boolean not null default false; -- changed where it comes from; what it costs is not known
