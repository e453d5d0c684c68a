-- P4: what was counted with a place that becomes confidential is counted again without it, whoever sets the flag. Months that are closed
-- stay as they were published.

-- +goose Up

-- +goose StatementBegin
create function places_confide_figures() returns trigger language plpgsql as $$
begin
    -- its district is its city by now
    delete from coverage_figures f where f.city_id = new.district_id
        and not exists (select from coverage_months m where m.city_id = f.city_id and to_char(m.month, 'YYYY-MM') = f.period);
    return null;
end $$;
-- +goose StatementEnd
create trigger places_confide_figures after update on places
    for each row when (new.confidential and not old.confidential) execute function places_confide_figures();
