// Package photos keeps pictures that people show with what they ask, offer or do.
//
//	JPEG, PNG, WebP, GIF ──header: bounded──▶ pixels ──upright, reduced, on white──▶ JPEG large, small ──▶ photos, by SHA-256
//	                                                                                                   ├─ photo_owners: who sent it
//	a room ─Keep, Forget, in its transaction──────────────────────────────────────────────────────────▶ └─ photo_uses: where, to whom
//	a viewer ◀─Get: what they own, or somebody whom they may know shows them
//
// Nothing of the file that was sent is kept but its picture: no place, no camera, no time, no thumbnail. What nothing shows goes after
// a day. Sizes are pixels of the longer side and bytes.
//
// Not here: what shows a picture and who reads that (other rooms), HTTP (web, api).
package photos
