package hours_test

import (
	"fmt"
	"time"

	"github.com/alentour/alentour/directory/hours"
)

// provence is the calendar of the examples, without tables.
func provence() *hours.Calendar {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return hours.NewCalendar(zone, "FR-13", nil)
}

func ExampleCompile() {
	s := hours.Compile("mo-fr 9h-17h ; public holidays closed", provence())
	fmt.Println(s, s.Err())
	for _, t := range s.Tolerated() {
		fmt.Printf("%q %s\n", t.Text, t.Reason)
	}
	fmt.Println(hours.Compile("Mo-Fr quand il fait beau", provence()).Err())
	// Output:
	// Mo-Fr 09:00-17:00; PH off <nil>
	// "public holidays" is written "PH"
	// "9" the minutes are left out
	// "17" the minutes are left out
	// opening hours: byte 6: "quand" is not a word of opening hours
}

func ExampleSchedule_State() {
	c := provence()
	s := hours.Compile(`Mo-Fr 09:00-17:00; PH off; Sa 10:00-12:00 "sur rendez-vous"`, c)
	for _, t := range []time.Time{
		time.Date(2026, 12, 24, 10, 0, 0, 0, c.Zone()),
		time.Date(2026, 12, 25, 10, 0, 0, 0, c.Zone()),
		time.Date(2026, 12, 26, 10, 0, 0, 0, c.Zone()),
	} {
		state, comment := s.State(t)
		fmt.Printf("%s %v %q\n", t.Format("Mon 15:04"), state, comment)
	}
	// Output:
	// Thu 10:00 open ""
	// Fri 10:00 closed "Noël"
	// Sat 10:00 unknown "sur rendez-vous"
}

func ExampleSchedule_On() {
	c := provence()
	m := c.At(time.Date(2026, 11, 23, 12, 30, 0, 0, c.Zone()))
	for _, text := range []string{"Mo-Fr 09:00-12:00", "12:00-14:00", "sunrise-sunset"} {
		state, _ := hours.Compile(text, c).On(m)
		fmt.Println(text, state)
	}
	// Output:
	// Mo-Fr 09:00-12:00 closed
	// 12:00-14:00 open
	// sunrise-sunset unknown
}

func ExampleSchedule_NextChange() {
	c := provence()
	s := hours.Compile("Mo-Fr 09:00-17:00; PH off", c)
	t, ok := s.NextChange(time.Date(2026, 12, 24, 18, 0, 0, 0, c.Zone()))
	fmt.Println(t, ok) // not before Christmas is over: its name is a comment
	t, ok = s.NextChange(t)
	fmt.Println(t, ok)
	_, ok = hours.Compile("24/7", c).NextChange(t)
	fmt.Println(ok)
	// Output:
	// 2026-12-25 00:00:00 +0100 CET true
	// 2026-12-26 00:00:00 +0100 CET true
	// false
}

func ExampleSchedule_Intervals() {
	c := provence()
	s := hours.Compile(`Sa 22:00-04:00, Su 10:00-18:00 open "concert"`, c)
	from := time.Date(2026, 3, 27, 0, 0, 0, 0, c.Zone()) // the clocks are set forward on Sunday
	for _, i := range s.Intervals(from, from.AddDate(0, 0, 3)) {
		fmt.Printf("%s to %s: %v %q\n", i.From.Format("Mon 15:04 MST"), i.To.Format("Mon 15:04 MST"), i.State, i.Comment)
	}
	// Output:
	// Sat 22:00 CET to Sun 04:00 CEST: open ""
	// Sun 10:00 CEST to Sun 18:00 CEST: open "concert"
}

func ExampleSchedule_Week() {
	c := provence()
	s := hours.Compile("Mo-Th 09:00-12:00,14:00-17:00; Sa 22:00-02:00; PH off", c)
	for _, d := range s.Week(time.Date(2026, 12, 23, 0, 0, 0, 0, c.Zone())) {
		fmt.Printf("%s %q %q", d.Date.Format("Mon 2"), d.Holiday, d.Reason)
		for _, span := range d.Spans {
			fmt.Print(" ", span.From, "-", span.To)
		}
		fmt.Println()
	}
	// Output:
	// Mon 21 "" "" 09:00-12:00 14:00-17:00
	// Tue 22 "" "" 09:00-12:00 14:00-17:00
	// Wed 23 "" "" 09:00-12:00 14:00-17:00
	// Thu 24 "" "" 09:00-12:00 14:00-17:00
	// Fri 25 "Noël" "Noël"
	// Sat 26 "" "" 22:00-26:00
	// Sun 27 "" ""
}

func ExampleSchedule_String() {
	for _, text := range []string{"Mo,Tu,We 8:30-12:00;Sa,Su off", "Oct - Mar Fr 18:00-02:00 || \"call us\"", "week 1-53/2 We[-1] 14-18"} {
		fmt.Println(hours.Compile(text, provence()))
	}
	// Output:
	// Mo-We 08:30-12:00; Sa,Su off
	// Oct-Mar Fr 18:00-02:00 || "call us"
	// week 01-53/2 We[-1] 14:00-18:00
}
