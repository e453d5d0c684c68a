-- How long things are kept: accounts that nobody uses end, and each night's work is noted.

-- +goose Up

-- The day on which an account ends unless its owner comes back; null = nobody was told such a thing.
alter table accounts add column ends_on date;
create index accounts_last_contact on accounts (last_contact) where standing <> 'erased';
create index accounts_ends_on on accounts (ends_on) where ends_on is not null;

create table retention_runs (
    day         date primary key, -- on the server's clocks
    finished_at timestamptz not null,
    removed     jsonb not null -- rule → how many
);

-- Whoever writes in somebody's name while they leave waits for the erasure, and is refused: nothing of a person comes after it.
-- Whoever tells them something goes on, and they are not told.
-- +goose StatementBegin
create function account_lives() returns trigger language plpgsql as $$
declare
    account bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
    stands  text;
begin
    select standing into stands from accounts where id = account for share;
    if stands = 'erased' and tg_argv[1] = 'skip' then
        return null;
    elsif stands = 'erased' then
        raise exception '%: the account is erased', tg_table_name using errcode = 'foreign_key_violation';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger account_lives before insert on members for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on volunteers for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on follows for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on claims for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on corrections for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on organisation_proposals for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on versions for each row execute function account_lives('account_id', '');
create trigger account_lives before insert on partner_steps for each row execute function account_lives('by_id', '');
create trigger account_lives before insert on reports for each row execute function account_lives('reporter_id', '');
create trigger account_lives before insert on recipients for each row execute function account_lives('account_id', 'skip');
