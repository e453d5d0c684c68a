// Package formats reads and writes the open formats in which places and districts travel.
//
//	GeoJSON ──Features──▶ Feature ─────────────────────────▶ districts
//	CSV ─────Table──────▶ Row ──Mapping──▶ ┐
//	OSM PBF ─OSM────────▶ object ──tags──▶ ┴ directory.Incoming ──▶ places
//
// Every reader is a stream: memory is bounded by one feature or row (and, for OSM, by the objects asked for), never by
// the file. A fault in one row is a [directory.Refused] and reading goes on; any other error ends the file. Both name
// the file and the place in it: a line, a byte, a feature.
//
// Units: degrees WGS 84, longitude first, whatever order the file has; lengths in bytes.
//
// Not here: what a row does to the database (directory), and hours as anything but text.
package formats
