// Package tiles shows located things as Mapbox Vector Tiles (specification 2.1) and describes them in TileJSON 3.0.
//
//	/tiles/places/14/8436/6004.mvt ──ParseTile──▶ Tile
//	                                               │
//	a room's Layer ◀── Draw(tile, writer) ── Cache.Get ──▶ Body: bytes, ETag (or none: 204)
//	   │ Point, Polygon, String, Int …              ▲
//	   └──────▶ Writer ──▶ bytes            Marks ──┘ what changed, told by whoever publishes a change
//
// Units: degrees WGS 84 outside; inside, a [Position] on the web mercator square of 2³² units a side (under a
// centimetre each), of which a tile is a range of high bits and its 4096 × 4096 grid the next twelve.
//
// Not here: what things mean, which of them match a filter, HTTP.
package tiles
