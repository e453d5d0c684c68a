package web

import (
	"net/http"

	"golang.org/x/text/language"

	"github.com/alentour/alentour/directory"
)

// words is everything that pages say, in one language: short sentences, common words. A field that is missing in a
// language is found by a test.
type words struct {
	Lang      string // BCP 47
	OtherLang string // the language offered beside it
	OtherName string // in its own words
	Colon     string // with the spaces that the language puts around it

	Tagline    string
	SkipToMain string
	Home       string
	Menu       string
	Back       string
	Close      string

	Need        string // the question of the first screen
	SearchLabel string
	SearchHint  string
	Search      string
	NearMe      string
	Locating    string
	LocateNo    string
	NearWhere   string // the way without script or permission
	OrArea      string
	ChooseArea  string
	Choose      string
	YouAreNear  string
	YouAreIn    string
	Forget      string
	NearPrivacy string
	ChooseCity  string
	AllPlaces   string
	Districts   string
	MoreNeeds   string

	Urgent      string // heading of the numbers
	Call        string
	Urgencies   [5]urgency
	UrgencyFree string

	Places        string
	NearYou       string
	In            string
	Of            string
	Filters       string
	Category      string
	AnyCategory   string
	WholeFamily   string
	Audience      string
	AnyAudience   string
	Language      string
	AnyLanguage   string
	Modality      string
	AnyModality   string
	Show          string
	RemoveFilter  string
	ClearFilters  string
	OrderNear     string
	More          string
	FirstPage     string
	NoPlace       string
	NoPlaceNear   string
	NoPlaceHelp   string
	SeeCity       string
	UnlocatedHint string
	FoundNone     string // in the map's view
	FoundAll      string // one %d
	FoundFirst    string // one %d
	Map           string
	List          string

	Hours         string
	HoursUnknown  string
	Access        string
	Address       string
	Phone         string
	Email         string
	Website       string
	Languages     string
	ForWhom       string
	Ages          string
	AgeFrom       string // one %d
	AgeTo         string // one %d
	AgeBetween    string // two %d
	How           string
	Services      string
	Stops         string
	Itinerant     string
	Confidential  string
	ConfidentialX string // why it has no address
	Crowded       string
	Busy          string
	ClosedForGood string
	From          string // one %s
	FromUntil     string // two %s
	OnDay         string // one %s
	Route         string
	RouteApp      string
	Organisation  string
	District      string
	Source        string
	Licence       string
	Confirmed     string
	NeverSure     string
	LastListed    string
	SourceID      string
	Position      string // one %s: metres
	Print         string

	Population   string
	Poverty      string
	PovertyShare string // one %s
	FiguresFrom  string
	SumOfParts   string
	DistrictsIn  string
	Serving      string
	ServingHint  string
	ServedAreas  string
	NoDistricts  string

	ResultsFor  string // one %s
	NoResult    string
	NoResultTip string
	SearchDown  string
	SearchEmpty string
	Kinds       map[string]string

	About       string
	AboutIntro  []string
	Sources     string
	Fictional   string
	LastImport  string
	Privacy     string
	PrivacyText []string
	Credits     string
	SourceCode  string

	NotFound     string
	NotFoundHelp string
	BadRequest   string
	BadHelp      string
	Broken       string
	BrokenHelp   string
	Starting     string
	StartingHelp string

	Opening   openingWords
	Account   accountWords
	Told      noticesWords
	Talk      threadWords
	Texts     textsWords
	Safety    safetyWords
	People    membersWords
	Trial     trialWords
	Assoc     associationWords
	Volunteer volunteerWords
	Help      requestWords
	Out       eventWords
	Cover     coverWords
	KindNames map[string]string // of districts, singular
	Months    [12]string
	MapWords  mapWords
}

// urgency is a number to call, free and always there.
type urgency struct{ Number, Short, Long string }

// mapWords are those of the map island, handed to it as JSON.
type mapWords struct {
	Load       string `json:"load"`
	Loading    string `json:"loading"`
	Failed     string `json:"failed"`
	TilesFail  string `json:"tilesFail"`
	Retry      string `json:"retry"`
	SearchHere string `json:"searchHere"`
	Searching  string `json:"searching"`
	SearchFail string `json:"searchFail"`
	Open       string `json:"open"`
	Close      string `json:"close"`
	You        string `json:"you"`
	Label      string `json:"label"`
	ZoomIn     string `json:"zoomIn"`
	ZoomOut    string `json:"zoomOut"`
	Places     string `json:"places"` // {n}
	ShowMap    string `json:"showMap"`
	ShowList   string `json:"showList"`
}

// wordsFor chooses by the remembered cookie, then by Accept-Language; French is the language of the house.
func wordsFor(r *http.Request) *words {
	if c, err := r.Cookie(langCookie); err == nil {
		if w, ok := catalogue[c.Value]; ok {
			return w
		}
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return french
	}
	_, i, _ := spoken.Match(tags...)
	return [...]*words{french, english}[i]
}

var (
	catalogue = map[string]*words{"fr": french, "en": english}
	spoken    = language.NewMatcher([]language.Tag{language.French, language.English})
)

// term says a row of the taxonomy in this language.
func (w *words) term(t directory.Term) string {
	if w.Lang == "en" {
		return t.EN
	}
	return t.FR
}
