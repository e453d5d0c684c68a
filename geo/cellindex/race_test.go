//go:build race

package cellindex

// raceDetector makes sync.Pool forget at random.
const raceDetector = true
