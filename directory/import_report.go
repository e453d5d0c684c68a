package directory

import "fmt"

// Refused is the fault of one row of an imported file: the row is left out and reading goes on.
type Refused struct {
	Where  string // "line 12", "feature 3 (1320101)"
	Reason string // "longitude NaN"
}

func (r *Refused) Error() string { return r.Where + ": " + r.Reason }

// Report says what an import did, or would do on a dry run.
type Report struct {
	Dataset string
	File    string
	DryRun  bool

	Added     int
	Updated   int // places that had closed and are back included
	Unchanged int
	Closed    int // gone from this dataset

	Contradicted int // lines that people wrote and of which the file now says something else: theirs stay

	Outside    int      // kept, in no district of any city
	Refused    Findings // rows left out
	Suspicious Findings // what a person should look at in rows that were kept
}

// Findings are rows to look at, in the order of the file: all are counted, the first [MaxFindings] are kept.
type Findings struct {
	Count int
	First []Refused
}

// MaxFindings bounds the memory of a report on a file where every row is wrong.
const MaxFindings = 1000

func (f *Findings) add(where, reason string) {
	f.Count++
	if len(f.First) < MaxFindings {
		f.First = append(f.First, Refused{where, reason})
	}
}

// TooManyGone refuses a whole file: so many places of the dataset are not in it that the file is more likely cut short
// than the city closed.
type TooManyGone struct {
	Dataset    string
	Gone, Open int // places
}

func (e *TooManyGone) Error() string {
	return fmt.Sprintf("dataset %s: %d of its %d open places are not in the file, more than %d %%; nothing was written; "+
		"if they did close, import again with --force", e.Dataset, e.Gone, e.Open, maxGonePercent)
}

// maxGonePercent of a dataset's open places may disappear at once.
const maxGonePercent = 20
