-- Room matching: what is over and still shows a picture is few, and looked for often.

-- +goose Up

create index requests_photo on requests (closed_at) where photo is not null and closed_at is not null;
