-- Room directory: what people say of places and organisations, over what files say.
--
--   places, organisations: what holds now, whoever said it; everything is read from there
--   place_words:    which fields of a place are people's own words, and what its file says instead
--   versions:       every change by a person, before and after; rows are only ever added
--   corrections:    "a mistake" and "it is right", from anyone
--   claims, invitations, proposals: how people come to organisations, and organisations to the list
--   partner_steps:  where staff stand with an organisation; follows: who wants its news

-- +goose Up

alter table organisations add column languages text[] not null default '{}';

-- One row for each field of a place that a person has written. Imports write beside it (source), never over it.
create table place_words (
    place_id bigint not null references places on delete cascade,
    field    text not null check (field ~ '^[a-z]{1,16}$'),
    source   jsonb not null, -- what the file says now, or said when it was last seen
    answered jsonb not null, -- what it said when a person last decided; source differs = nobody has looked yet
    said_at  timestamptz, -- when an import brought another source
    primary key (place_id, field)
);

create table versions (
    id              bigint generated always as identity primary key,
    place_id        bigint references places on delete cascade,
    organisation_id bigint references organisations on delete cascade,
    at              timestamptz not null,
    account_id      bigint references accounts on delete set null, -- null = no longer known
    acting_id       bigint, -- the organisation that the person acted as; null = none
    kind            text not null check (kind in ('add', 'edit', 'restore', 'answer', 'saturation', 'notice', 'confide')),
    of_version      bigint references versions on delete cascade, -- what a restore goes back to
    before          jsonb not null, -- only the fields that changed
    after           jsonb not null,
    check (num_nonnulls(place_id, organisation_id) = 1),
    check (octet_length(before::text) + octet_length(after::text) <= 200000)
);
create index versions_place on versions (place_id, id);
create index versions_organisation on versions (organisation_id, id);
create index versions_account on versions (account_id);
create index versions_restored on versions (of_version);

-- Only ever added: an update may make the author nobody (P7) or take away what would say where (P4), and nothing else; a row goes
-- with its place or organisation.
-- +goose StatementBegin
create function versions_keep() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if exists (select from places where id = old.place_id) or exists (select from organisations where id = old.organisation_id) then
            raise exception 'versions: delete refused, rows are only ever added' using errcode = 'insufficient_privilege';
        end if;
        return old;
    end if;
    if new.account_id is distinct from old.account_id and new.account_id is not null
        or (new.before, new.after) is distinct from (old.before, old.after) and (new.before, new.after) is distinct from ('{}'::jsonb, '{}'::jsonb)
        or (new.id, new.place_id, new.organisation_id, new.at, new.acting_id, new.kind, new.of_version)
            is distinct from (old.id, old.place_id, old.organisation_id, old.at, old.acting_id, old.kind, old.of_version) then
        raise exception 'versions: update refused, rows are only ever added' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create function versions_keep_all() returns trigger language plpgsql as $$
begin
    raise exception 'versions: truncate refused, rows are only ever added' using errcode = 'insufficient_privilege';
end $$;
-- +goose StatementEnd
create trigger versions_keep before update or delete on versions for each row execute function versions_keep();
create trigger versions_keep_all before truncate on versions for each statement execute function versions_keep_all();

-- Whoever wants to may say it, with or without an account.
create table corrections (
    id          bigint generated always as identity primary key,
    uid         uuid not null unique,
    place_id    bigint not null references places on delete cascade,
    field       text not null check (field ~ '^[a-z]{1,16}$'), -- which line of the sheet; 'all' for the whole
    is_right    boolean not null,
    body        text not null default '' check (length(body) <= 600),
    account_id  bigint references accounts on delete set null,
    at          timestamptz not null,
    state       text not null check (state in ('new', 'accepted', 'refused', 'counted')), -- counted: "it is right" needs no decision
    decided_by  bigint references accounts on delete set null,
    decided_at  timestamptz,
    reason      text not null default '' check (length(reason) <= 600),
    check (is_right = (state = 'counted')),
    check ((decided_at is null) = (state in ('new', 'counted')))
);
create index corrections_place on corrections (place_id, id);
create index corrections_new on corrections (id) where state = 'new';
create index corrections_account on corrections (account_id);

-- P4: what people wrote about a place must not say where either, from the moment it is confidential.
-- +goose StatementBegin
create function places_confide_words() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.confidential then
        return null;
    end if;
    delete from place_words where place_id = new.id
        and field <> all (array['name', 'phone', 'categories', 'audiences', 'languages', 'status']);
    delete from corrections where place_id = new.id;
    delete from notices where place_id = new.id and not closed;
    update notices set body = '' where place_id = new.id and body <> '';
    update versions set before = '{}', after = '{}' where place_id = new.id and (before, after) is distinct from ('{}'::jsonb, '{}'::jsonb);
    return null;
end $$;
create function words_not_confidential() returns trigger language plpgsql as $$
declare
    may_say constant text[] := array['name', 'phone', 'categories', 'audiences', 'languages', 'status', 'saturation', 'confidential'];
begin
    if not exists (select from places where id = new.place_id and confidential) then
        return new;
    end if;
    if tg_table_name = 'place_words' and to_jsonb(new) ->> 'field' <> all (may_say)
        or tg_table_name = 'versions' and (to_jsonb(new) -> 'before') - may_say <> '{}'::jsonb
        or tg_table_name = 'versions' and (to_jsonb(new) -> 'after') - may_say <> '{}'::jsonb then
        raise exception '%: place % is confidential and has no position', tg_table_name, new.place_id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create function notices_of_confidential() returns trigger language plpgsql as $$
begin
    if new.body <> '' and exists (select from places where id = new.place_id and confidential) then
        raise exception 'notices: place % is confidential and says no messages', new.place_id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create function corrections_of_confidential() returns trigger language plpgsql as $$
begin
    if new.body <> '' and exists (select from places where id = new.place_id and confidential) then
        raise exception 'corrections: place % is confidential, nothing is written about it', new.place_id using errcode = 'check_violation';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger places_confide_words after insert or update on places
    for each row when (new.confidential) execute function places_confide_words();
create trigger words_not_confidential before insert or update on place_words
    for each row execute function words_not_confidential();
create trigger words_not_confidential before insert on versions
    for each row when (new.place_id is not null) execute function words_not_confidential();
create trigger notices_of_confidential before insert or update on notices
    for each row execute function notices_of_confidential();
create trigger corrections_of_confidential before insert or update on corrections
    for each row execute function corrections_of_confidential();

-- Somebody says that they belong to an organisation.
create table claims (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    organisation_id bigint not null references organisations on delete cascade,
    account_id      bigint not null references accounts on delete cascade,
    note            text not null default '' check (length(note) <= 600),
    at              timestamptz not null,
    state           text not null check (state in ('new', 'accepted', 'refused')),
    by_domain       boolean not null default false, -- the address of the person is of the organisation's own domain
    decided_by      bigint references accounts on delete set null,
    decided_at      timestamptz,
    reason          text not null default '' check (length(reason) <= 600),
    check ((decided_at is null) = (state = 'new'))
);
create unique index claims_once on claims (organisation_id, account_id) where state = 'new';
create index claims_account on claims (account_id);
create index claims_new on claims (id) where state = 'new';

-- Colleagues who are asked to join, by an address that need not have an account yet.
create table invitations_to_organisations (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    organisation_id bigint not null references organisations on delete cascade,
    email           text not null check (length(email) between 3 and 254),
    role            text not null check (role in ('association-member', 'association-admin')),
    invited_by      bigint references accounts on delete set null,
    at              timestamptz not null,
    expires_at      timestamptz not null,
    unique (organisation_id, email)
);
create index invitations_to_organisations_email on invitations_to_organisations (email);
create index invitations_to_organisations_by on invitations_to_organisations (invited_by);

-- An organisation that a member says is missing.
create table organisation_proposals (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    account_id      bigint references accounts on delete set null,
    name            text not null check (length(name) between 1 and 200),
    description     text not null default '' check (length(description) <= 5000),
    website         text not null default '' check (length(website) <= 300),
    email           text not null default '' check (length(email) <= 254),
    phone           text not null default '' check (length(phone) <= 40),
    district_id     bigint not null references districts on delete cascade, -- that it serves
    belongs         boolean not null, -- the person says that they belong to it
    at              timestamptz not null,
    state           text not null check (state in ('new', 'accepted', 'refused')),
    organisation_id bigint references organisations on delete set null, -- what became of it
    decided_by      bigint references accounts on delete set null,
    decided_at      timestamptz,
    reason          text not null default '' check (length(reason) <= 600),
    check ((decided_at is null) = (state = 'new'))
);
create index organisation_proposals_new on organisation_proposals (id) where state = 'new';
create index organisation_proposals_account on organisation_proposals (account_id);

-- Where staff stand with an organisation: the newest row holds, the others are its history.
create table partner_steps (
    id              bigint generated always as identity primary key,
    organisation_id bigint not null references organisations on delete cascade,
    step            text not null check (step in ('known', 'contacted', 'met', 'agreement', 'active')),
    agreed_on       date, -- of the agreement
    agreed_scope    text not null default '' check (length(agreed_scope) <= 600),
    note            text not null default '' check (length(note) <= 2000),
    owner_id        bigint references accounts on delete set null, -- who of the staff keeps in touch
    by_id           bigint references accounts on delete set null,
    at              timestamptz not null,
    check (step <> 'agreement' or agreed_on is not null)
);
create index partner_steps_organisation on partner_steps (organisation_id, id desc);
create index partner_steps_owner on partner_steps (owner_id);
create index partner_steps_by on partner_steps (by_id);

create table follows (
    account_id      bigint not null references accounts on delete cascade,
    organisation_id bigint not null references organisations on delete cascade,
    since           timestamptz not null,
    primary key (account_id, organisation_id)
);
create index follows_organisation on follows (organisation_id);
