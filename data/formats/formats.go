// Package formats reads and writes the open formats in which places, districts and holidays travel.
//
//	GeoJSON ──Features──▶ Feature ─────────────────────────▶ districts
//	CSV ─────Table──────▶ Row ──Mapping──▶ ┐
//	OSM PBF ─OSM────────▶ object ──tags──▶ ┴ directory.Incoming ──▶ places
//	CSV, YAML ──ReadHolidays──▶ hours.Row ─────────────────▶ calendars
//
// Every reader is a stream: memory is bounded by one feature or row (and, for OSM, by the objects asked for), never by
// the file; holidays, which are few, are read whole. A fault in one row is a [directory.Refused] and reading goes on; any other error ends the file. Both name
// the file and the place in it: a line, a byte, a feature.
//
// Units: degrees WGS 84, longitude first, whatever order the file has; lengths in bytes.
//
// Not here: what a row does to the database (directory), and what hours mean (directory/hours).
package formats
