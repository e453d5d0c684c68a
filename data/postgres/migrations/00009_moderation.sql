-- Room moderation: reports, cases, what was decided and why, appeals. And what it asks of others: identity's chain over the
-- audit, directory's places, organisations and members that are out of sight.
--
-- What people write stands here sealed only, and for a time; all else is numbers and codes. Accounts, districts and things are
-- row numbers without foreign keys: what was done stays after they are gone.

-- +goose Up

alter table places add column hidden boolean not null default false;
alter table organisations add column hidden boolean not null default false;
-- by a moderator, whatever the member wants
alter table members add column barred boolean not null default false;

create table cases (
    id              bigint generated always as identity primary key,
    uid             uuid not null unique,
    subject         text not null check (subject ~ '^[a-z][a-z-]{0,31}$'), -- kind of thing: "place", "member"
    subject_id      bigint not null,
    owner_id        bigint, -- account whose it is
    organisation_id bigint,
    district_id     bigint,
    city_id         bigint,
    state           text not null check (state in ('open', 'taken', 'escalated', 'decided', 'appealed', 'closed')),
    reason          text not null, -- of the most urgent report
    urgency         smallint not null check (urgency between 0 and 2), -- 2 = somebody may be in danger
    taken_by        bigint, -- account
    hides           boolean not null default false, -- keeps the thing out of sight
    suspected       boolean not null default false, -- of a serious crime, and nobody has told the authorities yet (DSA art. 18)
    opened_at       timestamptz not null,
    due_at          timestamptz not null,
    decided_at      timestamptz,
    closed_at       timestamptz,
    check ((state = 'taken') <= (taken_by is not null)),
    check ((state = 'closed') = (closed_at is not null)),
    check (state in ('open', 'taken', 'escalated') or not suspected)
);
-- Of one thing there is one case that nobody has decided yet: reports that come meanwhile join it.
create unique index cases_pending on cases (subject, subject_id) where state in ('open', 'taken', 'escalated');
create index cases_queue on cases ((urgency < 2), due_at, id) where state in ('open', 'taken', 'escalated', 'appealed');
create index cases_subject on cases (subject, subject_id);
create index cases_owner on cases (owner_id);
create index cases_organisation on cases (organisation_id);

create table reports (
    id          bigint generated always as identity primary key,
    uid         uuid not null unique,
    case_id     bigint not null references cases on delete cascade,
    reporter_id bigint, -- account; null = a visitor, or somebody who is gone
    reason      text not null,
    urgent      boolean not null, -- the person says that somebody is in danger now
    lang        text not null,
    at          timestamptz not null,
    sealed      bytea -- what they wrote, and a visitor's contact
);
create index reports_case on reports (case_id);
create index reports_reporter on reports (reporter_id);
-- Saying it again adds nothing.
create unique index reports_once on reports (case_id, reporter_id);

-- What was reported, as it stood then. Never longer than six months (P7).
create table sealed_copies (
    id         bigint generated always as identity primary key,
    case_id    bigint not null references cases on delete cascade,
    digest     bytea not null, -- keyed: a second report of the same words needs no second copy
    sealed     bytea not null,
    taken_at   timestamptz not null,
    expires_at timestamptz not null,
    unique (case_id, digest)
);
create index sealed_copies_expires on sealed_copies (expires_at);

create table decisions (
    id        bigint generated always as identity primary key,
    uid       uuid not null unique,
    case_id   bigint not null references cases on delete cascade,
    hide      boolean not null,
    sanction  text not null check (sanction in ('', 'warn', 'silence', 'suspend', 'ban')),
    rule      text not null, -- code of the rule that was broken; empty = none
    until     timestamptz, -- of a silence
    automated boolean not null,
    interim   boolean not null, -- until somebody decides
    by        bigint not null, -- account; 0 = nobody, the rule did it
    at        timestamptz not null,
    facts     bytea, -- sealed: what we saw, for the person concerned
    check ((sanction = 'silence') = (until is not null)),
    check (automated = (by = 0))
);
create index decisions_case on decisions (case_id);

create table appeals (
    decision_id bigint primary key references decisions on delete cascade,
    uid         uuid not null unique,
    by          bigint, -- account; null = gone
    at          timestamptz not null,
    sealed      bytea, -- what they wrote
    outcome     text not null default '' check (outcome in ('', 'upheld', 'reversed')),
    decided_by  bigint, -- account
    decided_at  timestamptz,
    check ((outcome = '') = (decided_by is null) and (outcome = '') = (decided_at is null))
);
create index appeals_by on appeals (by);

-- The history of a case, in codes.
create table case_steps (
    id      bigint generated always as identity primary key,
    case_id bigint not null references cases on delete cascade,
    at      timestamptz not null,
    by      bigint not null, -- account; 0 = nobody: a rule or the clock
    act     text not null check (act ~ '^[a-z][a-z-]{0,31}$'),
    code    text not null check (code ~ '^[a-z0-9._-]{0,64}$')
);
create index case_steps_case on case_steps (case_id);

-- When the moderators of a city work: deadlines count these hours.
create table team_hours (
    city_id bigint primary key,
    hours   text not null check (length(hours) between 1 and 500)
);

-- Each link holds the digest of the audit's rows up to last_id and of the link before: a row that is changed, taken out or put in
-- afterwards breaks the chain from its day on.
create table audit_chain (
    day     date primary key, -- UTC
    last_id bigint not null,
    entries bigint not null,
    digest  bytea not null check (length(digest) = 32) -- SHA-256
);
-- Whoever adds to the audit holds this until the transaction ends; who makes a link waits for them, so that no row comes later with
-- a lower number. (A lock on the table would need the very privileges that nobody has.)
-- +goose StatementBegin
create function audit_adds() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(hashtext('alentour.audit'));
    return null;
end $$;
-- +goose StatementEnd
create trigger audit_adds before insert on audit for each statement execute function audit_adds();
create trigger audit_chain_append_only before update or delete or truncate on audit_chain for each statement execute function audit_refuse();
revoke update, delete, truncate on audit_chain from public, current_user;
