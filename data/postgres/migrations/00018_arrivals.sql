-- Room matching: volunteers who are new or have changed are looked at three times: the copies in memory that rank them may lag, and
-- a request may just be given up when they come.

-- +goose Up

alter table arrivals add column looks smallint not null default 0; -- at: of the next look
create index arrivals_at on arrivals (at);

-- +goose StatementBegin
create or replace function arrivals_note() returns trigger language plpgsql as $$
begin
    insert into arrivals (account_id)
    select v.account_id from after_rows c join volunteers v on v.account_id = c.account_id
    where v.activated and not v.suspended order by v.account_id
    on conflict (account_id) do update set looks = 0, at = statement_timestamp();
    return null;
end $$;
-- +goose StatementEnd
