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
