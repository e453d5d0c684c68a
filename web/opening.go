package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// badge says whether something is open: its kind chooses shape and colour, its text says the same in words.
type badge struct {
	Kind    string // "open", "closing" within the hour, "closed", "unknown"
	Text    string
	Comment string // what the hours or a notice add
}

// answer is an opening and what its words depend on.
type answer struct {
	directory.Opening             // its times are in the place's time zone
	Now               time.Time   // the current minute, there
	Walk              bool        // At is when the person gets there
	After             hours.State // at Until
	Hours             string      // the text, as the source wrote it
	Feast             bool        // At is on a public holiday
}

// badge chooses the words.
func (w *words) badge(a answer) badge {
	b := badge{Kind: a.State.String(), Comment: a.Comment}
	if a.State == hours.Open && a.Feast && a.Comment == "" && forgetsFeasts(a.Hours) {
		b.Comment = w.Opening.CheckHoliday
	}
	switch {
	case a.State == hours.Open && !a.asked() && !a.Until.IsZero() && a.After == hours.Closed && a.Until.Sub(a.Now) <= time.Hour:
		b.Kind, b.Text = "closing", w.Opening.Closes+" "+w.at(a.Until, a.At, a.Now)+w.soon(a.Until, a.Now)
	case a.State == hours.Open:
		b.Text = w.opened(a)
	case a.State == hours.Closed:
		b.Text = w.closed(a)
	case a.Hours != "":
		b.Text = upperFirst(w.Opening.Perhaps + w.when(a))
	default:
		b.Text = w.Opening.NoHours
	}
	return b
}

// forgetsFeasts says whether hours that are not "day and night" leave it open whether they hold on public holidays too.
func forgetsFeasts(text string) bool { return text != "24/7" && !strings.Contains(text, "PH") }

// asked says whether the answer speaks of another time than the current minute.
func (a answer) asked() bool { return a.Walk || !a.At.Equal(a.Now) }

// when says the instant of the answer, with a space before it; empty for the current minute.
func (w *words) when(a answer) string {
	switch {
	case a.Walk:
		return " " + fmt.Sprintf(w.Opening.OnArrival, w.hour(minuteOf(a.At)))
	case a.asked():
		return " " + w.at(a.At, a.Now, a.Now)
	}
	return ""
}

func (w *words) opened(a answer) string {
	head, until := w.Opening.Opened+w.when(a), w.until(a.Until, a.At, a.Now)
	switch {
	case a.Until.IsZero() && a.asked():
		return head
	case a.Until.IsZero():
		return w.Opening.Always
	case a.After == hours.Unknown:
		until = fmt.Sprintf(w.Opening.AtLeast, until)
	}
	if a.asked() {
		return head + ", " + until
	}
	return head + " " + until
}

func (w *words) closed(a answer) string {
	head := w.Opening.Shut + w.when(a)
	opensLater := a.Opens.IsZero() || a.Opens.After(a.Until)
	switch {
	case a.Closed != nil:
		return w.exceptionally(a)
	case !a.Until.IsZero() && a.After == hours.Unknown && opensLater:
		return head + ", " + w.Opening.Perhaps + " " + w.at(a.Until, a.At, a.Now)
	case a.Opens.IsZero() && a.asked():
		return head
	case a.Opens.IsZero():
		return w.Opening.ShutNow
	case daysBetween(a.Now, a.Opens) <= 1:
		return head + ", " + w.Opening.Opens + " " + w.at(a.Opens, a.At, a.Now) + w.soon(a.Opens, a.Now)
	case a.asked():
		return head + ", " + w.until(a.Opens, a.At, a.Now)
	}
	return head + " " + w.until(a.Opens, a.At, a.Now)
}

// exceptionally says for how long a dated closure lasts.
func (w *words) exceptionally(a answer) string {
	head := w.Opening.Shut + " " + w.Opening.Exceptionally
	last := a.Closed.Until
	switch {
	case last.IsZero():
		return head + ", " + w.Opening.UntilFurther
	case daysBetween(a.At, last) == 0 && !a.asked():
		return head + " " + w.Opening.Today
	}
	return head + " " + fmt.Sprintf(w.Opening.UntilDay, w.date(last))
}

// told is the badge of what open answers about something of a place; open is asked once more for what comes after.
func (v *visit) told(p *directory.Place, a answer, open func(time.Time) directory.Opening) badge {
	calendar := v.site.Live.Calendar(p.District)
	a.Now = v.now.In(calendar.Zone())
	if a.At.IsZero() {
		a.At = a.Now
	}
	feast, _ := calendar.PublicHoliday(a.At)
	a.Feast = feast != ""
	if !a.Until.IsZero() {
		a.After = open(a.Until).State
	}
	return v.badge(a)
}

// opening is the badge of a place as a filter sees it.
func (v *visit) opening(item *directory.Found, f *directory.PlaceFilter) badge {
	open := func(t time.Time) directory.Opening { return v.site.Live.Opening(&item.Place, f, t) }
	return v.told(&item.Place, answer{Opening: item.Open, Walk: f.Open.Walk, Hours: item.Hours}, open)
}

// maybe counts places that could be open.
func (w *words) maybe(n int) string {
	if n == 1 {
		return w.Opening.MaybeOne
	}
	return fmt.Sprintf(w.Opening.MaybeMany, n)
}
