-- Room matching: who is asked for which request, and what came of it.
--
--   requests.next_wave_at ──due──▶ dispatch, one transaction ──▶ invitations ──answers──▶ help_records ──feed──▶ Memory
--                                     └ volunteer_loads (locked in the order of accounts: caps) ──feed──▶ Memory
--   volunteers, members ──trigger──▶ arrivals ──▶ requests that nobody answered are due again
--
-- Accounts are numbers here, without foreign keys: checking one would lock the account's row after the request's, the other way
-- round than an erasure does. The holder erases the rows.

-- +goose Up

create table invitations (
    id          bigint generated always as identity primary key,
    uid         uuid not null unique,
    request_id  bigint not null references requests on delete cascade,
    account_id  bigint not null,
    wave        smallint not null, -- 1, 2, 3…; by hand: that of the moment
    score       double precision not null,
    chance      double precision not null check (chance between 0 and 1), -- of a yes
    propensity  double precision not null check (propensity between 0 and 1), -- that of somebody rested, near and free
    rested      double precision not null check (rested between 0 and 1), -- chance that they are not tired
    gap         smallint not null check (gap between 0 and 6), -- step of the time since the invitation before (matching.Gaps)
    parts       text[] not null, -- of the score: "near:-2.5:15"
    distance_m  integer not null check (distance_m >= 0), -- between the middles of two public cells
    state       text not null check (state in ('sent', 'later', 'accepted', 'declined', 'withdrawn', 'dropped', 'closed', 'expired')),
    reason      text not null default '' check (reason ~ '^[a-z-]{0,32}$'),
    by_hand     boolean not null default false,
    learnt      boolean not null default false, -- it counts in help_records
    sent_at     timestamptz not null,
    answered_at timestamptz,
    unique (request_id, account_id), -- nobody is asked twice
    check ((answered_at is null) = (state = 'sent'))
);
create index invitations_account on invitations (account_id, id desc);
create index invitations_sent on invitations (sent_at);

-- What is known of a volunteer's load. Its row is locked by who asks them.
create table volunteer_loads (
    account_id    bigint primary key,
    asked         timestamptz[] not null default '{}' check (cardinality(asked) <= 256), -- in the last 28 days, the oldest first
    last_asked_at timestamptz,
    rest_until    timestamptz, -- not asked before: they said "too often"
    -- What came of invitations, by step of the time since the one before: how many yes, and how many were expected of people who
    -- are not tired, in thousandths; and by step of the time to the answer.
    gap_yes       integer[] not null default '{0,0,0,0,0,0,0}' check (cardinality(gap_yes) = 7),
    gap_expected  bigint[] not null default '{0,0,0,0,0,0,0}' check (cardinality(gap_expected) = 7),
    delays        integer[] not null default '{0,0,0,0,0,0,0,0}' check (cardinality(delays) = 8)
) with (fillfactor = 70);

-- What was learnt of a volunteer for a family of kinds and a part of the day.
create table help_records (
    account_id bigint not null,
    family     text not null check (length(family) <= 32), -- empty = none
    band       text not null check (band in ('anytime', 'morning', 'afternoon', 'evening', 'night')),
    asked      integer not null default 0, -- of which it is known what came of them
    yes        integer not null default 0,
    helped     integer not null default 0, -- of these, the help that took place
    exposure   bigint not null default 0, -- invitations by how far they could have had a yes (rested, near, free), in thousandths
    primary key (account_id, family, band),
    check (yes between 0 and asked and helped between 0 and yes)
) with (fillfactor = 70);

select feed_watch('volunteer_loads', 'help', 'account_id');
select feed_watch('help_records', 'help', 'account_id');

-- An offer and a request of the same kind whose authors were told of each other.
create table pairings (
    offer_id bigint not null references requests on delete cascade,
    ask_id   bigint not null references requests on delete cascade,
    at       timestamptz not null,
    primary key (offer_id, ask_id)
);
create index pairings_ask on pairings (ask_id);

-- Volunteers who are new or have changed, until open requests were looked at again for them.
create table arrivals (
    account_id bigint primary key,
    at         timestamptz not null default statement_timestamp()
);

-- +goose StatementBegin
create function arrivals_note() returns trigger language plpgsql as $$
begin
    insert into arrivals (account_id)
    select v.account_id from after_rows c join volunteers v on v.account_id = c.account_id
    where v.activated and not v.suspended order by v.account_id
    on conflict do nothing;
    return null;
end $$;
-- +goose StatementEnd
create trigger arrivals_insert after insert on volunteers referencing new table as after_rows for each statement execute function arrivals_note();
create trigger arrivals_update after update on volunteers referencing new table as after_rows for each statement execute function arrivals_note();
create trigger arrivals_moved after update on members referencing new table as after_rows for each statement execute function arrivals_note();
