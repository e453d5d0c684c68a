package main

type importCmd struct {
	Places     importPlacesCmd     `cmd:"" help:"Places from a CSV file and a mapping of its columns."`
	OSM        importOSMCmd        `cmd:"" name:"osm" help:"Places from an OpenStreetMap extract (.osm.pbf)."`
	Districts  importDistrictsCmd  `cmd:"" help:"Borders of a city's districts, from GeoJSON."`
	Need       importNeedCmd       `cmd:"" help:"Figures about the people of districts, from CSV."`
	Volunteers importVolunteersCmd `cmd:"" help:"People to invite to volunteer, from a CSV list. Nobody becomes one by it."`
	Holidays   importHolidaysCmd   `cmd:"" help:"School holidays, sunrise and sunset, public holidays of other countries: CSV or YAML."`
}
