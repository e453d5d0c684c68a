-- What everybody may read of closed months is held in memory by every node.

-- +goose Up

select feed_watch('coverage_months', 'release', 'city_id');
