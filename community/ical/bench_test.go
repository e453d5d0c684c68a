package ical

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/alentour/alentour/community/recur"
)

// BenchmarkWrite2000Events is a district's calendar at its dearest: each of 2,000 occurrences is an event of its own.
func BenchmarkWrite2000Events(b *testing.B) {
	paris := zone(b, "Europe/Paris")
	cal := Calendar{Name: "Le Panier"}
	for i := range 2000 {
		cal.Events = append(cal.Events, Event{
			UID: fmt.Sprintf("event-%d", i), Stamp: stamp, Summary: "Rencontre", Description: "Des mots, encore des mots ; et d’autres.\nMerci.",
			Location: "3 rue de l’Évêché, Marseille", Series: recur.Series{Zone: paris, Start: recur.At(2026, 1, 1+i%60, 18, 0, 0), Length: time.Hour},
		})
	}
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := Write(&out, cal); err != nil {
			b.Fatal(err)
		}
	}
}
