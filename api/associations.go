package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// PlaceWords is what people write of a place, whole: what is left out is erased.
type PlaceWords struct {
	Edition     string    `json:"edition" maxLength:"40" doc:"Of what you read; 409 when the place was changed meanwhile."`
	Name        string    `json:"name" maxLength:"400"`
	Description string    `json:"description,omitempty" maxLength:"20000"`
	Categories  []string  `json:"categories" nullable:"false" maxItems:"60"`
	Audiences   []string  `json:"audiences,omitempty" nullable:"false" maxItems:"60"`
	Modalities  []string  `json:"modalities,omitempty" nullable:"false" maxItems:"60"`
	Languages   []string  `json:"languages,omitempty" nullable:"false" maxItems:"60"`
	AgeMin      int       `json:"age_min,omitempty" minimum:"0" maximum:"130"`
	AgeMax      int       `json:"age_max,omitempty" minimum:"0" maximum:"130"`
	Hours       string    `json:"hours,omitempty" maxLength:"4000" doc:"OSM opening_hours."`
	AccessNote  string    `json:"access_note,omitempty" maxLength:"4000"`
	Address     *Address  `json:"address,omitempty"`
	Phone       string    `json:"phone,omitempty" maxLength:"200"`
	Email       string    `json:"email,omitempty" maxLength:"300"`
	Website     string    `json:"website,omitempty" maxLength:"2000"`
	Point       []float64 `json:"point,omitempty" nullable:"false" minItems:"2" maxItems:"2" doc:"Longitude, latitude."`
	Closed      bool      `json:"closed,omitempty" doc:"For good."`
}

// OrganisationWords is what people write of an organisation, whole: what is left out is erased.
type OrganisationWords struct {
	Edition     string   `json:"edition" maxLength:"40" doc:"Of what you read; 409 when the organisation was changed meanwhile."`
	Name        string   `json:"name" maxLength:"400"`
	Description string   `json:"description,omitempty" maxLength:"20000"`
	Phone       string   `json:"phone,omitempty" maxLength:"200"`
	Email       string   `json:"email,omitempty" maxLength:"300"`
	Website     string   `json:"website,omitempty" maxLength:"2000"`
	Languages   []string `json:"languages,omitempty" nullable:"false" maxItems:"60"`
	Districts   []string `json:"districts,omitempty" nullable:"false" maxItems:"150" doc:"Codes of those it serves."`
}

// Colleague is one of an organisation's people.
type Colleague struct {
	ID    string    `json:"id" format:"uuid"`
	Name  string    `json:"name,omitempty"`
	Role  string    `json:"role" enum:"association-member,association-admin"`
	Since time.Time `json:"since"`
}

// Partner is where staff stand with an organisation.
type Partner struct {
	Organisation OrgRef        `json:"organisation"`
	Districts    []DistrictRef `json:"districts" nullable:"false"`
	Step         string        `json:"step" enum:"known,contacted,met,agreement,active"`
	AgreedOn     string        `json:"agreed_on,omitempty" format:"date"`
	Scope        string        `json:"scope,omitempty"`
	Note         string        `json:"note,omitempty"`
	Owner        string        `json:"owner,omitempty" doc:"First name of who keeps in touch."`
	At           time.Time     `json:"at"`
}

type (
	// ClaimAnswer says whether a claim was believed at once.
	ClaimAnswer struct {
		Accepted bool `json:"accepted" doc:"False: a coordinator decides."`
	}
	// ClosureAnswer is the number of what was posted, to remove it.
	ClosureAnswer struct {
		ID int64 `json:"id"`
	}
	ThingInput struct {
		ID uuid.UUID `path:"id" format:"uuid"`
	}
	placeWordsInput struct {
		ThingInput
		Body PlaceWords
	}
	organisationWordsInput struct {
		ThingInput
		Body OrganisationWords
	}
	saturationInput struct {
		ThingInput
		Body struct {
			Saturation string `json:"saturation" enum:",low,moderate,high"`
		}
	}
	closureInput struct {
		ThingInput
		Body struct {
			Closed bool   `json:"closed,omitempty" doc:"Closed on these days; else a message."`
			Text   string `json:"text,omitempty" maxLength:"2400"`
			From   string `json:"from" format:"date" doc:"First day, in the place's time zone."`
			Until  string `json:"until,omitempty" format:"date" doc:"Last day; without it until further notice."`
		}
	}
	closureGoneInput struct {
		ThingInput
		Num int64 `path:"num"`
	}
	correctionInput struct {
		ThingInput
		Body struct {
			Field string `json:"field" maxLength:"16" doc:"Which line: hours, address, phone, website, status, name, description, categories, audiences, access, languages, all."`
			Right bool   `json:"right,omitempty" doc:"It is right."`
			Text  string `json:"text,omitempty" maxLength:"2400" doc:"What is true instead. No names, no numbers of people."`
		}
	}
	claimInput struct {
		ThingInput
		Body struct {
			Note string `json:"note,omitempty" maxLength:"2400" doc:"What the coordinator reads."`
		}
	}
	inviteInput struct {
		ThingInput
		Body struct {
			Email string `json:"email" maxLength:"254"`
			Role  string `json:"role" enum:"association-member,association-admin"`
		}
	}
	partnersInput struct {
		District string `query:"district" maxLength:"32" doc:"Code of a district, its whole subtree."`
		Step     string `query:"step" maxLength:"16" doc:"One step only."`
	}
)

func (a *API) registerAssociations() {
	op := func(id, method, path, summary string, responses map[string]*huma.Response, example string) huma.Operation {
		tag := "organisations"
		if len(path) > 10 && path[:11] == "/v1/places/" {
			tag = "places"
		}
		o := huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{tag}, Summary: summary, Responses: responses}
		if example != "" {
			o.Metadata = map[string]any{exampleBody: example}
		}
		return o
	}
	const get, put, post, del = http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete
	const place, organisation = "/v1/places/{id}", "/v1/organisations/{id}"
	register(a, identity.EditPlace, op("get-place-words", get, place+"/words", "What people may write of a place, with its edition", answers(content[PlaceWords](a, "application/json")), ""), a.placeWords)
	register(a, identity.EditPlace, op("put-place", put, place, "Write what a place says", answers(content[PlaceWords](a, "application/json")), `{"edition":"…","name":"Accueil","categories":["meal"],"point":[5.37,43.3]}`), a.putPlace)
	register(a, identity.EditPlace, op("set-saturation", post, place+"/saturation", "Say how full a place is now", done(), `{"saturation":"high"}`), a.saturate)
	register(a, identity.EditPlace, op("post-closure", post, place+"/closures", "Post a closure or a message; followers are told", answers(content[ClosureAnswer](a, "application/json")), `{"closed":true,"from":"2026-12-24","until":"2026-12-31"}`), a.postClosure)
	register(a, identity.EditPlace, op("remove-closure", del, place+"/closures/{num}", "Remove a closure or a message", done(), ""), a.removeClosure)
	register(a, identity.CorrectPlace, func() huma.Operation {
		o := op("correct-place", post, place+"/corrections", "Say that something about a place is wrong, or that it is right", done(), `{"field":"hours","text":"closed on Mondays"}`)
		o.Middlewares = huma.Middlewares{withOrigin}
		return o
	}(), a.correct)
	register(a, identity.EditOrganisation, op("get-organisation-words", get, organisation+"/words", "What people may write of an organisation, with its edition", answers(content[OrganisationWords](a, "application/json")), ""), a.organisationWords)
	register(a, identity.EditOrganisation, op("put-organisation", put, organisation, "Write what an organisation says", answers(content[OrganisationWords](a, "application/json")), `{"edition":"…","name":"Les Cuisines du Sud","districts":["13201"]}`), a.putOrganisation)
	register(a, identity.ClaimOrganisation, op("claim-organisation", post, organisation+"/claims", "Say that one belongs to an organisation", answers(content[ClaimAnswer](a, "application/json")), `{"note":"I keep its accounts"}`), a.claim)
	register(a, identity.EditOrganisation, op("list-colleagues", get, organisation+"/people", "An organisation's people", answers(content[[]Colleague](a, "application/json")), ""), a.colleagues)
	register(a, identity.GrantAssociation, op("invite-colleague", post, organisation+"/people", "Invite somebody by e-mail to act for an organisation", done(), `{"email":"samia@example.org","role":"association-member"}`), a.inviteColleague)
	register(a, identity.FollowOrganisation, op("follow-organisation", put, organisation+"/follow", "Hear of an organisation's closures and messages", done(), ""), a.followOn)
	register(a, identity.FollowOrganisation, op("unfollow-organisation", del, organisation+"/follow", "Hear of them no more", done(), ""), a.followOff)
	register(a, identity.TrackPartners, op("list-partners", get, "/v1/partners", "Where staff stand with organisations of their districts", answers(content[[]Partner](a, "application/json")), ""), a.partners)
}

func wordsOfPlace(p *directory.Place) PlaceWords {
	w := PlaceWords{
		Edition: p.Edition(), Name: p.Name, Description: p.Description, Categories: p.Categories.Codes(), Audiences: p.Audiences.Codes(),
		Modalities: p.Modalities.Codes(), Languages: p.Languages.Codes(), AgeMin: p.AgeMin, AgeMax: p.AgeMax, Hours: p.Hours,
		AccessNote: p.AccessNote, Phone: p.Contact.Phone, Email: p.Contact.Email, Website: p.Contact.Website, Closed: p.Status == directory.Closed,
	}
	if p.Address != (directory.Address{}) {
		w.Address = &Address{Street: p.Address.Street, Postcode: p.Address.Postcode, City: p.Address.City}
	}
	if p.Located {
		w.Point = []float64{p.Point[0], p.Point[1]}
	}
	return w
}

func (a *API) placeWords(ctx context.Context, in *ThingInput) (*answer, error) {
	p, err := a.Associations.PlaceToEdit(ctx, edge.Viewer(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return privateAnswer(wordsOfPlace(&p)), nil
}

func (a *API) putPlace(ctx context.Context, in *placeWordsInput) (*answer, error) {
	v := edge.Viewer(ctx)
	p, err := a.Associations.PlaceToEdit(ctx, v, in.ID)
	if err != nil {
		return nil, err
	}
	sent := &in.Body
	if p.Categories, err = setOf("categories", sent.Categories, directory.CategoryNamed); err != nil {
		return nil, err
	}
	if p.Audiences, err = setOf("audiences", sent.Audiences, directory.AudienceNamed); err != nil {
		return nil, err
	}
	if p.Modalities, err = setOf("modalities", sent.Modalities, directory.ModalityNamed); err != nil {
		return nil, err
	}
	if p.Languages, err = setOf("languages", sent.Languages, directory.LanguageNamed); err != nil {
		return nil, err
	}
	p.Name, p.Description, p.AgeMin, p.AgeMax, p.Hours, p.AccessNote = sent.Name, sent.Description, sent.AgeMin, sent.AgeMax, sent.Hours, sent.AccessNote
	p.Contact = directory.Contact{Phone: sent.Phone, Email: sent.Email, Website: sent.Website}
	if p.Address = (directory.Address{}); sent.Address != nil {
		p.Address = directory.Address{Street: sent.Address.Street, Postcode: sent.Address.Postcode, City: sent.Address.City}
	}
	if p.Located = len(sent.Point) == 2; p.Located {
		p.Point = orb.Point{sent.Point[0], sent.Point[1]}
	}
	if p.Status = directory.Open; sent.Closed {
		p.Status = directory.Closed
	}
	saved, err := a.Associations.EditPlace(ctx, v, directory.PlaceEdit{ID: in.ID, Edition: sent.Edition, Want: p})
	if err != nil {
		return nil, err
	}
	return privateAnswer(wordsOfPlace(&saved)), nil
}

func (a *API) saturate(ctx context.Context, in *saturationInput) (*answer, error) {
	full, err := directory.SaturationNamed(in.Body.Saturation)
	if err != nil {
		return nil, err
	}
	return noContent(), a.Associations.SetSaturation(ctx, edge.Viewer(ctx), in.ID, full)
}

func (a *API) postClosure(ctx context.Context, in *closureInput) (*answer, error) {
	n := directory.Notice{Closed: in.Body.Closed, Text: in.Body.Text}
	for _, day := range []struct {
		param, text string
		at          *time.Time
	}{{"from", in.Body.From, &n.From}, {"until", in.Body.Until, &n.Until}} {
		var err error
		if day.text == "" {
			continue
		}
		if *day.at, err = time.Parse(time.DateOnly, day.text); err != nil {
			return nil, &directory.Invalid{Param: day.param, Reason: "not a day"}
		}
	}
	num, err := a.Associations.PostNotice(ctx, edge.Viewer(ctx), in.ID, n)
	if err != nil {
		return nil, err
	}
	return privateAnswer(ClosureAnswer{num}), nil
}

func (a *API) removeClosure(ctx context.Context, in *closureGoneInput) (*answer, error) {
	return noContent(), a.Associations.RemoveNotice(ctx, edge.Viewer(ctx), in.ID, in.Num)
}

func (a *API) correct(ctx context.Context, in *correctionInput) (*answer, error) {
	c := directory.Correction{Place: in.ID, Field: directory.Field(in.Body.Field), IsRight: in.Body.Right, Text: in.Body.Text}
	return noContent(), a.Associations.Correct(ctx, edge.Viewer(ctx), origin(ctx).Addr, c)
}

func (a *API) wordsOf(o *directory.Organisation) OrganisationWords {
	w := OrganisationWords{
		Edition: o.Edition(), Name: o.Name, Description: o.Description, Phone: o.Contact.Phone, Email: o.Contact.Email,
		Website: o.Contact.Website, Languages: o.Languages.Codes(),
	}
	for _, d := range a.districtRefs(o.Districts) {
		w.Districts = append(w.Districts, d.Code)
	}
	return w
}

// districtRefs names districts; one that has gone is left out.
func (a *API) districtRefs(nums []int64) []DistrictRef {
	list := []DistrictRef{}
	for _, num := range nums {
		if d, ok := a.Live.DistrictNumbered(num); ok {
			list = append(list, DistrictRef{d.Code, d.Name})
		}
	}
	return list
}

func (a *API) organisationWords(ctx context.Context, in *ThingInput) (*answer, error) {
	o, err := a.Associations.OrganisationToEdit(ctx, edge.Viewer(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return privateAnswer(a.wordsOf(&o)), nil
}

func (a *API) putOrganisation(ctx context.Context, in *organisationWordsInput) (*answer, error) {
	v := edge.Viewer(ctx)
	o, err := a.Associations.OrganisationToEdit(ctx, v, in.ID)
	if err != nil {
		return nil, err
	}
	sent := &in.Body
	o.Name, o.Description = sent.Name, sent.Description
	o.Contact = directory.Contact{Phone: sent.Phone, Email: sent.Email, Website: sent.Website}
	if o.Languages, err = setOf("languages", sent.Languages, directory.LanguageNamed); err != nil {
		return nil, err
	}
	o.Districts = nil
	for _, code := range sent.Districts {
		d, ok := a.Live.District(code)
		if !ok {
			return nil, &directory.Invalid{Param: "districts", Reason: "one is not known"}
		}
		o.Districts = append(o.Districts, d.Num)
	}
	saved, err := a.Associations.EditOrganisation(ctx, v, directory.OrganisationEdit{ID: in.ID, Edition: sent.Edition, Want: o})
	if err != nil {
		return nil, err
	}
	return privateAnswer(a.wordsOf(&saved)), nil
}

func (a *API) claim(ctx context.Context, in *claimInput) (*answer, error) {
	accepted, err := a.Associations.Claim(ctx, edge.Viewer(ctx), in.ID, in.Body.Note)
	if err != nil {
		return nil, err
	}
	return privateAnswer(ClaimAnswer{accepted}), nil
}

func (a *API) colleagues(ctx context.Context, in *ThingInput) (*answer, error) {
	_, people, _, err := a.Associations.People(ctx, edge.Viewer(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	list := make([]Colleague, len(people))
	for i, c := range people {
		list[i] = Colleague{c.ID.String(), c.Name, string(c.Role), c.Since}
	}
	return privateAnswer(list), nil
}

func (a *API) inviteColleague(ctx context.Context, in *inviteInput) (*answer, error) {
	return noContent(), a.Associations.InviteColleague(ctx, edge.Viewer(ctx), in.ID, in.Body.Email, identity.Role(in.Body.Role))
}

func (a *API) followOn(ctx context.Context, in *ThingInput) (*answer, error) {
	return noContent(), a.Associations.Follow(ctx, edge.Viewer(ctx), in.ID, true)
}

func (a *API) followOff(ctx context.Context, in *ThingInput) (*answer, error) {
	return noContent(), a.Associations.Follow(ctx, edge.Viewer(ctx), in.ID, false)
}

func (a *API) partners(ctx context.Context, in *partnersInput) (*answer, error) {
	found, err := a.Associations.Partners(ctx, edge.Viewer(ctx), directory.PartnerQuery{District: in.District, Step: in.Step})
	if err != nil {
		return nil, err
	}
	list := make([]Partner, len(found))
	for i, p := range found {
		list[i] = Partner{
			Organisation: OrgRef{ID: p.Organisation.String(), Name: p.Name}, Districts: a.districtRefs(p.Districts), Step: p.Step,
			Scope: p.Scope, Note: p.Note, Owner: p.Owner.Name, At: p.At,
		}
		if !p.AgreedOn.IsZero() {
			list[i].AgreedOn = p.AgreedOn.Format(time.DateOnly)
		}
	}
	return privateAnswer(list), nil
}
