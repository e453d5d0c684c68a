-- A made-up town by the sea: two arrondissements, three quartiers, places of every kind that pages show.
insert into districts (code, kind, name, timezone, lang, geom, outline, accuracy_m, source) values
    ('83999', 'city', 'Portolune', 'Europe/Paris', 'fr',
     ST_Multi(ST_MakeEnvelope(5.30, 43.25, 5.50, 43.35, 4326)), ST_Multi(ST_MakeEnvelope(5.30, 43.25, 5.50, 43.35, 4326)), 10, 'test');
insert into districts (code, kind, name, parent_id, city_id, geom, outline, accuracy_m, source)
select v.code, v.kind, v.name, p.id, c.id, v.shape, v.shape, 10, 'test'
from (values
    ('99201', 'arrondissement', '1er arrondissement', '83999', ST_Multi(ST_MakeEnvelope(5.30, 43.25, 5.40, 43.35, 4326))),
    ('99202', 'arrondissement', '2e arrondissement', '83999', ST_Multi(ST_MakeEnvelope(5.40, 43.25, 5.50, 43.35, 4326)))
) v (code, kind, name, parent, shape) join districts p on p.code = v.parent join districts c on c.code = '83999';
insert into districts (code, kind, name, parent_id, city_id, geom, outline, accuracy_m, source)
select v.code, v.kind, v.name, p.id, c.id, v.shape, v.shape, 10, 'test'
from (values
    ('9920101', 'quartier', 'Les Figuiers', '99201', ST_Multi(ST_MakeEnvelope(5.30, 43.25, 5.40, 43.30, 4326))),
    ('9920102', 'quartier', 'Le Vieux Phare', '99201', ST_Multi(ST_MakeEnvelope(5.30, 43.30, 5.40, 43.35, 4326))),
    ('9920201', 'quartier', 'Les Salines', '99202', ST_Multi(ST_MakeEnvelope(5.40, 43.25, 5.50, 43.35, 4326)))
) v (code, kind, name, parent, shape) join districts p on p.code = v.parent join districts c on c.code = '83999';
insert into district_figures (district_id, measure, value, source)
select id, m.measure, m.value, 'INSEE 2021' from districts, (values ('population', 12345), ('poverty_rate', 38), ('poverty_share', 0.9)) m (measure, value)
where code = '9920101';

insert into datasets (name, title, attribution, licence, licence_url, fictional, last_import_at) values
    ('town', 'Lieux de Portolune', '© Portolune', 'CC0-1.0', 'https://creativecommons.org/publicdomain/zero/1.0/', true, '2026-06-03 10:00Z');

insert into organisations (uid, name, description, phone, dataset_id, source_id)
select gen_random_uuid(), o.name, o.description, '04 65 71 00 09', d.id, o.source
from datasets d, (values ('org-1', 'Le Phare Solidaire', 'Une association de quartier.'), ('org-2', 'Maraude des Salines', 'Sans local.')) o (source, name, description);
insert into organisation_districts select o.id, d.id from organisations o, districts d where o.source_id = 'org-2' and d.code = '9920201';

insert into places (uid, dataset_id, source_id, organisation_id, name, description, geom, cell, accuracy_m, district_id, categories, audiences, modalities,
    languages, age_min, hours, access_note, saturation, street, postcode, city, phone, email, website, confirmed_at)
select '018f0000-0000-7000-8000-000000000001', s.id, 'p1', o.id, 'La Table du Figuier', 'Un repas chaud, assis.', ST_Point(5.35, 43.28, 4326), 1, 25, d.id,
    '{meal,shower}', '{everyone,families}', '{unconditional,free,wheelchair}', '{fr,ar}', 18, 'Mo-Fr 12:00-14:00', 'Sonnez deux fois.', 'high',
    '3 rue du Figuier', '99001', 'Portolune', '04 65 71 00 01', 'table@example.org', 'figuier.example.org', '2026-05-01 12:00Z'
from datasets s, organisations o, districts d where o.source_id = 'org-1' and d.code = '9920101';
insert into places (uid, dataset_id, source_id, name, geom, cell, district_id, categories, street, postcode, city, hours)
select ('018f0000-0000-7000-8000-0000000001' || lpad(i::text, 2, '0'))::uuid, s.id, 'f' || i, 'Fontaine ' || i, ST_Point(5.31 + i * 0.006, 43.26 + (i % 7) * 0.012, 4326), 1,
    d.id, '{drinking_water}', i || ' quai des Salines', '99002', 'Portolune', '24/7'
from datasets s, districts d, generate_series(1, 29) i where d.code = '9920201';
insert into places (uid, dataset_id, source_id, name, district_id, categories, phone, confidential)
select '018f0000-0000-4000-8000-000000000200', s.id, 'p2', 'Refuge des Hirondelles', d.id, '{refuge}', '04 65 71 00 02', true
from datasets s, districts d where d.code = '83999';
insert into places (uid, dataset_id, source_id, name, district_id, categories, phone, itinerant)
select '018f0000-0000-7000-8000-000000000201', s.id, 'p3', 'Le Camion du Soir', d.id, '{meal}', '04 65 71 00 03', true
from datasets s, districts d where d.code = '83999';
insert into places (uid, dataset_id, source_id, name, district_id, categories, itinerant)
select '018f0000-0000-7000-8000-000000000202', s.id, 'p4', 'Le Bus Santé', d.id, '{clinic}', true
from datasets s, districts d where d.code = '83999';
insert into stops (place_id, position, name, geom, cell, hours)
select p.id, v.n, v.name, v.geom, 1, v.hours from places p,
    (values (0, 'Place du Phare', ST_Point(5.33, 43.32, 4326), 'Tu 18:00-20:00'), (1, 'Gare', ST_Point(5.45, 43.30, 4326), 'Th 18:00-20:00')) v (n, name, geom, hours)
where p.source_id = 'p4';
insert into places (uid, dataset_id, source_id, name, geom, cell, district_id, categories, street, postcode, city, hours)
select v.uid::uuid, s.id, v.source, v.name, ST_Point(v.lon, 43.27, 4326), 1, d.id, '{legal_help}', v.street, '99001', 'Portolune', v.hours
from datasets s, districts d, (values
    ('018f0000-0000-7000-8000-000000000301', 'h1', 'La Lanterne', 5.351, '1 rue des Voiles', 'Mo-Fr 09:00-12:00,13:30-17:30; PH off'),
    ('018f0000-0000-7000-8000-000000000302', 'h2', 'Le Hublot', 5.352, '2 rue des Voiles', 'Mo-We 09:00-14:25'),
    ('018f0000-0000-7000-8000-000000000303', 'h3', 'La Longue-Vue', 5.353, '3 rue des Voiles', 'Th 09:00-12:00'),
    ('018f0000-0000-7000-8000-000000000304', 'h4', 'Le Grain de Sel', 5.354, '4 rue des Voiles', 'Mo-Fr 09:00-12:00, et quand le gardien est là'),
    ('018f0000-0000-7000-8000-000000000305', 'h5', 'La Boussole', 5.355, '5 rue des Voiles', ''),
    ('018f0000-0000-7000-8000-000000000306', 'h6', 'Le Phare de Nuit', 5.356, '6 rue des Voiles', 'Mo-Su 21:00-02:00')
) v (uid, source, name, lon, street, hours) where d.code = '9920101';
insert into services (place_id, position, name, description, categories, audiences, hours)
select id, 0, 'Douches', 'Serviette et savon donnés.', '{shower}', '{women}', 'Tu,Th 09:00-11:00' from places where source_id = 'p1';
insert into notices (place_id, closed, body, from_day, till_day)
select id, true, 'Fermé pour travaux.', '2026-06-01', '2026-06-10' from places where source_id = 'p1';
