-- Room matching: requests and offers. An offer is a request that gives instead of asking.
--
--   exact point, note ──sealed──▶ request_points (forgotten after the day)
--          │ cell                        state, taken: written by one function, each step noted
--          ▼                             ▼
--   requests ──feed──▶ who lives near    request_steps (only ever added)

-- +goose Up

create table requests (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    client_key      text check (length(client_key) between 8 and 80), -- sent twice, written once
    offer           boolean not null,
    author_id       bigint references accounts, -- null = nobody's any more
    organisation_id bigint references organisations on delete set null, -- in whose name
    kind            text not null check (kind ~ '^[a-z][a-z_]{0,31}$'),
    details         text not null default '' check (length(details) <= 1000),
    -- Where, to everyone but those who help: a public cell (P2) and the district that most of it lies in.
    cell            bigint not null,
    district_id     bigint references districts on delete set null,
    city_id         bigint references districts on delete set null,
    timing          text not null check (timing in ('now', 'window', 'flexible')),
    starts_at       timestamptz,
    ends_at         timestamptz,
    needed          smallint not null check (needed between 1 and 50),
    taken           smallint not null default 0,
    quantity        integer not null default 0 check (quantity between 0 and 1000), -- of things; 0 = does not apply
    languages       text[] not null default '{}' check (cardinality(languages) <= 20),
    urgency         text not null check (urgency in ('calm', 'soon', 'urgent')),
    wishes          text[] not null default '{}' check (cardinality(wishes) <= 20),
    photo           text check (photo ~ '^[0-9a-f]{64}$'), -- SHA-256
    behalf          text not null default '' check (behalf in ('', 'said', 'written', 'guardian')), -- how somebody else agreed to it
    state           text not null check (state in ('review', 'open', 'partly', 'met', 'done', 'expired', 'cancelled')),
    version         integer not null default 1, -- grows with each edit
    hidden          boolean not null default false, -- by a moderator
    -- What the dispatcher goes by.
    wave            smallint not null default 0,
    next_wave_at    timestamptz,
    deadline        timestamptz not null,
    reach_m         double precision not null default 0,
    unanswered      text not null default '' check (unanswered ~ '^[a-z-]{0,32}$'), -- why a coordinator is wanted
    unanswered_at   timestamptz,
    outcome         text not null default '' check (outcome ~ '^[a-z-]{0,32}$'),
    expires_at      timestamptz not null,
    reminded_at     timestamptz, -- that it expires soon
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    closed_at       timestamptz,
    check ((timing = 'window') = (starts_at is not null) and (timing = 'window') = (ends_at is not null)),
    check (ends_at > starts_at),
    check (taken between 0 and needed),
    check (state <> 'open' or taken = 0),
    check (state <> 'partly' or taken between 1 and needed - 1),
    check (state <> 'met' or taken = needed),
    check ((state in ('done', 'expired', 'cancelled')) = (closed_at is not null)),
    check ((unanswered = '') = (unanswered_at is null)),
    check (next_wave_at is null or state in ('open', 'partly')),
    unique (author_id, client_key)
);
create index requests_author on requests (author_id, id);
create index requests_wave on requests (next_wave_at) where next_wave_at is not null;
create index requests_expires on requests (expires_at) where state in ('review', 'open', 'partly', 'met');
create index requests_unanswered on requests (city_id, unanswered_at) where unanswered <> '';
create index requests_review on requests (city_id, created_at) where state = 'review';
create index requests_closed on requests (closed_at) where closed_at is not null;

-- What only those who help are shown: where to meet, how to find it, for whom it is.
create table request_points (
    request_id bigint primary key references requests on delete cascade,
    sealed     bytea not null,
    expires_at timestamptz not null
);
create index request_points_expires on request_points (expires_at);

-- What happened to a request, who did it and why, in codes. A row goes only with its request.
create table request_steps (
    id         bigint generated always as identity primary key,
    request_id bigint not null references requests on delete cascade,
    act        text not null check (act ~ '^[a-z][a-z-]{0,31}$'),
    state      text not null, -- after it
    taken      smallint not null,
    at         timestamptz not null,
    by_id      bigint not null, -- account; 0 = the clock. It stays a number when that account is erased
    why        text not null default '' check (why ~ '^[a-z0-9-]{0,64}$')
);
create index request_steps_request on request_steps (request_id, id);

-- +goose StatementBegin
create function request_steps_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'request_steps: % refused, rows are only ever added', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
-- +goose StatementEnd
create trigger request_steps_append_only before update or truncate on request_steps
    for each statement execute function request_steps_refuse();

create trigger account_lives before insert on requests for each row execute function account_lives('author_id', '');

select feed_watch('requests', 'request', 'id');
