package api

import (
	"time"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/directory/hours"
)

// PlaceItem is a place in a list. Fields that nothing is known of are left out.
type PlaceItem struct {
	ID           string       `json:"id" format:"uuid" example:"0191e2f0-7e6c-5a50-9d0c-5d3e0f4f6a11"`
	Num          int64        `json:"num,omitempty" doc:"Feature id of the place on tiles. Absent for confidential places."`
	Name         string       `json:"name" example:"La Table du Figuier"`
	Point        []float64    `json:"point,omitempty" nullable:"false" minItems:"2" maxItems:"2" doc:"Longitude, latitude. Absent for places that are only listed: confidential ones, and moving ones that say no stops. Of a moving place: the stop that answers the question."`
	DistanceM    *float64     `json:"distance_m,omitempty" doc:"Metres on the sphere from near."`
	Categories   []string     `json:"categories" nullable:"false"`
	District     *DistrictRef `json:"district,omitempty" doc:"The finest district it belongs to."`
	Address      *Address     `json:"address,omitempty"`
	Hours        string       `json:"hours,omitempty" doc:"As the source wrote it; OSM opening_hours where it can be." example:"Mo-Fr 09:00-17:00"`
	Open         Opening      `json:"open"`
	Phone        string       `json:"phone,omitempty"`
	Audiences    []string     `json:"audiences,omitempty" nullable:"false"`
	Modalities   []string     `json:"modalities,omitempty" nullable:"false"`
	Languages    []string     `json:"languages,omitempty" nullable:"false"`
	Saturation   string       `json:"saturation,omitempty" enum:"low,moderate,high"`
	Itinerant    bool         `json:"itinerant,omitempty" doc:"It comes to people; its stops say where."`
	Confidential bool         `json:"confidential,omitempty" doc:"Its position is nobody's business: call."`
	Organisation *OrgRef      `json:"organisation,omitempty"`
	Dataset      string       `json:"dataset" doc:"Where it comes from; its licence stands in attribution."`
	Confirmed    string       `json:"confirmed,omitempty" format:"date" doc:"Last day a person said it is right."`
}

// PlacePage is one page of places.
type PlacePage struct {
	Items       []PlaceItem `json:"items" nullable:"false"`
	Next        string      `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
	Unknown     *int        `json:"unknown,omitempty" doc:"With open_at: places on this page's stretch that may be open, their hours not being known. open_state=unknown lists them."`
	Attribution []Source    `json:"attribution" nullable:"false" doc:"To be shown with the places: who they come from, and the licence."`
}

// DistrictRef names a district.
type DistrictRef struct {
	Code string `json:"code" example:"1320101"`
	Name string `json:"name" example:"Belsunce"`
}

// OrgRef names an organisation.
type OrgRef struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

// Address is a postal address.
type Address struct {
	Street   string `json:"street,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
}

// Source is a dataset with what must be said of it.
type Source struct {
	Dataset    string `json:"dataset" example:"osm-marseille"`
	Title      string `json:"title"`
	Credit     string `json:"credit,omitempty" example:"© OpenStreetMap contributors"`
	Licence    string `json:"licence,omitempty" example:"ODbL-1.0"`
	LicenceURL string `json:"licence_url,omitempty" format:"uri"`
	Fictional  bool   `json:"fictional,omitempty" doc:"Made up, to show the software."`
}

// PlaceDetail is everything known of a place.
type PlaceDetail struct {
	PlaceItem
	Description string        `json:"description,omitempty"`
	AccuracyM   float64       `json:"accuracy_m,omitempty" doc:"How far the point may be off, in metres; absent = exact."`
	AccessNote  string        `json:"access_note,omitempty" doc:"How to come in."`
	AgeMin      int           `json:"age_min,omitempty"`
	AgeMax      int           `json:"age_max,omitempty"`
	Email       string        `json:"email,omitempty"`
	Website     string        `json:"website,omitempty"`
	HoursError  string        `json:"hours_error,omitempty" doc:"What could not be understood of hours."`
	Week        []WeekDay     `json:"week,omitempty" nullable:"false" minItems:"7" maxItems:"7" doc:"This week, closures included; absent when hours are not given or not understood, and when the place is closed for good."`
	Services    []Service     `json:"services,omitempty" nullable:"false"`
	Stops       []Stop        `json:"stops,omitempty" nullable:"false"`
	Notices     []Notice      `json:"notices,omitempty" nullable:"false"`
	Districts   []DistrictRef `json:"districts,omitempty" nullable:"false" doc:"From the city to the finest."`
	Status      string        `json:"status" enum:"open,closed" doc:"closed: its dataset no longer lists it, or it ended."`
	FirstSeen   string        `json:"first_seen,omitempty" format:"date-time"`
	LastSeen    string        `json:"last_seen,omitempty" format:"date-time" doc:"Last time its dataset listed it."`
	Source      *Source       `json:"source,omitempty"`
	SourceID    string        `json:"source_id,omitempty" doc:"Its key in the dataset."`
}

// Service is one thing a place does; what it leaves out holds as the place says it.
type Service struct {
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Categories  []string `json:"categories,omitempty" nullable:"false"`
	Audiences   []string `json:"audiences,omitempty" nullable:"false"`
	Modalities  []string `json:"modalities,omitempty" nullable:"false"`
	Languages   []string `json:"languages,omitempty" nullable:"false"`
	Hours       string   `json:"hours,omitempty"`
	Open        Opening  `json:"open"`
	AccessNote  string   `json:"access_note,omitempty"`
	Saturation  string   `json:"saturation,omitempty" enum:"low,moderate,high"`
}

// Stop is a halt of a moving place.
type Stop struct {
	Name  string    `json:"name"`
	Point []float64 `json:"point" nullable:"false" minItems:"2" maxItems:"2"`
	Hours string    `json:"hours,omitempty"`
	Open  Opening   `json:"open"`
}

// Notice is a dated closure or message; both days are included.
type Notice struct {
	Closed bool   `json:"closed,omitempty"`
	Text   string `json:"text,omitempty"`
	From   string `json:"from,omitempty" format:"date"`
	Until  string `json:"until,omitempty" format:"date" doc:"Absent: until further notice."`
}

// item is the plain form of appendPlace: what the documents describe, and what tests compare with.
func (a *API) item(f *directory.Found, withDistance bool) PlaceItem {
	out := PlaceItem{
		ID: f.ID.String(), Num: f.Num, Name: f.Name, Categories: f.Categories.Codes(),
		Hours: f.Hours, Open: openingOf(f.Open), Phone: f.Contact.Phone,
		Audiences: f.Audiences.Codes(), Modalities: f.Modalities.Codes(), Languages: f.Languages.Codes(),
		Saturation: saturation(f.Saturation), Itinerant: f.Itinerant, Confidential: f.Confidential,
		Confirmed: day(f.Confirmed),
	}
	if f.Confidential {
		out.Num = 0 // numbers follow one another: they could be guessed
	}
	if f.Located {
		out.Point = position(f.Point)
	}
	if withDistance {
		d := rounded(f.DistanceM, metreDecimals)
		out.DistanceM = &d
	}
	if d, ok := a.Live.DistrictNumbered(f.District); ok {
		out.District = &DistrictRef{d.Code, d.Name}
	}
	if f.Address != (directory.Address{}) {
		out.Address = &Address{f.Address.Street, f.Address.Postcode, f.Address.City}
	}
	if o, ok := a.Live.OrganisationNumbered(f.Organisation); ok {
		out.Organisation = &OrgRef{o.ID.String(), o.Name}
	}
	if d, ok := a.Live.Dataset(f.Dataset); ok {
		out.Dataset = d.Name
	}
	return out
}

func (a *API) detail(p *directory.Place, now time.Time) PlaceDetail {
	out := PlaceDetail{
		PlaceItem:   a.item(&directory.Found{Place: *p, Open: a.Live.Opening(p, nil, now)}, false),
		Description: p.Description, AccuracyM: p.AccuracyM, AccessNote: p.AccessNote, AgeMin: p.AgeMin, AgeMax: p.AgeMax,
		Email: p.Contact.Email, Website: p.Contact.Website, Status: "open", FirstSeen: instant(p.FirstSeen), LastSeen: instant(p.LastSeen),
		SourceID: p.SourceID,
	}
	if p.Status == directory.Closed {
		out.Status = "closed"
	}
	if err := hours.Compile(p.Hours, a.Live.Calendar(p.District)).Err(); err != nil {
		out.HoursError = err.Error()
	} else if p.Hours != "" && p.Status == directory.Open {
		out.Week = weekOf(a.Live.Week(p, p.Hours, now))
	}
	for i, s := range p.Services {
		out.Services = append(out.Services, Service{
			Name: s.Name, Description: s.Description, Categories: s.Categories.Codes(), Audiences: s.Audiences.Codes(),
			Modalities: s.Modalities.Codes(), Languages: s.Languages.Codes(), Hours: s.Hours, Open: openingOf(a.Live.ServiceOpening(p, i, now)),
			AccessNote: s.AccessNote, Saturation: saturation(s.Saturation),
		})
	}
	for i, s := range p.Stops {
		out.Stops = append(out.Stops, Stop{s.Name, position(s.Point), s.Hours, openingOf(a.Live.StopOpening(p, i, now))})
	}
	for _, n := range p.Notices {
		out.Notices = append(out.Notices, Notice{n.Closed, n.Text, day(n.From), day(n.Until)})
	}
	out.Districts = a.chain(p.District)
	if d, ok := a.Live.Dataset(p.Dataset); ok {
		out.Source = sourceOf(d)
		if p.LastSeen.IsZero() {
			out.LastSeen = instant(d.LastImport)
		}
	}
	if p.Confidential {
		out.SourceID = "" // it may be an address
	}
	return out
}

// chain names a district and those it lies in, from the city down.
func (a *API) chain(num int64) []DistrictRef {
	atlas := a.Live.Atlas()
	if atlas == nil {
		return nil
	}
	d, ok := atlas.Numbered(num)
	if !ok {
		return nil
	}
	var out []DistrictRef
	for _, d := range atlas.Chain(d) {
		out = append(out, DistrictRef{d.Code, d.Name})
	}
	return out
}

func sourceOf(d directory.Dataset) *Source {
	return &Source{d.Name, d.Title, d.Attribution, d.Licence, d.LicenceURL, d.Fictional}
}

func saturation(s directory.Saturation) string {
	switch s {
	case directory.SaturationLow:
		return "low"
	case directory.SaturationModerate:
		return "moderate"
	case directory.SaturationHigh:
		return "high"
	}
	return ""
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
