-- Room community: what people do together. An event is a row; one that recurs is a row too, and a date of it is known by the event and
-- by the instant at which the rule says that it begins, wherever it has been moved to since.
--
--   exact place ──sealed──▶ event_points (who comes; forgotten after the date)
--        │ cell
--        ▼
--   events ──rule, extra dates──▶ dates ◀──cancelled, moved, other words── event_dates
--     ├─ event_hosts                │
--     └──────────────feed───────────┴──▶ Calendar: the next two months, near somebody, on the map

-- +goose Up

create table events (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    client_key      text check (length(client_key) between 8 and 80), -- sent twice, written once
    author_id       bigint references accounts, -- null = nobody's any more
    organisation_id bigint references organisations on delete set null, -- in whose name
    follows_id      bigint references events on delete set null, -- the series that it was split from
    title           text not null check (length(title) <= 120),
    words           text not null default '' check (length(words) <= 4000),
    bring           text not null default '' check (length(bring) <= 200),
    interest        text not null default '' check (interest ~ '^([a-z][a-z_]{0,31})?$'),
    audiences       text[] not null default '{}' check (cardinality(audiences) <= 20), -- empty = everyone
    access          text[] not null default '{}' check (cardinality(access) <= 20),
    languages       text[] not null default '{}' check (cardinality(languages) <= 20),
    photo           text check (photo ~ '^[0-9a-f]{64}$'), -- SHA-256
    capacity        integer not null default 0 check (capacity between 0 and 10000), -- 0 = no limit
    price_cents     integer not null default 0 check (price_cents between 0 and 1000000),
    helpers         smallint not null default 0 check (helpers between 0 and 50), -- wanted
    helpers_request uuid, -- who seeks them (matching)
    -- Where. A sealed place has its public cell only (P2); what stands at a place of the directory has that place's position.
    whereabouts     text not null check (whereabouts in ('place', 'point', 'online', 'sealed')),
    place_id        bigint references places on delete set null,
    point           geometry(Point, 4326),
    cell            bigint,
    district_id     bigint references districts on delete set null,
    city_id         bigint references districts on delete set null,
    online          text not null default '' check (length(online) <= 500),
    where_note      text not null default '' check (length(where_note) <= 300),
    -- When, by the clock on the wall.
    zone            text not null check (length(zone) between 1 and 64),
    starts          timestamp not null,
    length_s        integer not null check (length_s between 0 and 5356800),
    all_day         boolean not null default false,
    rule            text not null default '' check (length(rule) <= 400), -- RFC 5545; empty = once
    ends_at         timestamptz, -- the last date's end; null = it has none
    sequence        integer not null default 0, -- RFC 5545: grows when a date, a place or the state changes
    version         integer not null default 1, -- grows with each edit
    cancelled_at    timestamptz,
    why             text not null default '' check (why ~ '^[a-z-]{0,32}$'),
    review          text not null default '' check (review in ('', 'waiting', 'passed', 'refused')), -- '' = none is needed
    hidden          boolean not null default false, -- by a moderator
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check ((point is not null) = (whereabouts = 'point')),
    check (whereabouts <> 'sealed' or cell is not null and place_id is null),
    check (whereabouts <> 'online' or place_id is null),
    unique (author_id, client_key)
);
create index events_author on events (author_id, id);
create index events_organisation on events (organisation_id, id) where organisation_id is not null;
create index events_place on events (place_id) where place_id is not null;
create index events_follows on events (follows_id) where follows_id is not null;
create index events_ends on events (ends_at);
create index events_review on events (city_id, created_at) where review = 'waiting';

-- What is special about a date. Null = as the event says.
create table event_dates (
    event_id    bigint not null references events on delete cascade,
    original    timestamptz not null, -- when it begins by the rule, or first was to begin
    extra       boolean not null default false, -- beside the rule
    state       text not null default '' check (state in ('', 'removed', 'cancelled')),
    why         text not null default '' check (why ~ '^[a-z-]{0,32}$'),
    sequence    integer not null default 0,
    starts      timestamp, -- by the event's clock
    length_s    integer check (length_s between 0 and 5356800),
    title       text check (length(title) <= 120),
    words       text check (length(words) <= 4000),
    bring       text check (length(bring) <= 200),
    capacity    integer check (capacity between 0 and 10000),
    whereabouts text check (whereabouts in ('place', 'point', 'online', 'sealed')),
    place_id    bigint references places on delete set null,
    point       geometry(Point, 4326),
    cell        bigint,
    district_id bigint references districts on delete set null,
    city_id     bigint references districts on delete set null,
    online      text check (length(online) <= 500),
    where_note  text check (length(where_note) <= 300),
    updated_at  timestamptz not null,
    primary key (event_id, original),
    check ((point is not null) = (whereabouts is not null and whereabouts = 'point')),
    check (whereabouts is distinct from 'sealed' or cell is not null and place_id is null)
);
create index event_dates_place on event_dates (place_id) where place_id is not null;

-- What only those who come are told: where to meet. original null = on every date that has none of its own.
create table event_points (
    event_id   bigint not null references events on delete cascade,
    original   timestamptz,
    sealed     bytea not null,
    expires_at timestamptz, -- null = while the event goes on
    unique nulls not distinct (event_id, original)
);
create index event_points_expires on event_points (expires_at);

-- Who holds an event with its author. Nobody is named before they have said yes.
create table event_hosts (
    event_id    bigint not null references events on delete cascade,
    account_id  bigint not null references accounts on delete cascade,
    asked_at    timestamptz not null,
    accepted_at timestamptz,
    primary key (event_id, account_id)
);
create index event_hosts_account on event_hosts (account_id);

create trigger account_lives before insert on events for each row execute function account_lives('author_id', '');
create trigger account_lives before insert on event_hosts for each row execute function account_lives('account_id', '');

select feed_watch('events', 'event', 'id');
select feed_watch('event_dates', 'event', 'event_id');
select feed_watch('event_hosts', 'event', 'event_id');
