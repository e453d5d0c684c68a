-- Room conversation: people who write to each other about something of another room.
--
--   threads (about a subject) ─┬─ thread_members (who reads, from which message on, up to which one they have read)
--                              └─ messages (numbered 1, 2, 3… under the lock of the thread's row)

-- +goose Up

create table threads (
    id          bigint generated always as identity primary key,
    uid         uuid not null unique,
    subject     text not null check (subject ~ '^[a-z][a-z-]{0,30}:[0-9]{1,19}$'), -- "request:17"
    private     boolean not null, -- of one who wrote once and one who may answer; otherwise the subject's own thread
    opener_id   bigint references accounts, -- who wrote once; null = nobody, or somebody who is gone
    awaits_id   bigint references accounts, -- whose answer opens the thread for both; null = open
    last_number bigint not null default 0, -- of its messages
    created_at  timestamptz not null,
    closed_at   timestamptz, -- it can be read, not written
    check (private or (opener_id is null and awaits_id is null))
);
create unique index threads_subject on threads (subject) where not private;
create unique index threads_first on threads (subject, opener_id) where private;
create index threads_closed on threads (closed_at) where closed_at is not null;
create index threads_opener on threads (opener_id) where opener_id is not null;
create index threads_awaits on threads (awaits_id) where awaits_id is not null;

create table thread_members (
    thread_id    bigint not null references threads on delete cascade,
    account_id   bigint not null references accounts,
    from_number  bigint not null, -- they read what comes after it
    read_number  bigint not null, -- and have read up to this one
    heard_number bigint not null, -- the last one that somebody else wrote and they may read
    heard_at     timestamptz not null, -- when something last happened here, as far as they may know
    left_at      timestamptz,
    primary key (thread_id, account_id),
    check (read_number >= from_number)
);
create index thread_members_list on thread_members (account_id, heard_at desc) where left_at is null;

create table messages (
    id         bigint generated always as identity primary key,
    uid        uuid not null unique,
    thread_id  bigint not null references threads on delete cascade,
    number     bigint not null,
    author_id  bigint references accounts, -- null = somebody who is gone
    sealed     bytea, -- the text; null = gone with its author
    client_key bytea, -- digest of the writer's own name for it: the same one twice is one message
    hidden     boolean not null default false, -- by moderators
    at         timestamptz not null,
    unique (thread_id, number),
    check ((author_id is null) = (sealed is null))
);
create unique index messages_key on messages (thread_id, author_id, client_key);
create index messages_author on messages (author_id) where author_id is not null;

-- A live stream hears that something came, or was read on another screen.
select feed_watch('thread_members', 'conversation', 'account_id');

create trigger account_lives before insert on thread_members for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on messages for each row execute function account_lives('author_id', '');
