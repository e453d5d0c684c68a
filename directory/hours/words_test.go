package hours

import "testing"

func TestSpellingsOfPeople(t *testing.T) {
	t.Parallel()
	c := NewCalendar(nil, "FR", nil)
	for text, want := range map[string]string{
		"lundi au vendredi de 9h à 12h30":           "Mo-Fr 09:00-12:30",
		"Lun, mar, mer : 9h-12h":                    "Mo-We 09:00-12:00",
		"LUNDI et JEUDI 14H-17H":                    "Mo,Th 14:00-17:00",
		"dim. 10h-12h":                              "Su 10:00-12:00",
		"Mar 09:00-12:00":                           "Mar 09:00-12:00",
		"Tous les jours 8h-20h, fermé jours fériés": "Mo-Su 08:00-20:00, PH off",
		"24h/24 7j/7":                               "24/7",
		"week-end midi-minuit":                      "Sa,Su 12:00-00:00",
		"juil-août off":                             "Jul,Aug off",
		"Ve 17h-19h “sur place”":                    `Fr 17:00-19:00 "sur place"`,
		"Ma 9h-12h sur RDV":                         `Tu 09:00-12:00 "Sur rendez-vous"`,
		"Mi, Di 10-12 Uhr":                          "Tu,We 10:00-12:00",
		"Di 10-12h":                                 "Su 10:00-12:00",
		"Sonntag und Do 10-12":                      "Th,Su 10:00-12:00",
		"martes y":                                  "",
		"jueves 09.30-11.30":                        "Th 09:30-11:30",
		"суббота 10³⁰—12°°":                         "Sa 10:30-12:00",
		"9am-1pm":                                   "09:00-13:00",
		"Fr 20:00-late":                             "Fr 20:00+",
		"SAoff":                                     "Sa off",
		"PHSu08:00-09:00":                           "PH Su 08:00-09:00",
		"opening_hours = Mo 10:00-11:00":            "Mo 10:00-11:00",
		"day before public holiday 10:00-12:00":     "PH -1 day 10:00-12:00",
		"on appointment":                            `"on appointment"`,
		"OPEN; SUNDAY OFF":                          "open; Su off",
		"Do 10:00-12:00":                            "", // Thursday or, to others, Sunday
		"Di, Do 10:00-12:00":                        "", // in German, but who knows
		"So 10:00-12:00":                            "",
		"samedi matin":                              "",
		"»x«":                                       "",
		"“x":                                        "",
		"«a \"b\"»":                                 "",
		"Mo late":                                   "",
		"du 1er avril au 3 mai 9h-12h":              "",
		"Mother 10:00-12:00":                        "",
		"7/70":                                      "",
	} {
		s := Compile(text, c)
		switch got := s.String(); {
		case want == "" && s.Err() == nil:
			t.Errorf("%q is read as %q, want it refused", text, got)
		case want != "" && s.Err() != nil:
			t.Errorf("%q is refused: %v, want %q", text, s.Err(), want)
		case want != "" && got != want:
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestToleratedSaysWhere(t *testing.T) {
	t.Parallel()
	s := Compile("Mo-Fr 09:00–17:00; fériés off", NewCalendar(nil, "FR", nil))
	want := []Problem{
		{At: 11, Text: "–", Reason: `is written "-"`},
		{At: 21, Text: "fériés", Reason: `is written "PH"`},
	}
	got := s.Tolerated()
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("tolerated %+v, want %+v", got, want)
	}
}

func TestNoPhraseStandsTwice(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	for _, list := range phrases {
		for _, m := range list {
			if other, ok := said[m.phrases]; ok {
				t.Errorf("%q means %q and %q", m.phrases, other, m.say)
			}
			said[m.phrases] = m.say
		}
	}
}

func TestNoFalseOpenFromTypos(t *testing.T) {
	t.Parallel()
	c := NewCalendar(nil, "FR", nil)
	for text, want := range map[string]string{
		"week 14:00-16:00":               "",
		"week 1,week 14:00-16:00":        "",
		"week 14 16:00-18:00":            "week 14 16:00-18:00",
		"Mo-Fr :30-11:30":                "",
		"Mo-Fr :10:30-11:30":             "Mo-Fr 10:30-11:30",
		"Tu-Th:":                         "",
		"Tu-Th: , Fr 10:00-11:00":        "",
		"Tu: 9-11":                       "Tu 09:00-11:00",
		"Tu 9-9":                         "Tu 9-9",
		"Tu 9-9+":                        "",
		"Mo 10:00-12:00 unknown open":    "Mo 10:00-12:00 unknown",
		`Mo 10:00-12:00 "sonner" open`:   `Mo 10:00-12:00 "sonner"`,
		`Mo 10:00-12:00 open "sonner"`:   `Mo 10:00-12:00 open "sonner"`,
		`Mo 10:00-12:00 off open "vide"`: `Mo 10:00-12:00 open "vide"`,
	} {
		s := Compile(text, c)
		if got := s.String(); (want == "") != (s.Err() != nil) || want != "" && got != want {
			t.Errorf("%q is read as %q (%v), want %q", text, got, s.Err(), want)
		}
	}
}
