-- Where residents live, written apart from the rooms: those of each finest district evenly on the cells of resolution 9 of which it holds
-- the middle, by its full polygon; where it holds none, on the one of its own middle. fine_cells are all cells below the city's public ones.
create table settled as
with leaf as (
    select d.id, d.geom, f.value as residents from districts d join district_figures f on f.district_id = d.id and f.measure = 'population'
    where d.geom is not null and not exists (select from districts c where c.parent_id = d.id)),
held as materialized (select l.id, l.residents, c.cell, c.middle from leaf l join fine_cells c on ST_Covers(l.geom, c.middle)),
small as (
    select l.id, l.residents, n.cell, n.middle from leaf l
        cross join lateral (select cell, middle from fine_cells order by middle <-> (ST_MaximumInscribedCircle(l.geom)).center limit 1) n
    where not exists (select from held h where h.id = l.id)),
stands as (select * from held union all select * from small)
select id as district, cell, middle, residents / count(*) over (partition by id) as people from stands;
analyze settled;
