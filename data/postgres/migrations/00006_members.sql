-- Room directory: members.
--
-- Where somebody lives is a public cell (promise P1) and what follows from it; how old they are is a band. A row is there once
-- somebody has said who they are: an account without one has been signed in to and no more.

-- +goose Up

create table members (
    account_id    bigint primary key references accounts on delete cascade,
    name          text not null check (length(name) between 1 and 40), -- first name or alias
    languages     text[] not null default '{}',
    helps         boolean not null,
    needs         boolean not null,
    interests     text[] not null default '{}',
    about         text not null default '' check (length(about) <= 600),
    home_cell     bigint, -- in public_cells when it was chosen: a new cut moves nobody
    home_district bigint references districts on delete set null, -- the finest one of the cell, or the one that was chosen
    city          bigint references districts on delete set null, -- its root
    radius_m      integer check (radius_m between 100 and 100000),
    access        text[] not null default '{}',
    age_band      text not null check (age_band in ('15-17', '18-24', '25-39', '40-59', '60-74', '75+')),
    hidden        boolean not null default false, -- other members do not see this one
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    check (cardinality(languages) <= 20 and cardinality(interests) <= 20 and cardinality(access) <= 20)
);
-- With the order of a page of members.
create index members_district on members (home_district, account_id);
create index members_city on members (city, account_id);
create index members_home on members (home_cell);

select feed_watch('members', 'member', 'account_id');

-- Where people may say they live is read from memory, with the districts.
select feed_watch('public_cells', 'district', 'city_id');
