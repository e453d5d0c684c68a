-- Room community: who comes to which date, who waits for a seat, whom partners invite, who came.
--
--   sign_ups ──counted in──▶ event_seats: one row for each date that somebody has signed up for. Who writes to the sign-ups of a date
--      ▲                       holds its row; next_at is the alarm of what is due there (an offer that runs out, a reminder).
--      ├── event_series: who comes to every date; written as dates enter the window
--      └── tickets ◀── ticket_batches: places that a partner gives
--
-- Accounts are numbers here, without foreign keys: checking one would lock the account's row in another order than an erasure does.
-- The holder erases the rows.

-- +goose Up

create table event_seats (
    event_id  bigint not null references events on delete cascade,
    original  timestamptz not null,
    starts_at timestamptz not null,
    ends_at   timestamptz not null check (ends_at >= starts_at),
    off       boolean not null default false, -- cancelled, or not held any more
    capacity  integer not null check (capacity >= 0), -- 0 = no limit
    taken     integer not null default 0 check (taken >= 0), -- seats of who goes, whom they bring, who is offered some, and held
    held      integer not null default 0 check (held between 0 and taken), -- kept for partners' tickets
    waiting   integer not null default 0 check (waiting >= 0), -- people in line
    turn      bigint not null default 0, -- the last one given
    walk_ins  smallint not null default 0 check (walk_ins between 0 and 10000), -- came without signing up
    marked_at timestamptz, -- when the door said so, on its own clock
    closed_at timestamptz, -- what comes after the date is done
    next_at   timestamptz, -- when something is due; null = nothing
    primary key (event_id, original)
) with (fillfactor = 70);
create index event_seats_next on event_seats (next_at);
create index event_seats_ends on event_seats (ends_at);

create table sign_ups (
    id            bigint generated always as identity primary key,
    uid           uuid not null unique,
    event_id      bigint not null,
    original      timestamptz not null,
    account_id    bigint, -- null = nobody's any more
    client_key    text check (length(client_key) between 8 and 80), -- of the last that was sent
    name          text not null default '' check (length(name) <= 40), -- a first name, of who has no profile
    company       text[] not null default '{}' check (cardinality(company) <= 2), -- first names of those they bring
    state         text not null check (state in ('going', 'waiting', 'offered', 'cancelled')),
    seats         smallint not null check (seats between 0 and 3), -- that are counted as taken
    turn          bigint not null, -- place in line
    reason        text not null default '' check (reason ~ '^[a-z-]{0,32}$'), -- why it is cancelled
    series        boolean not null default false, -- because they come to every date
    with_id       bigint references sign_ups on delete set null, -- whose invitation they came by
    ticket_id     bigint,
    offered_until timestamptz,
    remind_min    integer not null default 1440 check (remind_min between 0 and 10080), -- before it begins; 0 = not at all
    remind_at     timestamptz, -- null = done, or not wanted
    came          boolean, -- null = nobody said
    came_with     smallint not null default 0 check (came_with between 0 and 2), -- of those they bring
    helped        boolean not null default false,
    marked_at     timestamptz, -- on the clock of the door
    asked_at      timestamptz, -- how it was, of a guest
    created_at    timestamptz not null,
    changed_at    timestamptz not null,
    foreign key (event_id, original) references event_seats on update cascade on delete cascade,
    unique (event_id, original, account_id),
    check ((state in ('going', 'offered')) = (seats > 0)),
    check ((state = 'offered') = (offered_until is not null))
) with (fillfactor = 80);
create index sign_ups_line on sign_ups (event_id, original, turn) where state = 'waiting';
create index sign_ups_account on sign_ups (account_id, id desc);
create index sign_ups_with on sign_ups (with_id) where with_id is not null;
create trigger account_lives before insert on sign_ups for each row execute function account_lives('account_id', 'skip');

-- Who comes to every date of an event.
create table event_series (
    id         bigint generated always as identity primary key,
    event_id   bigint not null references events on delete cascade,
    account_id bigint not null,
    client_key text not null check (length(client_key) between 8 and 80),
    name       text not null default '' check (length(name) <= 40),
    company    text[] not null default '{}' check (cardinality(company) <= 2),
    remind_min integer not null default 1440 check (remind_min between 0 and 10080),
    created_at timestamptz not null,
    unique (event_id, account_id)
);
create index event_series_account on event_series (account_id);
create trigger account_lives before insert on event_series for each row execute function account_lives('account_id', 'skip');

-- How far the dates of an event have been written for them.
create table event_windows (
    event_id bigint primary key references events on delete cascade,
    filled   timestamptz not null, -- originals before this one have been
    next_at  timestamptz not null
);
create index event_windows_next on event_windows (next_at);

-- Places that a partner gives. Until tickets are claimed they are held among the seats of the date.
create table ticket_batches (
    id         bigint generated always as identity primary key,
    uid        uuid not null unique,
    event_id   bigint not null,
    original   timestamptz not null,
    partner_id bigint references organisations on delete set null,
    opened_by  bigint not null, -- account
    client_key text not null check (length(client_key) between 8 and 80),
    places     integer not null check (places between 1 and 1000),
    members    boolean not null, -- only for who has a profile
    unserved   boolean not null, -- only for who was never offered one
    district_id bigint references districts on delete cascade, -- only for who lives there
    draw       boolean not null, -- else first come, first served
    commitment bytea check (length(commitment) = 32), -- SHA-256 of the seed, published from the beginning
    sealed     bytea, -- the seed, until it is drawn
    seed       bytea check (length(seed) = 32), -- published once it is drawn
    closes_at  timestamptz not null, -- for applications, and when it is drawn
    drawn_at   timestamptz,
    claim_s    integer not null check (claim_s between 600 and 604800), -- how long an offer lasts
    turn       integer not null default 0,
    closed_at  timestamptz, -- what was not claimed has gone back
    next_at    timestamptz,
    created_at timestamptz not null,
    foreign key (event_id, original) references event_seats on update cascade on delete cascade,
    unique (opened_by, client_key),
    check (draw = (commitment is not null))
);
create index ticket_batches_seats on ticket_batches (event_id, original);
create index ticket_batches_partner on ticket_batches (partner_id) where partner_id is not null;
create index ticket_batches_next on ticket_batches (next_at);

create table tickets (
    id            bigint generated always as identity primary key,
    uid           uuid not null unique,
    batch_id      bigint not null references ticket_batches on delete cascade,
    account_id    bigint, -- null = nobody's any more
    state         text not null check (state in ('applied', 'offered', 'claimed', 'passed', 'lapsed')),
    served        smallint not null default 0, -- tickets claimed before this one, when it was drawn
    turn          integer not null, -- order of applying; once drawn, of the draw
    offered_until timestamptz,
    was_offered   boolean not null default false,
    used_at       timestamptz, -- at the door
    created_at    timestamptz not null,
    changed_at    timestamptz not null,
    unique (batch_id, account_id),
    check ((state = 'offered') = (offered_until is not null))
);
create index tickets_account on tickets (account_id, id desc);
create index tickets_line on tickets (batch_id, turn) where state = 'applied';
create trigger account_lives before insert on tickets for each row execute function account_lives('account_id', 'skip');

-- How people say they live, of those who want to: only shares of many are ever shown (P5), made once a month is over.
create table mix_profiles (
    account_id bigint primary key,
    situation  text not null check (situation ~ '^[a-z_]{1,32}$'),
    at         timestamptz not null
);
create table mix_months (
    month date primary key,
    at    timestamptz not null
);
create table mix_shares (
    month       date not null references mix_months on delete cascade,
    district_id bigint not null references districts on delete cascade,
    situation   text not null check (situation ~ '^[a-z_]{0,32}$'), -- empty = the others together
    percent     smallint not null check (percent between 0 and 100),
    primary key (month, district_id, situation)
);
create trigger account_lives before insert on mix_profiles for each row execute function account_lives('account_id', 'skip');

select feed_watch('event_seats', 'event', 'event_id');

-- Who was told of which event without having asked: never of one twice.
create table event_tellings (
    account_id bigint not null,
    event_id   bigint not null references events on delete cascade,
    fresh      boolean not null, -- because it was new; else in the digest of a week
    at         timestamptz not null,
    primary key (account_id, event_id)
);
create index event_tellings_at on event_tellings (at);
create index event_tellings_event on event_tellings (event_id);
create trigger account_lives before insert on event_tellings for each row execute function account_lives('account_id', 'skip');

-- Whose digest of which week, by its Monday, was looked at last.
create table event_digests (
    account_id bigint primary key,
    week       date not null
);
create trigger account_lives before insert on event_digests for each row execute function account_lives('account_id', 'skip');

-- Events that nobody was told of yet. The second half of a series that was split is not new.
create table event_news (
    event_id bigint primary key references events on delete cascade,
    at       timestamptz not null
);

-- +goose StatementBegin
create function event_news_note() returns trigger language plpgsql as $$
begin
    insert into event_news (event_id, at) select id, created_at from after_rows where follows_id is null and interest <> '';
    return null;
end $$;
-- +goose StatementEnd
create trigger event_news_insert after insert on events referencing new table as after_rows for each statement execute function event_news_note();
