-- What opening hours need and no rule gives: school holidays, sunrise and sunset, public holidays of other countries.

-- +goose Up

-- A table is what one source says; importing it again replaces it whole.
create table holiday_tables (
    id          bigint generated always as identity primary key,
    name        text not null unique check (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    file        text not null, -- base name only
    imported_at timestamptz not null default now()
);

create table holiday_rows (
    table_id bigint not null references holiday_tables on delete cascade,
    kind     text not null check (kind in ('public', 'school', 'sun')),
    region   text not null check (region ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'), -- ISO 3166
    name     text not null check (name <> '' or kind = 'sun'),
    from_day date not null,
    till_day date not null check (till_day >= from_day), -- included
    -- minutes of the day on the clock on the wall; 0 in other rows
    sunrise  smallint not null default 0,
    sunset   smallint not null default 0,
    dawn     smallint not null default 0,
    dusk     smallint not null default 0,
    check (kind = 'sun' or (sunrise, sunset, dawn, dusk) = (0, 0, 0, 0))
);
create index holiday_rows_table on holiday_rows (table_id);

select feed_watch('holiday_tables', 'holidays', 'id');
select feed_watch('holiday_rows', 'holidays', 'table_id');
