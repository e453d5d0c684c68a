-- Room community: what a member comes to, for calendars of other programs.
--
--   events, sign_ups ──▶ /calendar/{token}.ics, an address that only they know

-- +goose Up

-- The address of a member's calendar: its token is not kept, only what tells it again.
create table calendar_feeds (
    account_id bigint primary key,
    token      bytea not null unique check (length(token) = 32), -- SHA-256
    lang       text not null check (lang in ('fr', 'en')),
    created_at timestamptz not null
);
create trigger account_lives before insert on calendar_feeds for each row execute function account_lives('account_id', 'skip');
