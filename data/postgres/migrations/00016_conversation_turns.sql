-- Who wrote first, and whose answer is waited for, is said of the people in a thread: an erasure goes through these rows only, so that
-- it never waits for a thread's lock, which a writer holds while they wait for the erased account.

-- +goose Up

alter table thread_members
    add column opened boolean not null default false, -- they wrote first, once
    add column owes   boolean not null default false; -- their answer opens the thread for both
update thread_members m set opened = t.opener_id = m.account_id, owes = t.awaits_id = m.account_id
from threads t where t.id = m.thread_id and t.private and t.opener_id is not null and t.awaits_id is not null;
alter table threads drop column opener_id, drop column awaits_id; -- and their indexes
create index threads_about on threads (subject) where private;
