-- A town of two quartiers side by side, and what can stand in one. Random places are the same each time.
insert into districts (code, kind, name, timezone, lang, source, accuracy_m, geom, outline)
select '01', 'city', 'Ville', 'Europe/Paris', 'fr', 'Cadastre', 5, g, g
from (select ST_Multi(ST_MakeEnvelope(5.36, 43.29, 5.38, 43.31, 4326)) g) s;
insert into districts (code, kind, parent_id, city_id, name, source, accuracy_m, geom, outline)
select v.code, 'quartier', c.id, c.id, v.name, 'Cadastre', 5, g, g
from districts c, (values ('011', 'Ouest', 5.36), ('012', 'Est', 5.37)) v(code, name, west),
    lateral (select ST_Multi(ST_MakeEnvelope(west, 43.29, west + 0.01, 43.31, 4326)) g) s
where c.code = '01';
insert into district_figures (district_id, measure, value, source) select id, 'population', 1200, 'INSEE' from districts where code = '011';

insert into datasets (name, title, attribution, licence, licence_url, last_import_at) values
    ('osm', 'OpenStreetMap', '© OpenStreetMap contributors', 'ODbL-1.0', 'https://opendatacommons.org/licenses/odbl/', '2026-03-01T02:03:04Z'),
    ('registre', 'Registre', '© Ville', 'etalab-2.0', 'https://www.etalab.gouv.fr/licence-ouverte-open-licence', '2026-03-02T02:03:04Z');
insert into organisations (uid, name, phone, dataset_id, source_id)
select '00000000-0000-4000-8000-00000000000a', 'Les Mains "tendues" <&>', '+33 4 65 71 00 01', id, 'a' from datasets where name = 'registre';
insert into organisations (uid, name, dataset_id, source_id)
select '00000000-0000-4000-8000-00000000000b', 'Sans murs', id, 'b' from datasets where name = 'registre';
insert into organisation_districts select o.id, d.id from organisations o, districts d where o.source_id = 'b' and d.code = '012';

insert into places (uid, dataset_id, source_id, organisation_id, name, description, geom, cell, accuracy_m, district_id, categories, audiences,
    modalities, languages, age_min, age_max, hours, access_note, saturation, street, postcode, city, phone, email, website, confirmed_at, first_seen_at)
select '00000000-0000-4000-8000-000000000001', ds.id, 'rich', o.id, E'L’Abri du « Figuier » "\\\t\u2028<b>', 'Des lits et des repas.',
    ST_SetSRID(ST_MakePoint(5.3651234567, 43.3001), 4326), 1, 12.5, d.id, '{meal,night_shelter}', '{women,families}', '{unconditional,free}', '{fr,ar,fsl}',
    18, 65, 'Mo-Fr 09:00-17:00; PH off', 'Sonnez deux fois.', 'high', '12 rue des Abeilles', '13001', 'Ville', '+33 4 65 71 00 02',
    'abri@example.org', 'https://example.org/abri', '2026-02-03T00:00:00Z', '2025-01-02T03:04:05Z'
from datasets ds, organisations o, districts d where ds.name = 'registre' and o.source_id = 'a' and d.code = '011';
insert into services (place_id, position, name, categories, hours) select id, 0, 'Douches', '{shower}', 'Mo 09:00-10:00' from places where source_id = 'rich';
insert into notices (place_id, closed, body, from_day, till_day) select id, true, 'Travaux', '2026-08-01', '2026-08-15' from places where source_id = 'rich';

insert into places (uid, dataset_id, source_id, name, district_id, categories, phone, confidential)
select '00000000-0000-4000-8000-000000000002', ds.id, '3 impasse Secrète', 'Refuge', d.id, '{refuge}', '+33 4 65 71 00 03', true
from datasets ds, districts d where ds.name = 'registre' and d.code = '011';
insert into places (uid, dataset_id, source_id, name, district_id, categories, itinerant)
select '00000000-0000-4000-8000-000000000003', ds.id, 'round', 'Maraude', d.id, '{meal}', true
from datasets ds, districts d where ds.name = 'registre' and d.code = '01';
insert into stops (place_id, position, name, geom, cell, hours)
select p.id, s.n, 'Halte ' || s.n, ST_SetSRID(ST_MakePoint(s.lon, 43.295), 4326), 1, 'Th 19:00-20:00'
from places p, (values (0, 5.362), (1, 5.378)) s(n, lon) where p.source_id = 'round';
insert into places (uid, dataset_id, source_id, name, district_id, categories, itinerant, phone)
select '00000000-0000-4000-8000-000000000004', ds.id, 'bus', 'Bus des services', d.id, '{mailing_address}', true, '+33 4 65 71 00 04'
from datasets ds, districts d where ds.name = 'registre' and d.code = '01';
insert into places (uid, dataset_id, source_id, name, geom, cell, categories, status, last_seen_at)
select '00000000-0000-4000-8000-000000000005', ds.id, 'gone', 'Fermé', ST_SetSRID(ST_MakePoint(5.365, 43.3), 4326), 1, '{meal}', 'closed', '2026-01-01T00:00:00Z'
from datasets ds where ds.name = 'osm';

-- the ends of the world, and twice the same point
insert into places (uid, dataset_id, source_id, name, geom, cell, categories)
select md5('edge' || i)::uuid, ds.id, 'edge' || i, 'Bout du monde ' || i, ST_SetSRID(ST_MakePoint(lon, lat), 4326), 1, '{toilets}'
from datasets ds, (values (1, 180, 0), (2, -180, 0), (3, 179.9999, 0.0001), (4, -179.9998, -0.0001), (5, 0, 90), (6, 90, 90), (7, 12, -90),
    (8, 5.3699, 43.2999), (9, 5.3699, 43.2999)) e(i, lon, lat) where ds.name = 'osm';
select setseed(0.5);
insert into places (uid, dataset_id, source_id, name, geom, cell, categories, audiences, languages, street, phone)
select md5(i::text)::uuid, ds.id, i, 'Lieu ' || i,
    ST_SetSRID(ST_MakePoint(5.37 + (random() + random() - 1) * 0.05, 43.3 + (random() + random() - 1) * 0.04), 4326), 1,
    array[(array['meal', 'shower', 'toilets', 'clothing'])[1 + i % 4]], (array['{everyone}', '{women}', '{}'])[1 + i % 3]::text[], '{fr}', i || ' rue Longue', ''
from datasets ds, generate_series(1, 600) i where ds.name = 'osm';
update places p set district_id = d.id from districts d where p.district_id is null and p.geom is not null and d.city_id is not null and ST_Covers(d.geom, p.geom);
