-- Room matching: what is asked and offered in an association's name; and what nobody is sought for and nobody knows of, which is nothing
-- but after a fault, and is looked for often.

-- +goose Up

create index requests_organisation on requests (organisation_id, id) where organisation_id is not null;
create index requests_forgotten on requests (id)
    where state in ('open', 'partly') and next_wave_at is null and not offer and not hidden and unanswered = '';
