-- Room photos: pictures as they are shown, by the SHA-256 of the large one. What was sent is not kept.

-- +goose Up

create table photos (
    id         bigint generated always as identity primary key,
    sha256     bytea not null unique check (length(sha256) = 32),
    large      bytea not null check (length(large) <= 307200), -- JPEG, at most 1600 pixels
    small      bytea not null check (length(small) <= 307200), -- JPEG, at most 480 pixels
    width      integer not null, -- of the large one
    height     integer not null,
    hidden     boolean not null default false, -- by moderators
    created_at timestamptz not null,
    idle_since timestamptz -- nothing shows it; null = something does
);
-- They are compressed already.
alter table photos alter column large set storage external, alter column small set storage external;
create index photos_idle on photos (idle_since) where idle_since is not null;

-- Who has sent it: two people may have the same picture.
create table photo_owners (
    photo_id   bigint not null references photos on delete cascade,
    account_id bigint not null references accounts,
    at         timestamptz not null,
    primary key (photo_id, account_id)
);
create index photo_owners_account on photo_owners (account_id);

-- Where it is shown, and to whom: things of other rooms.
create table photo_uses (
    subject    text not null check (subject ~ '^[a-z][a-z-]{0,30}:[0-9]{1,19}$'), -- "request:17"
    photo_id   bigint not null references photos on delete cascade,
    account_id bigint not null references accounts, -- of the owner who shows it
    audience   text not null check (audience in ('members', 'everyone')),
    primary key (subject, photo_id)
);
create index photo_uses_photo on photo_uses (photo_id);
create index photo_uses_account on photo_uses (account_id);

create trigger account_lives before insert on photo_owners for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on photo_uses for each row execute function account_lives('account_id', '');
