-- Room notify: what notices say of somebody's events is found again when they erase themselves.

-- +goose Up

create index notifications_event on notifications ((params ->> 'event')) where params ? 'event';
