package web

import (
	"testing"
)

// What a page costs to write.
func BenchmarkPages(b *testing.B) {
	for name, path := range map[string]string{"home": "/", "list": "/places", "sheet": figuier} {
		b.Run(name, func(b *testing.B) {
			h := town(b)
			for b.Loop() {
				if w := get(h, path); w.Code != 200 {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
