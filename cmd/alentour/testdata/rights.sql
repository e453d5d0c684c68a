-- District 2 and organisation 1 belong to those whom the test lets in, district 3 and organisation 2 to others.
insert into districts (code, kind, name, timezone, lang, source, accuracy_m, geom, outline)
select '01', 'city', 'Ville', 'Europe/Paris', 'fr', 'Cadastre', 5, g, g
from (select ST_Multi(ST_MakeEnvelope(5.36, 43.29, 5.38, 43.31, 4326)) g) s;
insert into districts (code, kind, parent_id, city_id, name, source, accuracy_m, geom, outline)
select v.code, 'quartier', c.id, c.id, v.name, 'Cadastre', 5, g, g
from districts c, (values ('011', 'Ouest', 5.36), ('012', 'Est', 5.37)) v(code, name, west),
    lateral (select ST_Multi(ST_MakeEnvelope(west, 43.29, west + 0.01, 43.31, 4326)) g) s
where c.code = '01';

insert into datasets (name, title, attribution, licence) values ('registre', 'Registre', '© Ville', 'etalab-2.0');
insert into organisations (uid, name, dataset_id, source_id)
select v.uid::uuid, v.name, d.id, v.name from datasets d, (values
    ('00000000-0000-4000-8000-0000000000a1', 'Les nôtres'), ('00000000-0000-4000-8000-0000000000a2', 'Les autres')) v(uid, name);
insert into organisation_districts select o.id, d.id from organisations o join districts d on (o.name, d.code) in (('Les nôtres', '011'), ('Les autres', '012'));

insert into places (uid, dataset_id, source_id, organisation_id, name, geom, cell, district_id, categories)
select v.uid::uuid, s.id, v.name, o.id, v.name, ST_SetSRID(ST_MakePoint(v.lon, 43.3), 4326), 1, d.id, '{meal}'
from datasets s, (values
    ('00000000-0000-4000-8000-0000000000b1', 'Chez nous', 5.365, 'Les nôtres', '011'),
    ('00000000-0000-4000-8000-0000000000b2', 'Chez eux', 5.375, 'Les autres', '012')) v(uid, name, lon, org, code)
    join organisations o on o.name = v.org join districts d on d.code = v.code;

-- What others wrote of what is theirs, and somebody who asks to be theirs.
insert into accounts (uid, lang, created_at, last_contact, rights_at) values ('00000000-0000-4000-8000-0000000000c0', 'fr', now(), now(), now());
insert into corrections (uid, place_id, field, is_right, at, state)
select '00000000-0000-4000-8000-0000000000c1', id, 'hours', false, now(), 'new' from places where name = 'Chez eux';
insert into notices (place_id, closed, from_day) select id, true, '2026-01-01' from places where name = 'Chez eux';
insert into place_words (place_id, field, source, answered, said_at) select id, 'hours', '"24/7"', '""', now() from places where name = 'Chez eux';
insert into claims (uid, organisation_id, account_id, at, state)
select '00000000-0000-4000-8000-0000000000c2', o.id, a.id, now(), 'new' from organisations o, accounts a where o.name = 'Les autres';
insert into organisation_proposals (uid, name, district_id, belongs, at, state)
select '00000000-0000-4000-8000-0000000000c3', 'Encore d’autres', id, true, now(), 'new' from districts where code = '012';
insert into invitations_to_organisations (uid, organisation_id, email, role, at, expires_at)
select '00000000-0000-4000-8000-0000000000c4', id, 'somebody@example.org', 'association-admin', now(), now() + interval '1 day' from organisations where name = 'Les autres';
-- A case about their place, and one about a thing of nobody's that was decided: nobody of ours may know of either.
insert into cases (uid, subject, subject_id, organisation_id, district_id, city_id, state, reason, urgency, opened_at, due_at, decided_at)
select v.uid::uuid, 'place', v.num, 2, 3, 1, v.state, 'spam', 0, now(), now(), v.decided
from (values ('00000000-0000-4000-8000-0000000000c2', 2, 'open', null::timestamptz),
    ('00000000-0000-4000-8000-0000000000c3', 99, 'decided', now())) v(uid, num, state, decided);
insert into decisions (uid, case_id, hide, sanction, rule, automated, interim, by, at)
select '00000000-0000-4000-8000-0000000000d3', id, true, '', 'spam', false, false, 1, now() from cases where state = 'decided';
with t as (insert into threads (uid, subject, private, created_at) values ('00000000-0000-4000-8000-0000000000e1', 'request:900', false, now()) returning id)
insert into thread_members (thread_id, account_id, from_number, read_number, heard_number, heard_at)
select t.id, a.id, 0, 0, 0, now() from t, accounts a where a.uid = '00000000-0000-4000-8000-0000000000c0';
