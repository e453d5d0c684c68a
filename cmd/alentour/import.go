package main

type importCmd struct {
	Districts importDistrictsCmd `cmd:"" help:"Read the districts of a city from GeoJSON."`
	Need      importNeedCmd      `cmd:"" help:"Read figures about the districts of a city from CSV."`
}
