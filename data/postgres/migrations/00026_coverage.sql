-- Room coverage: figures of districts. Sums only: nobody is named, and no row is of a person.
--
--   what people do ──counted again when it changed──▶ coverage_figures: exact, for the staff of the district
--   a month that is over ──once──▶ coverage_months, coverage_releases: public, only ever added

-- +goose Up

create table coverage_figures (
    city_id     bigint not null references districts on delete cascade,
    period      text not null check (period ~ '^([0-9]{4}-W?[0-9]{2}|now)$'),
    district_id bigint not null references districts on delete cascade,
    until       timestamptz not null, -- the end of the period; of now: when it was counted
    at          timestamptz not null, -- when what people did was counted
    people      jsonb not null,
    supply      jsonb not null, -- what there was: as it is while the period goes on, as it was at its end afterwards
    primary key (city_id, period, district_id)
);
create index coverage_figures_until on coverage_figures (until);

-- Months of a city that were closed: nothing of them is counted again.
create table coverage_months (
    city_id  bigint not null references districts on delete cascade,
    month    date not null check (extract(day from month) = 1),
    at       timestamptz not null,
    supplied boolean not null, -- what there was in it is known: it was closed in time
    primary key (city_id, month)
);

-- What everybody may read of a month (P5). What is not here is withheld, or nothing: both look the same.
create table coverage_releases (
    city_id     bigint not null,
    month       date not null,
    district_id bigint not null references districts on delete cascade,
    measure     text not null check (measure ~ '^[a-z0-9_]{1,48}$'),
    sub         text not null default '' check (sub ~ '^[a-z0-9_]{0,48}$'),
    n           double precision not null,
    behind      integer not null default 0,
    partial     boolean not null default false,
    primary key (district_id, month, measure, sub),
    foreign key (city_id, month) references coverage_months on delete cascade
);
create index coverage_releases_city on coverage_releases (city_id, month, measure, sub);

-- +goose StatementBegin
create function coverage_releases_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'coverage_releases: % refused, what was published stays as it is', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
-- +goose StatementEnd
create trigger coverage_releases_add_only before update or truncate on coverage_releases
    for each statement execute function coverage_releases_refuse();

-- What happened in a stretch of time is found by its time. Messages and sign-ups come in the order of their instants.
create index requests_created on requests (city_id, created_at);
create index requests_created_at on requests using brin (created_at) with (pages_per_range = 16);
create index messages_at on messages using brin (at) with (pages_per_range = 16);
create index sign_ups_created on sign_ups using brin (created_at) with (pages_per_range = 16);
create index event_seats_starts on event_seats (starts_at);
