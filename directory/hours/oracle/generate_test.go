package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator writes opening hours over the whole grammar that French social places use, the ordinary more often than the rare.
type generator struct{ *rand.Rand }

// value is one text; about one in eight is misspelt.
func (g generator) value() string {
	text := g.rules()
	if g.once(8) {
		text = g.misspelt(text)
	}
	return text
}

func (g generator) rules() string {
	text := g.rule()
	for range g.weighted(5, 6, 3, 1) {
		switch g.weighted(14, 3, 1) {
		case 0:
			text += "; " + g.later()
		case 1:
			text += ", " + g.rule()
		default:
			text += " || " + g.fallback()
		}
	}
	return text
}

// later is a rule as it stands after others: often a closure.
func (g generator) later() string {
	switch g.weighted(4, 2, 3) {
	case 0:
		return g.pick("PH", "PH", "PH,SH", "SH", "SH,PH", "Su,PH", "PH Mo-Fr", g.date(), g.days(), g.easter()) + " " + g.pick("off", "off", "closed", `off "congés"`)
	case 1:
		return g.pick("PH", "SH", "PH,SH", "PH,Su", "SH Mo-Fr", "Sa,PH", "PH -1 day", "PH +1 day") + " " + g.spans()
	default:
		return g.rule()
	}
}

func (g generator) rule() string {
	days, end := "", ""
	switch g.weighted(2, 14, 4, 5, 2, 2) {
	case 1:
		days = g.days()
	case 2:
		days = g.date()
	case 3:
		days = g.date() + g.pick(" ", " ", ": ") + g.days()
	case 4:
		days = g.weeks() + " " + g.days()
	case 5:
		days = g.pick(g.weeks(), g.easter(), g.date()+" "+g.weeks())
	}
	if g.once(7) {
		end = " " + g.pick(`"sur rendez-vous"`, "open", "unknown", `unknown "appeler avant"`, `open "accueil"`, "off", "closed")
	}
	if g.once(15) && days != "" {
		return days + end
	}
	return strings.TrimSpace(days + " " + g.spans() + end)
}

func (g generator) fallback() string {
	return g.pick(`"sur rendez-vous"`, "unknown", `unknown "appeler avant"`, g.rule(), "off")
}

var weekdays = []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

func (g generator) weekday() string { return weekdays[g.IntN(7)] }

func (g generator) days() string {
	switch g.weighted(6, 4, 4, 2, 2, 1) {
	case 0:
		return g.pick("Mo-Fr", "Mo-Fr", "Mo-Sa", "Mo-Su", "Tu-Sa", "Sa-Su", "Tu-Su", "Mo-Th")
	case 1:
		return g.weekday()
	case 2:
		return g.list(g.weekday)
	case 3:
		return g.list(func() string { return g.pick(g.weekday(), g.weekday()+"-"+g.weekday()) })
	case 4:
		return g.list(func() string { return g.weekday() + g.nth() })
	default:
		return g.pick("PH,"+g.weekday(), g.weekday()+",PH", "Mo-Fr,PH", "SH,"+g.weekday(), "SH "+g.weekday(), "PH "+g.weekday()+"-"+g.weekday())
	}
}

func (g generator) nth() string {
	return g.pick("[1]", "[1]", "[2]", "[3]", "[4]", "[5]", "[-1]", "[-2]", "[1,3]", "[2,4]", "[1-2]", "[1,-1]", "[2-4]", "[1] +1 day", "[-1] -2 days")
}

var months = []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

func (g generator) month() string { return months[g.IntN(12)] }

func (g generator) monthDay() string {
	return g.month() + fmt.Sprintf(g.pick(" %02d", " %02d", " %d"), 1+g.IntN(g.weightedOf(28, 28, 28, 31)))
}

func (g generator) year() int { return 2023 + g.IntN(4) }

func (g generator) date() string {
	switch g.weighted(4, 3, 3, 4, 2, 2, 2, 2, 1, 1) {
	case 0:
		return g.month() + "-" + g.month()
	case 1:
		return g.list(func() string { return g.pick(g.month(), g.month()+"-"+g.month()) })
	case 2:
		return g.monthDay()
	case 3:
		return g.monthDay() + "-" + g.monthDay()
	case 4:
		return g.list(g.monthDay)
	case 5:
		day := 1 + g.IntN(20)
		return fmt.Sprintf("%s %02d-%02d", g.month(), day, day+1+g.IntN(8))
	case 6:
		return g.years() + " " + g.pick(g.month(), g.month()+"-"+g.month(), g.monthDay())
	case 7:
		year := g.year()
		return fmt.Sprintf("%d %s-%d %s", year, g.monthDay(), year+1, g.monthDay())
	case 8:
		return g.years()
	default:
		return g.monthDay() + "-" + g.month() + " " + g.weekday() + g.pick("[1]", "[-1]")
	}
}

func (g generator) years() string {
	year := g.year()
	switch g.weighted(4, 2, 1, 1) {
	case 0:
		return fmt.Sprint(year)
	case 1:
		return fmt.Sprintf("%d-%d", year, year+1+g.IntN(2))
	case 2:
		return fmt.Sprintf("%d+", year)
	default:
		return fmt.Sprintf("%d-%d/2", year, year+4)
	}
}

func (g generator) weeks() string {
	from := 1 + g.IntN(50)
	to := from + 1 + g.IntN(53-from)
	return g.pick("week 1-53/2", "week 02-52/2", fmt.Sprintf("week %02d", from), fmt.Sprintf("week %d", from),
		fmt.Sprintf("week %02d-%02d", from, to), fmt.Sprintf("week %d-%d/%d", from, to, 2+g.IntN(3)), fmt.Sprintf("week %d,%d", from, to), "week 53", "week 1")
}

func (g generator) easter() string {
	return g.pick("easter", "easter +1 day", "easter -2 days", "easter +39 days", "easter +50 days",
		"easter -2 days-easter +1 day", "easter-easter +1 day", g.monthDay()+"-easter", "easter +1 day-"+g.monthDay())
}

func (g generator) spans() string {
	switch g.weighted(8, 6, 1, 1, 1, 1) {
	case 0:
		return g.span(g.IntN(20) + 1)
	case 1: // morning and afternoon, as nearly everybody has them
		return g.clock(7+g.IntN(4)) + "-" + g.clock(11+g.IntN(2)) + g.pick(",", ",", ", ") + g.clock(13+g.IntN(3)) + "-" + g.clock(16+g.IntN(8))
	case 2:
		return g.list(func() string { return g.span(g.IntN(24)) })
	case 3:
		return g.clock(6+g.IntN(17)) + "+"
	case 4:
		return g.pick("24/7", "00:00-24:00", "00:00-02:00,18:00-24:00", "18:00-26:00", "22:00-24:00", g.span(20)+"+", "00:00-00:00")
	default:
		return g.pick("sunrise-sunset", "sunset-24:00", "08:00-sunset", "dawn-dusk", "(sunrise+01:00)-18:00", "09:00-(sunset-00:30)", "sunset-23:00", "sunset-02:00")
	}
}

// span begins in an hour and may end on the next day.
func (g generator) span(hour int) string {
	end := hour + 1 + g.IntN(10)
	if end >= 24 && g.once(2) {
		end -= 24
	}
	return g.clock(hour) + "-" + g.clock(end)
}

func (g generator) clock(hour int) string {
	return fmt.Sprintf("%02d:%s", hour, g.pick("00", "00", "00", "30", "30", "15", "45", "01", "59"))
}

// misspelt changes a text as people do, or damages it.
func (g generator) misspelt(text string) string {
	swap := strings.NewReplacer
	switch g.IntN(16) {
	case 0:
		return strings.ToLower(text)
	case 1:
		return strings.ToUpper(text)
	case 2:
		return swap("-", " - ").Replace(text)
	case 3:
		return swap("-", "–").Replace(text)
	case 4:
		return swap(":00", "").Replace(text)
	case 5:
		return swap(":", "h").Replace(text)
	case 6:
		return swap(":", ".").Replace(text)
	case 7:
		return swap(" 0", " ", ",0", ",", "-0", "-").Replace(text)
	case 8:
		return swap("Mo", "Mon", "Tu", "Tue", "We", "Wed", "Th", "Thu", "Fr", "Fri", "Sa", "Sat", "Su", "Sun").Replace(text)
	case 9:
		return swap("Mo", "Monday", "Fr", "Friday", "Jan", "January", "Aug", "August").Replace(text)
	case 10:
		return swap("; ", ";", ", ", ",").Replace(text)
	case 11:
		return text + g.pick(";", " ;", ",", "|", " ")
	case 12:
		return swap(" ", "  ").Replace(text)
	case 13:
		return swap(" ", "").Replace(text)
	case 14: // a piece is lost
		at := g.IntN(len(text))
		return text[:at] + text[min(len(text), at+1+g.IntN(3)):]
	default: // a piece too many
		at := g.IntN(len(text))
		return text[:at] + g.pick("-", ",", ";", " ", ":", "0", "Mo", "PH", "[1]", "week", "open", `"`, "+", "/", "?") + text[at:]
	}
}

func (g generator) list(one func() string) string {
	items := []string{one()}
	for range 1 + g.IntN(2) {
		items = append(items, one())
	}
	return strings.Join(items, ",")
}

func (g generator) once(in int) bool { return g.IntN(in) == 0 }

func (g generator) pick(from ...string) string { return from[g.IntN(len(from))] }

func (g generator) weightedOf(values ...int) int { return values[g.IntN(len(values))] }

// weighted is the index of a weight, drawn as often as it weighs.
func (g generator) weighted(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	at := g.IntN(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}
