package coverage

// PastFigures are exact figures that nobody compares anything with any more, as a statement for whoever keeps the calendar: $1 is the
// instant before which something is past, $2 how many rows at most.
const PastFigures = `
	delete from coverage_figures where ctid in (select ctid from coverage_figures where until <= $1 order by until limit $2 for update skip locked)`
