package formats

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// schoolNames are the columns of the ministry's school calendar
// (https://data.education.gouv.fr/explore/dataset/fr-en-calendrier-scolaire): as people see them, as programs do.
var schoolNames = [...][2]string{
	{"Description", "description"},
	{"Population", "population"},
	{"Date de début", "start_date"},
	{"Date de fin", "end_date"},
	{"Académies", "location"},
	{"Zones", "zones"},
}

// schoolTable says where the columns are, in the order of schoolNames.
type schoolTable [len(schoolNames)]int

func schoolColumns(t *Table) (at schoolTable, ok bool) {
	for i, names := range schoolNames {
		at[i] = slices.IndexFunc(t.Columns, func(column string) bool {
			return strings.EqualFold(column, names[0]) || strings.EqualFold(column, names[1])
		})
		if at[i] < 0 {
			return at, false
		}
	}
	return at, true
}

// ministry reads the school calendar of France. A row stands for a zone and for an academy; either may be mapped.
func (h *holidayReader) ministry(table *Table, at schoolTable) error {
	h.read.Format = "school calendar of the ministry"
	seen := map[hours.Row]bool{}
	for row, err := range table.Rows() {
		var refused *directory.Refused
		if errors.As(err, &refused) {
			h.read.Refused = append(h.read.Refused, *refused)
			continue
		}
		if err != nil {
			return err
		}
		var fields [len(schoolNames)]string
		for i, column := range at {
			fields[i] = strings.TrimSpace(row.Fields[column])
		}
		name, population, start, end, academy, zone := fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]
		if population == "Enseignants" || notHolidays(name) {
			continue
		}
		regions := h.regions(zone, academy)
		from, to, err := pupilsAway(start, end)
		if err != nil {
			h.refuse(row.Where(), "%s: %v", name, err)
			continue
		}
		for _, region := range regions {
			said := hours.Row{Kind: hours.School, Region: region, Name: name, From: from, To: to}
			if !seen[said] { // each academy of a zone says the same
				seen[said] = true
				h.add(row.Where(), said)
			}
		}
	}
	return nil
}

// notHolidays are the rows that name one day of the year: pupils come back; summer begins and its end is not decided yet, so
// that from then on nobody can say.
func notHolidays(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "début") || strings.HasPrefix(name, "rentrée") || strings.HasPrefix(name, "prérentrée")
}

// pupilsAway are the first and the last day without class: "Le départ en vacances a lieu après la classe des jours
// indiqués. La reprise des cours s'effectue le matin des jours indiqués." So on a Monday to Friday named as the start there
// is class; a Saturday or Sunday is free for nearly all. A row that starts and ends on one day means that day.
func pupilsAway(start, end string) (from, to time.Time, err error) {
	if from, err = schoolDay(start); err != nil {
		return from, to, err
	}
	if to, err = schoolDay(end); err != nil {
		return from, to, err
	}
	if from.Equal(to) {
		return from, to, nil
	}
	if weekday := from.Weekday(); weekday != time.Saturday && weekday != time.Sunday {
		from = from.AddDate(0, 0, 1)
	}
	if to = to.AddDate(0, 0, -1); to.Before(from) {
		return from, to, fmt.Errorf("no day without class between %.40q and %.40q", start, end)
	}
	return from, to, nil
}

// schoolDay reads 2026-10-17, or the midnight that begins it where the school is. The file writes most of these in UTC:
// 2026-10-16T22:00:00+00:00 is 17 October in Paris, 2026-10-17T10:00:00+00:00 in Papeete.
func schoolDay(text string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, fmt.Errorf("%.40q is not a date like 2026-10-17 or 2026-10-16T22:00:00+00:00", text)
	}
	year, month, day := at.Date()
	if at.Hour() >= 12 {
		day++
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC), nil
}
