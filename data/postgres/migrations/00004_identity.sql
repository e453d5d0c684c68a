-- Room identity: accounts, contacts, codes, sessions, grants, blocks, sanctions' proposals and the audit of staff acts.
--
-- Codes, tokens and networks stand here as digests only. Districts and organisations are row numbers of the room directory,
-- without a foreign key: numbers never come back, so that a grant on one that is gone gives nothing.

-- +goose Up

create table accounts (
    id             bigint generated always as identity primary key,
    uid            uuid not null unique,
    lang           text not null check (lang ~ '^[a-z]{2,3}$'),
    created_at     timestamptz not null,
    last_contact   date not null, -- the person's last sign of life
    standing       text not null default 'active' check (standing in ('active', 'suspended', 'banned', 'erased')),
    silenced_until timestamptz,
    rights_at      timestamptz not null -- when its rights last changed: tokens given before are due for rotation
);

-- A contact is here once somebody has shown that it is theirs, or an operator has said so.
create table contacts (
    kind       text not null check (kind in ('email', 'phone')),
    address    text not null check (length(address) between 3 and 254),
    account_id bigint not null references accounts on delete cascade,
    since      timestamptz not null,
    primary key (kind, address)
);
create index contacts_account on contacts (account_id);

-- The one code that is good for a contact.
create table contact_codes (
    contact    bytea primary key, -- keyed digest
    account_id bigint references accounts on delete cascade, -- who adds this contact; null = sign-in
    code       bytea not null, -- keyed digest of the code and its contact
    expires_at timestamptz not null,
    attempts   smallint not null default 0
);
create index contact_codes_account on contact_codes (account_id);

-- People without phone or e-mail, registered by somebody who vouches that they agreed.
create table relays (
    account_id      bigint primary key references accounts on delete cascade,
    registered_by   bigint not null, -- account
    district_id     bigint,
    organisation_id bigint,
    consent         text not null check (consent ~ '^[a-z0-9][a-z0-9._-]{0,63}$'), -- which text was read to them
    consented_at    timestamptz not null,
    check (num_nonnulls(district_id, organisation_id) = 1)
);

create table printed_codes (
    account_id bigint primary key references accounts on delete cascade,
    code       bytea not null unique, -- keyed digest
    expires_at timestamptz not null
);

-- A new contact for somebody who lost theirs: good from due_at on, once its code was shown.
create table recoveries (
    account_id bigint primary key references accounts on delete cascade,
    kind       text not null,
    address    text not null,
    asked_by   bigint not null, -- account
    due_at     timestamptz not null,
    unique (kind, address)
);

create table sessions (
    id           bigint generated always as identity primary key,
    uid          uuid not null unique,
    account_id   bigint not null references accounts on delete cascade,
    token        bytea not null unique check (length(token) = 32), -- SHA-256
    former       bytea unique, -- the token before the last rotation
    former_until timestamptz,
    rotated_at   timestamptz not null,
    acting       bigint, -- the organisation that the person acts as
    device       text not null check (length(device) <= 80),
    created_at   timestamptz not null,
    seen_on      date not null,
    expires_at   timestamptz not null
);
create index sessions_account on sessions (account_id);

create table grants (
    id              bigint generated always as identity primary key,
    account_id      bigint not null references accounts on delete cascade,
    role            text not null,
    district_id     bigint,
    organisation_id bigint,
    granted_by      bigint, -- account; null = the operator of this server
    since           timestamptz not null,
    until           timestamptz,
    unique nulls not distinct (account_id, role, district_id, organisation_id),
    check (case role
        when 'association-member' then organisation_id is not null and district_id is null
        when 'association-admin' then organisation_id is not null and district_id is null
        when 'ambassador' then district_id is not null and organisation_id is null
        when 'coordinator' then district_id is not null and organisation_id is null
        when 'administrator' then num_nonnulls(district_id, organisation_id) = 0
        else false end)
);
create index grants_organisation on grants (organisation_id);
create index grants_district on grants (district_id);

-- A block stands here from both sides, or not at all: each row needs its mirror.
create table blocks (
    account_id bigint not null references accounts on delete cascade,
    other_id   bigint not null references accounts on delete cascade,
    asked      boolean not null, -- account_id wants it
    since      timestamptz not null,
    primary key (account_id, other_id),
    check (account_id <> other_id),
    foreign key (other_id, account_id) references blocks on delete cascade deferrable initially deferred
);

-- The first of two administrators who want a ban.
create table ban_proposals (
    account_id  bigint primary key references accounts on delete cascade,
    proposed_by bigint not null, -- account
    at          timestamptz not null
);

-- Messages on their way out, sealed: whom they are for and which code they carry is not to be read here.
create table deliveries (
    id         bigint generated always as identity primary key,
    uid        uuid not null,
    sealed     bytea not null,
    next_at    timestamptz not null, -- nobody takes it before
    tries      smallint not null default 0,
    expires_at timestamptz not null
);
create index deliveries_next on deliveries (next_at);

-- GCRA: the theoretical arrival time of each key. tat has no index, so that updates stay in their page.
create table limits (
    key     bytea primary key, -- keyed digest
    tat     timestamptz not null,
    allowed boolean not null -- the last one was
) with (fillfactor = 70);

-- Numbers and codes only, never a text of a person. No foreign keys: what was done stays after who did it is gone.
create table audit (
    id              bigint generated always as identity primary key,
    at              timestamptz not null,
    actor           bigint not null, -- account; 0 = the operator of this server
    acting          bigint, -- organisation
    act             text not null check (act ~ '^[a-z][a-z-]{0,47}$'),
    subject         text not null check (subject ~ '^[a-z][a-z-]{0,31}$'), -- kind of what it was done to
    subject_id      bigint not null,
    district_id     bigint,
    organisation_id bigint,
    code            text not null check (code ~ '^[a-z0-9._-]{0,64}$')
);
create index audit_subject on audit (subject, subject_id);
create index audit_actor on audit (actor);

-- +goose StatementBegin
create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'audit: % refused, rows are only ever added', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
-- +goose StatementEnd
create trigger audit_append_only before update or delete or truncate on audit for each statement execute function audit_refuse();
revoke update, delete, truncate on audit from public, current_user;

-- What a session's Viewer is made of, by account.
select feed_watch('accounts', 'account', 'id');
select feed_watch('sessions', 'account', 'account_id');
select feed_watch('grants', 'account', 'account_id');
select feed_watch('blocks', 'account', 'account_id');
