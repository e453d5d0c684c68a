-- The change feed: which rows changed, told to every follower without gaps.
--
--   insert, update, delete, truncate ──statement triggers──▶ changes (xid, topic, id) ──▶ followers: "what became visible
--                                                               ▲                         since my last snapshot?"
--                                                     feed_prune (what all have had time to read)
--
-- Followers re-read the rows, so the order of changes within a transaction does not matter and is not kept.

-- +goose Up

create extension if not exists postgis;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create table changes (
    xid   xid8 not null default pg_current_xact_id(), -- of the whole transaction, also inside a savepoint
    topic text not null,
    id    bigint -- the row of the live copy; null = too many to name, read everything
);
create index changes_xid on changes (xid);

-- At each prune: every transaction before this one had ended by then. The mark up to which changes were deleted is the floor: a
-- follower whose snapshot reaches below it may have missed something and must read everything.
create table feed_marks (
    epoch text not null,
    at    timestamptz not null,
    below xid8 not null,
    floor boolean not null default false
);

-- Arguments: topic, id column, and above how many rows one null id stands for all.
-- +goose StatementBegin
create function feed_append() returns trigger language plpgsql as $$
declare
    touched text := case tg_op
        when 'INSERT' then format('select %I as id from after_rows', tg_argv[1])
        when 'DELETE' then format('select %I as id from before_rows', tg_argv[1])
        -- both, since an update may move a row from one id to another
        when 'UPDATE' then format('select %1$I as id from before_rows union select %1$I from after_rows', tg_argv[1])
        end;
begin
    if tg_op = 'TRUNCATE' then
        insert into changes (topic) values (tg_argv[0]);
    else
        execute format('
            with ids as materialized (select distinct id from (%s) as touched where id is not null limit $2 + 1)
            insert into changes (topic, id)
            select $1, id from ids where (select count(*) from ids) <= $2
            union all
            select $1, null where (select count(*) from ids) > $2', touched)
        using tg_argv[0], tg_argv[2]::bigint;
    end if;
    return null;
end $$;
-- +goose StatementEnd

-- Names this database's life. A restore is another life, whichever way it was made: another cluster (its identifier), another
-- point in time (timeline), another database, the same database with its tables made again. Triggers count because pg_restore
-- makes them last: a follower that looked between has seen half and must look again; so must it when a table joins the feed.
-- On a standby this fails, as it should: a standby's snapshot does not list the running transactions.
-- +goose StatementBegin
create function feed_epoch() returns text language plpgsql stable as $$
begin
    return encode(substr(sha256(convert_to(concat_ws('/',
        (select system_identifier from pg_control_system()),
        left(pg_walfile_name(pg_current_wal_lsn()), 8),
        (select oid from pg_database where datname = current_database()),
        'changes'::regclass::oid,
        (select max(objid) from pg_depend
            where refclassid = 'pg_proc'::regclass and refobjid = 'feed_append'::regproc and classid = 'pg_trigger'::regclass)
    ), 'UTF8')), 1, 8), 'hex');
end $$;
-- +goose StatementEnd

-- Puts every change of tbl into the feed: id_column says which row of topic's live copy a row of tbl belongs to.
-- +goose StatementBegin
create function feed_watch(tbl regclass, topic text, id_column text, bulk_rows bigint default 10000)
returns void language plpgsql as $$
declare
    call text := format('for each statement execute function feed_append(%L, %L, %L)', topic, id_column, bulk_rows);
begin
    execute format('create trigger feed_insert after insert on %s referencing new table as after_rows %s', tbl, call);
    execute format('create trigger feed_update after update on %s referencing old table as before_rows new table as after_rows %s', tbl, call);
    execute format('create trigger feed_delete after delete on %s referencing old table as before_rows %s', tbl, call);
    execute format('create trigger feed_truncate after truncate on %s %s', tbl, call);
end $$;

-- Whether anything became visible in topics since the snapshot last. Not seen by last were the transactions from its xmax on and
-- those in its xip, so a late committer is never skipped; seen now are at most those below the present xmax, and of xip those
-- that have ended, so an open import costs nothing. The settings keep a young or badly estimated table from a whole scan.
create function feed_moved(last pg_snapshot, topics text[]) returns boolean
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
    now constant pg_snapshot := pg_current_snapshot();
    ended xid8[] := array(select xid from pg_snapshot_xip(last) as xid where pg_visible_in_snapshot(xid, now));
begin
    return exists (select from changes c where c.topic = any(topics)
            and c.xid >= pg_snapshot_xmax(last) and c.xid < pg_snapshot_xmax(now))
        or exists (select from changes c where c.topic = any(topics) and c.xid = any(ended));
end $$;

-- What it was, one row for each transaction and topic; whole = too many rows to name, or a null id among them.
create function feed_since(last pg_snapshot, topics text[], bulk_rows bigint)
returns table (topic text, xid xid8, ids bigint[], whole boolean)
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
    now constant pg_snapshot := pg_current_snapshot();
    ended xid8[] := array(select x from pg_snapshot_xip(last) as x where pg_visible_in_snapshot(x, now));
begin
    return query
        -- two halves, since with "or" the index would be searched by topic alone
        with moved as (
            select c.topic, c.xid, c.id from changes c where c.topic = any(topics)
                and c.xid >= pg_snapshot_xmax(last) and c.xid < pg_snapshot_xmax(now)
            union all
            select c.topic, c.xid, c.id from changes c where c.topic = any(topics) and c.xid = any(ended)),
        grouped as (
            select m.topic, m.xid, array_agg(m.id) as ids, bool_or(m.id is null) or count(*) > bulk_rows as whole
            from moved m group by m.topic, m.xid)
        select g.topic, g.xid, case when not g.whole then g.ids end, g.whole from grouped g;
end $$;

-- Deletes what every follower has had keep to read. Any follower may call it at any time; one at a time works, and not more
-- often than sixteen times in keep. Says how many changes went.
create function feed_prune(keep interval) returns bigint language plpgsql as $$
declare
    life   constant text := feed_epoch();
    oldest xid8;
    gone   bigint;
begin
    if not pg_try_advisory_xact_lock(hashtext('alentour.feed_prune'))
        or exists (select from feed_marks where epoch = life and at > clock_timestamp() - keep / 16) then
        return 0;
    end if;
    insert into feed_marks values (life, clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot()));
    update feed_marks set floor = true where epoch = life and at <= clock_timestamp() - keep and not floor;
    select below into oldest from feed_marks where epoch = life and floor order by below desc limit 1;
    delete from feed_marks where epoch <> life or below < oldest;
    -- a visible row of a transaction that has not begun came with a restore
    delete from changes
        where xid < oldest or xid >= pg_snapshot_xmax(pg_current_snapshot()) and xid <> pg_current_xact_id();
    get diagnostics gone = row_count;
    return gone;
end $$;
-- +goose StatementEnd
