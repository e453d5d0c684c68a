-- Room directory: cities and districts, datasets, organisations, places.
-- Lengths in metres, positions EPSG:4326 longitude first, cells as H3 indexes in a bigint.

-- +goose Up

create table districts (
    id         bigint generated always as identity primary key,
    code       text not null unique check (code ~ '^[0-9A-Za-z_-]{1,32}$'),
    kind       text not null check (kind ~ '^[a-z]{1,32}$'),
    parent_id  bigint references districts,
    city_id    bigint references districts, -- the root; null for the root itself
    name       text not null check (name <> ''),
    timezone   text, -- cities only
    lang       text, -- cities only
    phone      text not null default '',
    email      text not null default '',
    website    text not null default '',
    geom       geometry(MultiPolygon, 4326), -- full: decides membership
    outline    geometry(MultiPolygon, 4326), -- simplified with shared edges kept: for drawing
    accuracy_m double precision check (accuracy_m >= 0),
    source     text not null default '',
    check ((parent_id is null) = (city_id is null)),
    check ((city_id is null) = (timezone is not null and lang is not null))
);
create index districts_geom on districts using gist (geom);
create index districts_city on districts (city_id);
create index districts_parent on districts (parent_id);

create table district_figures (
    district_id bigint not null references districts on delete cascade,
    measure     text not null check (measure ~ '^[a-z0-9_]{1,48}$'),
    value       double precision not null check (value between -1e15 and 1e15), -- refuses NaN and infinities
    source      text not null default '',
    primary key (district_id, measure)
);

-- The public cells of P1: one cut of the H3 tree per city.
create table public_cells (
    city_id   bigint not null references districts on delete cascade,
    cell      bigint not null,
    residents double precision, -- null: no figures known
    primary key (city_id, cell)
);

create table datasets (
    id             bigint generated always as identity primary key,
    name           text not null unique check (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    title          text not null,
    attribution    text not null default '',
    licence        text not null default '',
    licence_url    text not null default '',
    fictional      boolean not null default false,
    last_import_at timestamptz
);

create table imports (
    id          bigint generated always as identity primary key,
    dataset_id  bigint not null references datasets on delete cascade,
    file        text not null, -- base name only
    sha256      bytea not null,
    imported_at timestamptz not null,
    added       integer not null,
    updated     integer not null,
    unchanged   integer not null,
    closed      integer not null,
    refused     integer not null,
    suspicious  integer not null
);
create index imports_dataset on imports (dataset_id, imported_at desc);

create table organisations (
    id          bigint generated always as identity primary key,
    uid         uuid not null unique,
    name        text not null check (name <> ''),
    description text not null default '',
    phone       text not null default '',
    email       text not null default '',
    website     text not null default '',
    dataset_id  bigint not null references datasets on delete cascade,
    source_id   text not null,
    unique (dataset_id, source_id)
);

-- Districts that an organisation serves, with or without premises there.
create table organisation_districts (
    organisation_id bigint not null references organisations on delete cascade,
    district_id     bigint not null references districts on delete cascade,
    primary key (organisation_id, district_id)
);

create table places (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    dataset_id      bigint not null references datasets on delete cascade,
    source_id       text not null,
    content_hash    bytea, -- SHA-256 of what the import said; equal = nothing to write
    organisation_id bigint references organisations on delete set null,
    name            text not null check (name <> ''),
    description     text not null default '',
    geom            geometry(Point, 4326),
    cell            bigint, -- resolution 10
    accuracy_m      double precision not null default 0 check (accuracy_m >= 0 and accuracy_m < 1e7),
    district_id     bigint references districts on delete set null, -- the finest
    categories      text[] not null default '{}',
    audiences       text[] not null default '{}',
    modalities      text[] not null default '{}',
    languages       text[] not null default '{}',
    age_min         smallint check (age_min between 0 and 130),
    age_max         smallint check (age_max between 0 and 130),
    hours           text not null default '',
    access_note     text not null default '',
    saturation      text not null default '' check (saturation in ('', 'low', 'moderate', 'high')),
    street          text not null default '',
    postcode        text not null default '',
    city            text not null default '',
    phone           text not null default '',
    email           text not null default '',
    website         text not null default '',
    status          text not null default 'open' check (status in ('open', 'closed')),
    confidential    boolean not null default false,
    itinerant       boolean not null default false,
    confirmed_at    timestamptz,
    first_seen_at   timestamptz not null default now(),
    last_seen_at    timestamptz, -- written when the place disappears from its dataset; null = the dataset's last import
    unique (dataset_id, source_id),
    check ((geom is null) = (cell is null)),
    check (geom is null or (ST_X(geom) between -180 and 180 and ST_Y(geom) between -90 and 90)),
    -- P4: a confidential place has no position at all, in any form.
    constraint confidential_has_no_position check (
        not confidential or (geom is null and cell is null and accuracy_m = 0
            and street = '' and postcode = '' and city = '' and access_note = ''))
);
create index places_geom on places using gist (geom);
create index places_cell on places (cell);
create index places_district on places (district_id);
create index places_organisation on places (organisation_id);

-- P4: setting the flag wipes what could say where, whoever sets it, and gives a new random identity.
-- +goose StatementBegin
create function places_confide() returns trigger language plpgsql as $$
begin
    if new.confidential then
        new.geom := null; new.cell := null; new.accuracy_m := 0;
        new.street := ''; new.postcode := ''; new.city := ''; new.access_note := '';
        new.description := ''; new.email := ''; new.website := ''; new.content_hash := null;
        -- its district becomes its city
        select coalesce(d.city_id, d.id) into new.district_id from districts d where d.id = new.district_id;
        if tg_op = 'INSERT' or not old.confidential then
            new.uid := gen_random_uuid();
        end if;
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger places_confide before insert or update on places
    for each row when (new.confidential) execute function places_confide();

create table services (
    id          bigint generated always as identity primary key,
    place_id    bigint not null references places on delete cascade,
    position    smallint not null,
    name        text not null check (name <> ''),
    description text not null default '',
    categories  text[] not null default '{}',
    audiences   text[] not null default '{}',
    modalities  text[] not null default '{}',
    languages   text[] not null default '{}',
    hours       text not null default '',
    access_note text not null default '',
    saturation  text not null default '' check (saturation in ('', 'low', 'moderate', 'high')),
    unique (place_id, position)
);

-- Halts of an itinerant place, in the order of its round.
create table stops (
    id       bigint generated always as identity primary key,
    place_id bigint not null references places on delete cascade,
    position smallint not null,
    name     text not null,
    geom     geometry(Point, 4326) not null,
    cell     bigint not null,
    hours    text not null default '',
    unique (place_id, position)
);
create index stops_cell on stops (cell);

-- P4: what stands around a confidential place must not say where either.
-- +goose StatementBegin
create function places_confide_parts() returns trigger language plpgsql as $$
begin
    delete from stops where place_id = new.id;
    update services set description = '', access_note = '' where place_id = new.id
        and (description <> '' or access_note <> '');
    return null;
end $$;
create function stops_not_confidential() returns trigger language plpgsql as $$
begin
    if exists (select from places where id = new.place_id and confidential) then
        raise exception 'stops: place % is confidential and has no position', new.place_id using errcode = 'check_violation';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger places_confide_parts after insert or update on places
    for each row when (new.confidential) execute function places_confide_parts();
create trigger stops_not_confidential before insert or update on stops
    for each row execute function stops_not_confidential();

-- Dated closures and messages. Days in the place's time zone, both included.
create table notices (
    id       bigint generated always as identity primary key,
    place_id bigint not null references places on delete cascade,
    closed   boolean not null,
    body     text not null default '',
    from_day date not null,
    till_day date,
    check (till_day >= from_day)
);
create index notices_place on notices (place_id);

-- French search: accents and inflections forgiven, then typing errors by trigrams.
create function fold(text) returns text language sql immutable strict parallel safe
    -- unaccent(text) is only STABLE because its dictionary could be replaced; naming the dictionary fixes it
    return lower(unaccent('unaccent'::regdictionary, $1));

create text search configuration fr (copy = french);
alter text search configuration fr alter mapping for hword, hword_part, word with unaccent, french_stem;

alter table places add column search tsvector generated always as (
    setweight(to_tsvector('fr'::regconfig, name), 'A') || setweight(to_tsvector('fr'::regconfig, description), 'C')
) stored;
-- A short pending list: whoever fills it up sorts it in, and that must not delay one small write beside an import.
create index places_search on places using gin (search) with (gin_pending_list_limit = 512);
create index places_name_trigrams on places using gin (fold(name) gin_trgm_ops) with (gin_pending_list_limit = 512);
create index organisations_name_trigrams on organisations using gin (fold(name) gin_trgm_ops);
create index districts_name_trigrams on districts using gin (fold(name) gin_trgm_ops);

-- What the live copies follow (00001_feed.sql): table, topic, and which row of the live copy a changed row means.
select feed_watch('places', 'place', 'id');
select feed_watch('services', 'place', 'place_id');
select feed_watch('stops', 'place', 'place_id');
select feed_watch('notices', 'place', 'place_id');
select feed_watch('organisations', 'organisation', 'id');
select feed_watch('organisation_districts', 'organisation', 'organisation_id');
select feed_watch('districts', 'district', 'id');
select feed_watch('district_figures', 'district', 'district_id');
select feed_watch('datasets', 'dataset', 'id');
