-- Room notify: what people are told, how they want to be told, and what is on its way to them.
--
--   Post ─▶ notifications (shown in the app) ─▶ errands (one for each other way) ─plan─▶ parcels (one e-mail or SMS) ─▶ sent
--
-- Notices hold codes, ids and short public names; words are made from them in the reader's language.

-- +goose Up

-- One row for each person who has been told something or has settled how. Its lock orders everything that happens to them here.
create table recipients (
    account_id   bigint primary key references accounts on delete cascade,
    last_number  bigint not null default 0, -- of their notices
    announced_at timestamptz, -- when staff last wrote to them as one of many
    zone         text check (length(zone) between 1 and 64), -- null = the server's
    paused_until timestamptz,
    -- minutes of the day on their clock; from = till means no quiet hours
    quiet_from   smallint not null default 1260 check (quiet_from between 0 and 1439),
    quiet_till   smallint not null default 480 check (quiet_till between 0 and 1439),
    digest_at    smallint not null default 480 check (digest_at between 0 and 1439),
    urgent       boolean not null default false, -- urgent notices may come in quiet hours
    email_cap    smallint not null default 10 check (email_cap between 1 and 100), -- a day
    sms_cap      smallint not null default 3 check (sms_cap between 1 and 20),
    ways         jsonb not null default '{}' -- group → channel → way, where it is not the default
);

create table notifications (
    account_id bigint not null references recipients on delete cascade,
    number     bigint not null,
    kind       text not null check (kind ~ '^[a-z][a-z0-9-]{0,47}$'),
    subject    text not null check (length(subject) between 1 and 100),
    params     jsonb not null,
    from_id    bigint, -- the account whose name or act it shows
    at         timestamptz not null,
    read_at    timestamptz, -- = at: this person does not want such in the app
    primary key (account_id, number),
    unique (account_id, kind, subject)
);
create index notifications_unread on notifications (account_id) where read_at is null;
create index notifications_old on notifications (at);
create index notifications_from on notifications (from_id) where from_id is not null;

-- What staff said to many at once. Its words are theirs; one language may be left out.
create table announcements (
    id          bigint generated always as identity primary key,
    by_id       bigint not null, -- account
    district_id bigint not null,
    profile     text not null,
    interests   text[] not null,
    fr_title    text not null check (length(fr_title) <= 80),
    fr_text     text not null check (length(fr_text) <= 1000),
    en_title    text not null check (length(en_title) <= 80),
    en_text     text not null check (length(en_text) <= 1000),
    at          timestamptz not null,
    told        integer not null default 0 -- people
);

-- What its recipient may see: nothing of a person whom one of the two has blocked. An announcement's words are parameters like
-- others, in the recipient's language where they are said in it.
create view visible_notifications as
select n.account_id, n.number, n.kind, n.at, n.read_at, case when n.kind <> 'announcement' then n.params else (
    select case when (a.lang = 'fr' or w.en_title = '') and w.fr_title <> ''
        then jsonb_build_object('title', w.fr_title, 'text', w.fr_text) else jsonb_build_object('title', w.en_title, 'text', w.en_text) end
    from announcements w, accounts a where n.subject = 'announcement:' || w.id and a.id = n.account_id) end as params
from notifications n
where n.from_id is null or not exists (select from blocks b where (b.account_id, b.other_id) = (n.account_id, n.from_id));

-- One e-mail or SMS, made of one notice or of several. It stays for a while after it was sent: caps count the day's.
create table parcels (
    id         bigint generated always as identity primary key,
    uid        uuid not null unique, -- Message-ID, idempotency key
    account_id bigint not null references recipients on delete cascade,
    channel    text not null check (channel in ('email', 'sms')),
    digest     boolean not null,
    day        date not null, -- on the person's calendar
    next_at    timestamptz not null, -- nobody takes it before; infinity = it is over
    tries      smallint not null default 0,
    expires_at timestamptz not null,
    over       text check (over in ('sent', 'refused', 'late'))
);
create index parcels_next on parcels (next_at);
create index parcels_day on parcels (account_id, channel, day);

-- A notice that still has to leave by a channel, or has a parcel that does it.
create table errands (
    account_id bigint not null,
    number     bigint not null,
    channel    text not null check (channel in ('email', 'sms')),
    due_at     timestamptz not null, -- of the next decision
    parcel_id  bigint references parcels on delete set null,
    primary key (account_id, number, channel),
    foreign key (account_id, number) references notifications on delete cascade
);
create index errands_due on errands (due_at) where parcel_id is null;
create index errands_parcel on errands (parcel_id) where parcel_id is not null;

-- SMS cost money: how many were handed over in a month, by all nodes together, and which, so that a second try does not count.
create table sms_months (
    month date primary key, -- its first day, UTC
    sent  bigint not null
);
create table sms_counted (
    uid uuid primary key,
    at  timestamptz not null
);

-- A live stream shows what is new, and what was read on another screen.
select feed_watch('notifications', 'notice', 'account_id');
