package directory

// Refused is the fault of one row of an imported file: the row is left out and reading goes on.
type Refused struct {
	Where  string // "places.csv: line 12"
	Reason string // "longitude NaN"
}

func (r *Refused) Error() string { return r.Where + ": " + r.Reason }
