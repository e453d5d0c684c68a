//go:build !race

package cellindex

const raceDetector = false
