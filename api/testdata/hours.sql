-- A street of doors in Marseille, 100 m from each other from the south to the north, each with hours of its own kind.
insert into districts (code, kind, name, timezone, lang, source, accuracy_m, geom, outline)
select '13055', 'city', 'Marseille', 'Europe/Paris', 'fr', 'Cadastre', 5, g, g
from (select ST_Multi(ST_MakeEnvelope(5.36, 43.29, 5.38, 43.33, 4326)) g) s;
insert into datasets (name, title, licence) values ('doors', 'Doors', 'CC0-1.0');
insert into places (uid, dataset_id, source_id, name, geom, cell, district_id, categories, audiences, hours)
select md5(d.name)::uuid, ds.id, d.name, d.name, ST_SetSRID(ST_MakePoint(5.37, 43.30 + 0.0009 * d.n), 4326), 1, c.id,
    d.categories::text[], '{everyone}', d.hours
from datasets ds, districts c, (values
    (0, 'day', '{meal}', 'Mo-Fr 09:00-17:00'),
    (1, 'night', '{night_shelter}', '22:00-06:00'),
    (2, 'not on holidays', '{meal}', '08:00-20:00; PH off'),
    (3, 'closed for works', '{toilets}', '24/7'),
    (4, 'desk with showers', '{mailing_address}', 'Mo-Fr 09:00-12:00'),
    (5, 'silent', '{meal}', ''),
    (6, 'unreadable', '{meal}', 'when the sun smiles ???'),
    (7, 'by appointment', '{mailing_address}', 'Mo-Fr 09:00-17:00 open "sur rendez-vous"'),
    (8, 'perhaps', '{meal}', 'Mo-Fr 09:00-17:00 unknown "appeler"')
) d(n, name, categories, hours);
insert into notices (place_id, closed, body, from_day, till_day) select id, true, 'Travaux', '2026-11-20', '2026-11-24' from places where name = 'closed for works';
insert into services (place_id, position, name, categories, hours) select id, 0, 'Douches', '{shower}', 'Mo-Fr 14:00-16:00' from places where name = 'desk with showers';
insert into places (uid, dataset_id, source_id, name, district_id, categories, audiences, itinerant)
select md5('round')::uuid, ds.id, 'round', 'round', c.id, '{clothing}', '{everyone}', true from datasets ds, districts c;
insert into places (uid, dataset_id, source_id, name, geom, cell, district_id, categories, hours, status, last_seen_at)
select md5('gone')::uuid, ds.id, 'gone', 'gone', ST_SetSRID(ST_MakePoint(5.37, 43.30), 4326), 1, c.id, '{meal}', '24/7', 'closed', '2026-01-01T00:00:00Z'
from datasets ds, districts c;
insert into stops (place_id, position, name, geom, cell, hours)
select p.id, s.n, 'Halte ' || s.n, ST_SetSRID(ST_MakePoint(5.37, s.lat), 4326), 1, s.hours
from places p, (values (0, 43.309, 'Mo 10:00-11:00'), (1, 43.318, 'Mo 18:00-19:00')) s(n, lat, hours) where p.name = 'round';
