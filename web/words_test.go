package web

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/matching"
)

func TestEveryWordIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	for lang, w := range catalogue {
		checkSaid(t, lang, reflect.ValueOf(*w))
	}
}

// checkSaid fails on any empty text, and on a placeholder that another language does not have.
func checkSaid(t *testing.T, at string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if strings.TrimSpace(v.String()) == "" {
			t.Errorf("%s says nothing", at)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			checkSaid(t, at+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		if v.Len() == 0 {
			t.Errorf("%s is empty", at)
		}
		for i := range v.Len() {
			checkSaid(t, at, v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			checkSaid(t, at+"."+key.String(), v.MapIndex(key))
		}
	default:
		t.Errorf("%s is a %s", at, v.Kind())
	}
}

func TestEveryDistanceOfAnInvitationHasWords(t *testing.T) {
	t.Parallel()
	for lang, w := range catalogue {
		for _, metres := range []float64{0, 2000, 6000, 20_000} {
			if band := matching.HowFarIs(metres); w.Help.HowFar[string(band)] == "" {
				t.Errorf("%s: %v m is %q, without words", lang, metres, band)
			}
		}
	}
}

func TestPlaceholdersAgree(t *testing.T) {
	t.Parallel()
	checkAgree(t, "words", reflect.ValueOf(*french), reflect.ValueOf(*english))
}

func checkAgree(t *testing.T, at string, fr, en reflect.Value) {
	t.Helper()
	switch fr.Kind() {
	case reflect.Struct:
		for i := range fr.NumField() {
			checkAgree(t, at+"."+fr.Type().Field(i).Name, fr.Field(i), en.Field(i))
		}
	case reflect.String:
		for _, verb := range []string{"%s", "%d"} {
			if a, b := strings.Count(fr.String(), verb), strings.Count(en.String(), verb); a != b {
				t.Errorf("%s: %d %s in French, %d in English", at, a, verb, b)
			}
		}
	default: // lists hold whole sentences
	}
}

func TestMetres(t *testing.T) {
	t.Parallel()
	for m, want := range map[float64]string{4: "10 m", 347: "350 m", 994: "990 m", 1240: "1,2 km", 12_000: "12,0 km"} {
		if got := french.metres(m); got != want {
			t.Errorf("%v is %q, want %q", m, got, want)
		}
	}
}

func TestInAPlace(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]string{"Marseille": "à Marseille", "Le Chapitre": "au Chapitre", "Les Figuiers": "aux Figuiers", "La Joliette": "à La Joliette", "Lesneven": "à Lesneven"} {
		if got := french.in(place); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := english.in("Le Chapitre"); got != "in Le Chapitre" {
		t.Errorf("%q", got)
	}
}

func TestPhoneAtHome(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{"+33 4 65 71 05 07": "04 65 71 05 07", "+33 (0)4 65": "04 65", "+377 93": "+377 93", "115": "115"} {
		if got := atHome(phone); got != want {
			t.Errorf("%q is %q, want %q", phone, got, want)
		}
	}
}

func TestNoticesOfTodayAndLater(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 6, d, 0, 0, 0, 0, time.UTC) }
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	v := &visit{words: french, now: time.Date(2026, 6, 3, 23, 30, 0, 0, paris)}
	past := directory.Notice{Closed: true, From: day(1), Until: day(2)}
	today := directory.Notice{Closed: true, From: day(3), Until: day(3)}
	later := directory.Notice{Closed: true, From: day(4)}
	p := directory.Place{Notices: []directory.Notice{past, today, later}}
	if got := v.notices(p); len(got) != 2 {
		t.Errorf("%d notices, want those of today and later", len(got))
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	if got := telURL("+33 (0)4 65-71 00"); got != "tel:+334657100" {
		t.Errorf("tel is %q", got)
	}
	for site, want := range map[string]string{"example.org": "https://example.org", "http://a.example/b": "http://a.example/b", "javascript:alert(1)": "", "javascript://x/%0aalert(1)": "", "": ""} {
		if got, _ := webURL(site); got != want {
			t.Errorf("%q opens %q, want %q", site, got, want)
		}
	}
	for path, want := range map[string]string{"/places?a=b": "/places?a=b", "//evil.example": "/", `/\evil.example`: "/", "https://evil.example": "/", "": "/"} {
		if got := localPath(path); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}

func TestEveryTermHasAPictogramAndWords(t *testing.T) {
	t.Parallel()
	for _, c := range directory.Categories {
		if c.FR == "" || c.EN == "" || !strings.Contains(c.Icon, ":") {
			t.Errorf("%s: %+v", c.Code, c)
		}
	}
}
