-- How far people go is learnt from their answers, as how soon they are asked again is.

-- +goose Up

alter table invitations
    add column near double precision not null default 1 check (near > 0 and near <= 1), -- chance at that distance, against next door
    add column far smallint not null default 0 check (far between 0 and 9); -- step of the distance (matching.Distances)

alter table volunteer_loads
    -- What came of invitations, by step of the distance: how many yes, and how many were expected next door, in thousandths.
    add column far_yes integer[] not null default '{0,0,0,0,0,0,0,0,0,0}' check (cardinality(far_yes) = 10),
    add column far_expected bigint[] not null default '{0,0,0,0,0,0,0,0,0,0}' check (cardinality(far_expected) = 10);

-- What came before the column counts too, by the distance that was kept, as it was believed then: half as likely every two kilometres.
update invitations set near = greatest(power(2, -distance_m / 2000.0), 1e-9), far = case
    when distance_m < 400 then 9 when distance_m < 700 then 8 when distance_m < 1000 then 7 when distance_m < 1400 then 6
    when distance_m < 2000 then 5 when distance_m < 2800 then 4 when distance_m < 4000 then 3 when distance_m < 6000 then 2
    when distance_m < 9000 then 1 else 0 end;

-- +goose Down

alter table volunteer_loads drop column far_yes, drop column far_expected;
alter table invitations drop column near, drop column far;
