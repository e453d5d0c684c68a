// Package directory knows who and what is where: cities and their districts, places and their organisations, members.
//
//	PostGIS ──feed──▶ Live ──Find──▶ Page of places        (near, box, district; filters; cursors)
//	                    │──Place, District, DistrictsAt    (one thing)
//	                    └──PlacesLayer, DistrictsLayer ──▶ tiles
//	hours, services, notices on the calendar of a city ──▶ Opening   (opening_*.go; texts compiled once, shared)
//	PostGIS ──Store.Search──▶ hits, typing errors forgiven
//	files ──Import.Places──▶ PostGIS                        (places of a dataset)
//	borders, figures ──Cities──▶ PostGIS                    (districts, and every place in its own again)
//	a person ──Members.Change──▶ PostGIS ──Members.Find──▶ what members see of each other   (asks the Viewer)
//	made-up Seed ──Sow──▶ PostGIS                           (the demo)
//
// [Live] is the copy in memory that serves every read; the truth is in PostGIS and each write goes there first.
// Positions are degrees longitude first, lengths metres, days calendar days of the place's time zone.
//
// Not here: what a text of opening hours means (hours), who may what (identity), HTTP, file formats.
package directory
