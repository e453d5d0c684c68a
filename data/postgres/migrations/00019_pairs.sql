-- Room matching: what is open of one kind in a city, for offers and requests that look for each other.

-- +goose Up

create index requests_pairs on requests (city_id, kind, offer, id desc) where state in ('open', 'partly');
