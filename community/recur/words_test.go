package recur

import "testing"

func TestWordsForPeople(t *testing.T) {
	t.Parallel()
	paris := zone(t, "Europe/Paris")
	for _, c := range []struct{ rule, fr, en string }{
		{"FREQ=DAILY", "tous les jours", "every day"},
		{"FREQ=DAILY;INTERVAL=2", "un jour sur deux", "every other day"},
		{"FREQ=DAILY;INTERVAL=10;COUNT=5", "tous les 10 jours, 5 fois", "every 10 days, 5 times"},
		{"FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "chaque jour du lundi au vendredi", "every day from Monday to Friday"},
		{"FREQ=WEEKLY", "chaque lundi", "every Monday"},
		{"FREQ=WEEKLY;BYDAY=TH,MO", "chaque lundi et chaque jeudi", "every Monday and Thursday"},
		{"FREQ=WEEKLY;BYDAY=SA;BYMONTH=6,7,8", "chaque samedi, en juin, juillet et août", "every Saturday, in June, July and August"},
		{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "tous les jours", "every day"},
		{"FREQ=WEEKLY;INTERVAL=2", "un lundi sur deux", "every other Monday"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "une semaine sur deux, le lundi et le jeudi", "every other week, on Monday and Thursday"},
		{"FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "toutes les 3 semaines, le mardi", "every 3 weeks, on Tuesday"},
		{"FREQ=MONTHLY", "le 5 de chaque mois", "the 5th of each month"},
		{"FREQ=MONTHLY;BYDAY=1MO", "le premier lundi de chaque mois", "the first Monday of each month"},
		{"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "le premier lundi de chaque mois", "the first Monday of each month"},
		{"FREQ=MONTHLY;BYDAY=3TH,1TH", "le premier et le troisième jeudi de chaque mois", "the first and the third Thursday of each month"},
		{"FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2", "un mois sur deux, le dernier vendredi", "every other month, the last Friday"},
		{"FREQ=MONTHLY;BYMONTHDAY=1,-1", "le 1er et le dernier jour de chaque mois", "the 1st and the last day of each month"},
		{"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "le vendredi quand c’est le 13 de chaque mois", "on Friday when it is the 13th of each month"},
		{"FREQ=MONTHLY;BYDAY=1SU;BYMONTH=5,10", "le premier dimanche du mois, en mai et octobre", "the first Sunday of the month, in May and October"},
		{
			"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
			"le dernier jour qui tombe du lundi au vendredi de chaque mois", "the last day that falls from Monday to Friday of each month",
		},
		{"FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21", "chaque année, le 21 juin", "every year, on 21 June"},
		{"FREQ=YEARLY", "chaque année, le 5 janvier", "every year, on 5 January"},
		{"FREQ=YEARLY;BYMONTH=8;BYDAY=2SU", "chaque année, le deuxième dimanche d’août", "every year, the second Sunday of August"},
		{"FREQ=YEARLY;BYDAY=20MO", "chaque année, le 20e lundi de l’année", "every year, the 20th Monday of the year"},
		{"FREQ=WEEKLY;UNTIL=20260630T215959Z", "chaque lundi, jusqu’au 30 juin 2026", "every Monday, until 30 June 2026"},
		{"FREQ=WEEKLY;UNTIL=20261231T230000Z", "chaque lundi, jusqu’au 1er janvier 2027", "every Monday, until 1 January 2027"},
	} {
		s := series(t, paris, "20260105T183000", c.rule)
		if got := s.Words("fr"); got != c.fr {
			t.Errorf("%s:\n got %s\nwant %s", c.rule, got, c.fr)
		}
		if got := s.Words("en"); got != c.en {
			t.Errorf("%s:\n got %s\nwant %s", c.rule, got, c.en)
		}
	}
}
