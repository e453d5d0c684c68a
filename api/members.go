package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/geo"
	"github.com/alentour/alentour/identity"
)

// Profile is what somebody says of themselves.
type Profile struct {
	Name      string   `json:"name" doc:"First name or alias: 1 to 40 characters. Other members see it." example:"Samia"`
	Languages []string `json:"languages,omitempty" nullable:"false" maxItems:"60" doc:"Codes of /v1/categories. Other members see them."`
	Helps     bool     `json:"helps,omitempty" doc:"Would like to help. One can do both, or neither."`
	Needs     bool     `json:"needs,omitempty" doc:"Is in need of help."`
	Interests []string `json:"interests,omitempty" nullable:"false" maxItems:"60" doc:"Codes of /v1/interests. Other members see them."`
	About     string   `json:"about,omitempty" doc:"Up to 600 characters."`
	Home      *Home    `json:"home,omitempty" doc:"Other members see the district."`
	RadiusM   int      `json:"radius_m,omitempty" doc:"How far they go, in metres: 100 to 100,000; 0 = not said."`
	Access    []string `json:"access,omitempty" nullable:"false" maxItems:"60" doc:"Codes of /v1/interests: what makes coming easier."`
	AgeBand   string   `json:"age_band" doc:"Code of /v1/interests. Who is under 15 has no account: saying so erases it at once." example:"25-39"`
	Hidden    bool     `json:"hidden,omitempty" doc:"Other members do not see them."`
}

// Home is where somebody lives: never nearer than a public cell.
type Home struct {
	Cell     string `json:"cell,omitempty" maxLength:"16" doc:"One of /v1/cities/{code}/cells; with city. Take it from the position on the device: no position is accepted here." example:"88396ba80bfffff"`
	City     string `json:"city,omitempty" maxLength:"32" doc:"Code of the city of the cell." example:"13055"`
	District string `json:"district,omitempty" maxLength:"32" doc:"Without a cell: the code of the district they live in. In answers the finest one known." example:"1320101"`
}

// Me is one's own profile.
type Me struct {
	ID string `json:"id" format:"uuid"`
	Profile
	Adult   bool      `json:"adult" doc:"Below 18 one neither sees other members nor is seen."`
	Since   time.Time `json:"since"`
	Updated time.Time `json:"updated"`
}

// Member is all that members see of each other.
type Member struct {
	ID        string       `json:"id" format:"uuid"`
	Name      string       `json:"name"`
	Languages []string     `json:"languages" nullable:"false"`
	Interests []string     `json:"interests" nullable:"false"`
	District  *DistrictRef `json:"district,omitempty"`
}

// MemberPage is one page of members, the newest first.
type MemberPage struct {
	Items []Member `json:"items" nullable:"false"`
	Next  string   `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

type (
	profileInput struct {
		Body Profile
	}
	memberInput struct {
		ID string `path:"id" format:"uuid" maxLength:"36"`
	}
	membersInput struct {
		District string   `query:"district" maxLength:"32" doc:"Code of a district, its whole subtree; one's own city when left out." example:"13201"`
		Interest []string `query:"interest,explode" maxItems:"20" doc:"Code of /v1/interests; several: any of them."`
		Limit    int      `query:"limit" default:"20" minimum:"1" maximum:"100"`
		Cursor   string   `query:"cursor" maxLength:"64" doc:"next of the page before."`
	}
)

func (a *API) registerMembers() {
	me := func() map[string]*huma.Response { return answers(content[Me](a, "application/json")) }
	tags := []string{"people"}
	register(a, identity.ManageAccount, huma.Operation{
		OperationID: "get-me", Method: http.MethodGet, Path: "/v1/me", Tags: tags,
		Summary: "One's own profile; 404 before there is one", Responses: me(),
	}, a.me)
	register(a, identity.EditProfile, huma.Operation{
		OperationID: "put-me", Method: http.MethodPut, Path: "/v1/me", Tags: tags,
		Summary: "Write one's whole profile; what is left out is erased", Responses: me(),
		Description: "The position of a home stays on the device: send a public cell, or a district.",
		Metadata:    map[string]any{exampleBody: `{"name":"Samia","languages":["fr","ar"],"helps":true,"interests":["cinema"],"age_band":"25-39"}`},
	}, a.putMe)
	register(a, identity.ReadMembers, huma.Operation{
		OperationID: "list-members", Method: http.MethodGet, Path: "/v1/members", Tags: tags,
		Summary: "Other members of a district, the newest first", Responses: answers(content[MemberPage](a, "application/json")),
	}, a.members)
	register(a, identity.ReadMembers, huma.Operation{
		OperationID: "get-member", Method: http.MethodGet, Path: "/v1/members/{id}", Tags: tags,
		Summary: "What one member shows to members", Responses: answers(content[Member](a, "application/json")),
	}, a.member)
}

func (a *API) me(ctx context.Context, _ *struct{}) (*answer, error) {
	own, err := a.Members.Own(ctx, edge.Viewer(ctx))
	if err != nil {
		return nil, err
	}
	return privateAnswer(a.meOf(&own)), nil
}

func (a *API) putMe(ctx context.Context, in *profileInput) (*answer, error) {
	saved, err := a.Members.Change(ctx, edge.Viewer(ctx), func(p *directory.Profile) error { return a.readProfile(p, &in.Body) })
	if err != nil {
		return nil, err
	}
	return privateAnswer(a.meOf(&saved)), nil
}

// readProfile takes what was sent; p is what is stored.
func (a *API) readProfile(p *directory.Profile, sent *Profile) (err error) {
	before := p.Home
	*p = directory.Profile{
		Name: sent.Name, Helps: sent.Helps, Needs: sent.Needs, About: sent.About, RadiusM: sent.RadiusM,
		Age: directory.AgeBand(sent.AgeBand), Hidden: sent.Hidden,
	}
	if p.Languages, err = setOf("languages", sent.Languages, directory.LanguageNamed); err != nil {
		return err
	}
	if p.Interests, err = setOf("interests", sent.Interests, directory.InterestNamed); err != nil {
		return err
	}
	if p.Access, err = setOf("access", sent.Access, directory.AccessNamed); err != nil {
		return err
	}
	p.Home, err = a.readHome(before, sent.Home)
	return err
}

// setOf is the set of some codes of a table.
func setOf[S ~uint64](param string, codes []string, named func(string) (S, error)) (set S, err error) {
	for _, code := range codes {
		one, err := named(clip(code))
		if err != nil {
			return set, &directory.Invalid{Param: param, Reason: err.Error()}
		}
		set |= one
	}
	return set, nil
}

// readHome takes a home that was sent. Sent back as it was answered, it stays what it is.
func (a *API) readHome(before directory.Home, sent *Home) (directory.Home, error) {
	if sent == nil || *sent == (Home{}) {
		return directory.Home{}, nil
	}
	if before.Known() && *sent == *a.homeOf(before) {
		return before, nil
	}
	atlas := a.Live.Atlas()
	if atlas == nil {
		return directory.Home{}, directory.ErrNotReady
	}
	if sent.Cell == "" {
		if d, ok := atlas.District(sent.District); ok {
			if home, ok := atlas.HomeOf(d); ok {
				return home, nil
			}
		}
		return directory.Home{}, &directory.Invalid{Param: "home", Reason: "no district that is known"}
	}
	cell, err := geo.ParseCell(sent.Cell)
	if err != nil {
		return directory.Home{}, &directory.Invalid{Param: "home", Reason: err.Error()}
	}
	if city, ok := atlas.District(sent.City); ok {
		if home, ok := atlas.HomeIn(city.Num, cell); ok {
			return home, nil
		}
	}
	return directory.Home{}, &directory.Invalid{Param: "home", Reason: "not a public cell of a city that is known"}
}

func (a *API) meOf(m *directory.Member) Me {
	me := Me{
		ID: m.ID.String(), Adult: m.Adult(), Since: m.Since, Updated: m.Updated,
		Profile: Profile{
			Name: m.Name, Languages: m.Languages.Codes(), Helps: m.Helps, Needs: m.Needs, Interests: m.Interests.Codes(), About: m.About,
			RadiusM: m.RadiusM, Access: m.Access.Codes(), AgeBand: string(m.Age), Hidden: m.Hidden,
		},
	}
	if m.Home.Known() {
		me.Home = a.homeOf(m.Home)
	}
	return me
}

func (a *API) homeOf(h directory.Home) *Home {
	home := &Home{Cell: h.Cell.String()}
	if d, ok := a.Live.DistrictNumbered(h.City); ok {
		home.City = d.Code
	}
	if d, ok := a.Live.DistrictNumbered(h.District); ok {
		home.District = d.Code
	}
	return home
}

func (a *API) members(ctx context.Context, in *membersInput) (*answer, error) {
	interests, err := setOf("interest", in.Interest, directory.InterestNamed)
	if err != nil {
		return nil, err
	}
	page, err := a.Members.Find(ctx, edge.Viewer(ctx), directory.MemberQuery{
		District: in.District, Interests: interests, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	out := MemberPage{Items: make([]Member, len(page.Items)), Next: page.Next}
	for i := range page.Items {
		out.Items[i] = a.memberOf(&page.Items[i])
	}
	return privateAnswer(out), nil
}

func (a *API) member(ctx context.Context, in *memberInput) (*answer, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, edge.NotFound.With("")
	}
	seen, err := a.Members.Member(ctx, edge.Viewer(ctx), id)
	if err != nil {
		return nil, err
	}
	return privateAnswer(a.memberOf(&seen)), nil
}

func (a *API) memberOf(s *directory.Seen) Member {
	m := Member{ID: s.ID.String(), Name: s.Name, Languages: s.Languages.Codes(), Interests: s.Interests.Codes()}
	if d, ok := a.Live.DistrictNumbered(s.District); ok {
		m.District = &DistrictRef{d.Code, d.Name}
	}
	return m
}
