package sketch

import "math"

// Bar is one column of a chart, its foot on the bottom of the drawing.
type Bar struct{ X, Y, Width, Height int }

// Bars draws values side by side in a box, as high as their part of the greatest one of top and the values; a value that is NaN
// has a bar without height. A value above nothing is at least two units high, so that little is not taken for nothing.
func Bars(values []float64, top float64, width, height int) []Bar {
	for _, v := range values {
		if v > top {
			top = v
		}
	}
	bars := make([]Bar, len(values))
	for i, v := range values {
		left, right := i*width/len(values), (i+1)*width/len(values)
		gap := max(1, (right-left)/6)
		b := Bar{X: left + gap, Width: right - left - 2*gap, Y: height}
		if v > 0 {
			b.Height = max(2, int(math.Round(v/top*float64(height))))
			b.Y = height - b.Height
		}
		bars[i] = b
	}
	return bars
}
