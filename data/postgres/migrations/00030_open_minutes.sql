-- Open hours are noted in minutes, so that they are rounded once, after they are added up. What was noted in hours is said in minutes.

-- +goose Up

update coverage_figures set supply = jsonb_set(supply #- '{supply,OpenHours}', '{supply,OpenMinutes}', coalesce(
        (select jsonb_object_agg(key, value::integer * 60) from jsonb_each_text(supply #> '{supply,OpenHours}')), '{}'))
where jsonb_typeof(supply #> '{supply,OpenHours}') = 'object';
