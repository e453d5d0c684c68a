package main

import "github.com/alentour/alentour/data/postgres"

type migrateCmd struct{}

// Run brings the tables to this version; a database of a newer version is refused.
func (migrateCmd) Run(a *app) error {
	db, err := a.join()
	if err != nil {
		return err
	}
	defer db.leave()
	return postgres.Migrate(a.ctx, db.url, a.log)
}
