-- Room identity: by what name the person was registered, so that whoever prints another code knows whom it is for.

-- +goose Up

alter table relays add column name text not null default '' check (length(name) <= 40);
