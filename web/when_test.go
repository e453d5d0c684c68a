package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The town's clock stands at 14:00 in Paris, on Wednesday 3 June 2026.
func TestOpenNow(t *testing.T) {
	t.Parallel()
	h := town(t)
	all := get(h, "/places?category=legal_help")
	says(t, all, "La Lanterne", "Ouvert jusqu’à 17\u00a0h\u00a030", "Le Hublot", "Ferme à 14\u00a0h\u00a025 (dans 25\u00a0min)", "La Longue-Vue", "Fermé, ouvre demain à 9\u00a0h",
		"Le Grain de Sel", "Peut-être ouvert", "La Boussole", "Horaires inconnus", "Fermé, ouvre à 21\u00a0h",
		`href="/places?category=legal_help&amp;open_at=now"`)
	hides(t, all, "peut-être ouverts (")

	now := get(h, "/places?category=legal_help&open_at=now")
	says(t, now, "La Lanterne", "Le Hublot", `class="now on" href="/places?category=legal_help"`, "2 autres lieux peut-être ouverts",
		`href="/places?category=legal_help&amp;open_at=now&amp;open_state=unknown"`, `&#34;filter&#34;:&#34;category=legal_help\u0026open_at=now&#34;`)
	hides(t, now, "La Longue-Vue", "Le Phare de Nuit")
	certain, perhaps, _ := strings.Cut(now.Body.String(), `class="maybe"`)
	for _, name := range []string{"Le Grain de Sel", "La Boussole"} {
		if strings.Contains(certain, name) || !strings.Contains(perhaps, name) {
			t.Errorf("%s does not stand below what is certain", name)
		}
	}

	maybe := get(h, "/places?category=legal_help&open_at=now&open_state=unknown")
	says(t, maybe, "Le Grain de Sel", "La Boussole", "Horaires inconnus <span", `name="open_state" value="unknown"`)
	hides(t, maybe, "La Lanterne", "Aucun lieu")
}

func TestOpenAtAnotherTime(t *testing.T) {
	t.Parallel()
	h := town(t)
	tomorrow := get(h, "/places?category=legal_help&open_day=2026-06-04&open_time=10:00")
	says(t, tomorrow, "La Longue-Vue", "Ouvert demain à 10\u00a0h, jusqu’à 12\u00a0h", "Ouvert demain à 10\u00a0h <span",
		"open_at=2026-06-04T10%3A00%3A00%2B02%3A00", `<option value="2026-06-04" selected>demain</option>`, `<option value="10:00" selected>`)
	hides(t, tomorrow, "Le Hublot")
	night := get(h, "/places?category=legal_help&open_at="+url.QueryEscape("2026-06-05T01:00:00+02:00"))
	says(t, night, "Le Phare de Nuit", "Ouvert vendredi à 1\u00a0h, jusqu’à 2\u00a0h")
	for _, bad := range []string{"open_at=soon", "open_at=2026-06-04", "open_at=2036-06-04T10:00:00Z", "open_day=2026-06-04&open_time=25:00", "open_day=2026-06-04", "open_at=now&open_state=closed"} {
		if w := get(h, "/places?"+bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s answers %d", bad, w.Code)
		}
	}
}

func TestNothingOpen(t *testing.T) {
	t.Parallel()
	w := get(town(t), "/places?category=legal_help&open_at="+url.QueryEscape("2026-06-07T06:00:00+02:00"))
	says(t, w, "Aucun lieu ouvert à cette heure", "Le premier qui ouvre", "Le Phare de Nuit", "Fermé dimanche à 6\u00a0h, jusqu’à 21\u00a0h", "Voir aussi les lieux fermés", "2 autres lieux peut-être ouverts")
	hides(t, w, "La Lanterne")
}

func TestOpenWhenIArrive(t *testing.T) {
	t.Parallel()
	h := town(t)
	asks := get(h, "/places?category=legal_help&open_at=arrival")
	if want := "/here?next=%2Fplaces%3Fcategory%3Dlegal_help%26open_at%3Darrival"; asks.Code != http.StatusSeeOther || asks.Header().Get("Location") != want {
		t.Fatalf("without a position: %d to %q, want %q", asks.Code, asks.Header().Get("Location"), want)
	}
	// La Lanterne lies 2 km away: 39 minutes on foot; Le Hublot closes before.
	said := post(h, "/here", url.Values{"lon": {"5.351"}, "lat": {"43.288"}, "next": {"/places"}})
	w := get(h, "/places?category=legal_help&open_at=arrival", "position="+said.Result().Cookies()[0].Value)
	says(t, w, "La Lanterne", "Ouvert à votre arrivée (14\u00a0h\u00a0", "jusqu’à 17\u00a0h\u00a030", "Ouvert quand j’arrive à pied <span", `&#34;tiles&#34;:false`)
	hides(t, w, "Le Hublot", "43.288")
}

func TestSheetSaysTheWeek(t *testing.T) {
	t.Parallel()
	h := town(t)
	sheet := "/places/018f0000-0000-7000-8000-00000000030"
	says(t, get(h, sheet+"1"), "Ouvert jusqu’à 17\u00a0h\u00a030", "<span>9\u00a0h à 12\u00a0h</span>", "<span>13\u00a0h\u00a030 à 17\u00a0h\u00a030</span>", `class="today"`, "<small>aujourd’hui</small>", "fermé")
	says(t, get(h, sheet+"4"), "Peut-être ouvert", "Mo-Fr 09:00-12:00, et quand le gardien est là", "Nous ne comprenons pas « ", "Nous ne savons pas lire ces horaires")
	says(t, get(h, sheet+"5"), "Horaires inconnus", "Horaires non connus")
	says(t, get(h, sheet+"6"), "21\u00a0h à 2\u00a0h du matin")
	says(t, get(h, sheet+"1", "lang=en"), "Open until 17:30", "Wednesday 3", "today", "13:30 to 17:30")
	closed := get(h, figuier)
	says(t, closed, "Fermé exceptionnellement jusqu’au 10 juin", "<small>Fermé pour travaux.</small>")
	says(t, get(h, "/places/018f0000-0000-7000-8000-000000000101"), "Ouvert jour et nuit", "Tous les jours")
	says(t, get(h, "/places/018f0000-0000-7000-8000-000000000202"), "Fermé, ouvre demain à 18\u00a0h", "Fermé jusqu’à mardi 18\u00a0h")
}

// A holiday is named in the week that holds it: 14 July 2026 is a Tuesday.
func TestSheetNamesHolidays(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	c.Now = func() time.Time { return time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC) }
	h := handler(t, c)
	w := get(h, "/places/018f0000-0000-7000-8000-000000000301")
	says(t, w, "mardi 14 juillet — Fête nationale", "Fermé, ouvre demain à 9\u00a0h")
	hides(t, w, "jour férié")
	says(t, get(h, "/places/018f0000-0000-7000-8000-000000000302"), "mardi 14 juillet — Fête nationale", "<small>jour férié : vérifiez</small>")
	says(t, get(h, "/places?category=legal_help"), "Ouvert jusqu’à 14\u00a0h\u00a025 <small>jour férié : vérifiez")
}

func TestSearchSaysWhatIsOpen(t *testing.T) {
	t.Parallel()
	h := town(t)
	says(t, get(h, "/search?q=lanterne"), "La Lanterne", "Ouvert jusqu’à 17\u00a0h\u00a030", `href="/search?open_at=now&amp;q=lanterne"`)
	says(t, get(h, "/search?q=lanterne&open_at=now"), "La Lanterne", `class="now on" href="/search?q=lanterne"`)
	closed := get(h, "/search?q=longue-vue&open_at=now")
	says(t, closed, "Aucun lieu ouvert maintenant")
	hides(t, closed, ">La Longue-Vue<")
	maybe := get(h, "/search?q=boussole&open_at=now")
	says(t, maybe, "1 autre lieu peut-être ouvert", "La Boussole")
	if w := get(h, "/search?q=lanterne&open_at=arrival"); w.Code != http.StatusBadRequest {
		t.Errorf("arrival answers %d", w.Code)
	}
}

func TestRowsForTheMap(t *testing.T) {
	t.Parallel()
	h := town(t)
	box := url.Values{"bbox": {"5.34,43.26,5.36,43.28"}, "category": {"legal_help"}, "open_at": {"now"}}
	w := post(h, "/places/rows", box)
	says(t, w, "<p>2 lieux dans cette zone</p>", "La Lanterne", "Ouvert jusqu’à 17\u00a0h\u00a030", `data-lon="5.351000"`)
	hides(t, w, "<html", "Le Phare de Nuit")
	for _, bad := range []url.Values{{}, {"bbox": {"1,2,3"}}, {"bbox": {"1,2,3,4"}, "category": {"magic"}}} {
		if w := post(h, "/places/rows", bad); w.Code != http.StatusBadRequest {
			t.Errorf("%v answers %d", bad, w.Code)
		}
	}
	sign := get(h, "/places/018f0000-0000-7000-8000-000000000303/opening?open_at="+url.QueryEscape("2026-06-04T10:00:00+02:00"))
	says(t, sign, "Ouvert demain à 10\u00a0h, jusqu’à 12\u00a0h")
	if w := get(h, "/places/magic/opening"); w.Code != http.StatusNotFound {
		t.Errorf("the sign of no place answers %d", w.Code)
	}
}
