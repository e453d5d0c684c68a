-- Room directory: volunteers. A volunteer is a member with a row here.
--
--   volunteer_steps (only ever added) ──folded by the room──▶ volunteers ──feed──▶ who can be asked
--   a list ──import──▶ volunteer_invitations ──the person says yes──▶ members, volunteers

-- +goose Up

create table volunteers (
    account_id bigint primary key references members on delete cascade,
    kinds      text[] not null default '{}' check (cardinality(kinds) <= 64),
    -- hour h of day d (Monday = 0) is bit d*24+h, on the wall clocks of the member's city
    week       bit(168) not null default (0::bit(168)),
    per_day    smallint not null default 1 check (per_day between 1 and 10), -- how often they may be asked
    per_week   smallint not null default 2 check (per_week between 1 and 50),
    at_night   boolean not null default false, -- may be asked at night for what is urgent
    pledged_on date,
    -- What the steps come to. The state itself depends on the clock and stands nowhere.
    applied_at    timestamptz not null,
    signed_until  timestamptz,
    trained_until timestamptz,
    checked_until timestamptz,
    activated     boolean not null default false,
    suspended     boolean not null default false,
    left_at       timestamptz,
    updated_at    timestamptz not null,
    check (not activated or (left_at is null and num_nulls(signed_until, trained_until, checked_until) = 0))
);
create index volunteers_applied on volunteers (applied_at desc, account_id desc);

-- What happened to a volunteer, and who did it. A row goes only with everything about the person.
create table volunteer_steps (
    id         bigint generated always as identity primary key,
    account_id bigint not null references volunteers on delete cascade,
    step       text not null check (step in ('apply', 'sign', 'train', 'check', 'activate', 'suspend', 'resume', 'leave')),
    at         timestamptz not null,
    by_id      bigint not null, -- account; it stays a number when that account is erased
    until      timestamptz, -- when what was done runs out
    charter    text check (charter ~ '^[0-9-]{4,16}$'),
    sha256     bytea check (length(sha256) = 32), -- of the text that was signed
    check ((step = 'sign') = (charter is not null) and (step = 'sign') = (sha256 is not null))
);
create index volunteer_steps_account on volunteer_steps (account_id, id);

-- +goose StatementBegin
create function volunteer_steps_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'volunteer_steps: % refused, rows are only ever added', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
-- +goose StatementEnd
create trigger volunteer_steps_append_only before update or truncate on volunteer_steps
    for each statement execute function volunteer_steps_refuse();

-- Days of the member's calendar, both included.
create table volunteer_absences (
    account_id bigint not null references volunteers on delete cascade,
    from_day   date not null,
    till_day   date not null,
    primary key (account_id, from_day),
    check (till_day >= from_day)
);

-- Time given, by which a pledge is judged: said by the volunteer, or by the room in which they helped.
create table volunteer_time (
    id         bigint generated always as identity primary key,
    account_id bigint not null references volunteers on delete cascade,
    subject    text not null default '' check (length(subject) <= 80), -- "request:17"; empty = the volunteer says so
    on_day     date not null,
    minutes    integer not null check (minutes between 1 and 1440)
);
create index volunteer_time_account on volunteer_time (account_id, on_day);
create unique index volunteer_time_once on volunteer_time (account_id, subject) where subject <> '';

create table volunteer_trainings (
    id          bigint generated always as identity primary key,
    uid         uuid not null unique,
    at          timestamptz not null,
    place       text not null check (length(place) between 1 and 200),
    created_by  bigint not null, -- account
    created_at  timestamptz not null
);
create table volunteer_training_invitations (
    training_id bigint not null references volunteer_trainings on delete cascade,
    account_id  bigint not null references volunteers on delete cascade,
    at          timestamptz not null,
    primary key (training_id, account_id)
);
create index volunteer_training_invitations_account on volunteer_training_invitations (account_id);

-- People from a list who have not answered. Whom it is for is a keyed digest; what the list said of them is sealed; the
-- address itself is in deliveries until the message has gone.
create table volunteer_invitations (
    id         bigint generated always as identity primary key,
    uid        uuid not null unique,
    city_id    bigint not null references districts on delete cascade,
    contact    bytea not null, -- keyed digest
    token      bytea not null unique check (length(token) = 32), -- SHA-256
    sealed     bytea, -- null once answered
    answer     text not null default '' check (answer in ('', 'yes', 'no')),
    account_id bigint references accounts on delete set null, -- who said yes
    invited_by bigint not null, -- account
    invited_at timestamptz not null,
    expires_at timestamptz not null,
    unique (city_id, contact),
    check ((answer = '') = (sealed is not null))
);
create index volunteer_invitations_expires on volunteer_invitations (expires_at);
create index volunteer_invitations_account on volunteer_invitations (account_id);

-- The one number about volunteers that is published of a city and a month (P5).
create table volunteer_counts (
    city_id bigint not null references districts on delete cascade,
    month   date not null,
    active  integer not null,
    primary key (city_id, month)
);

select feed_watch('volunteers', 'volunteer', 'account_id');
select feed_watch('volunteer_absences', 'volunteer', 'account_id');
