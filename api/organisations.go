package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// Organisation runs places, or serves districts without premises.
type Organisation struct {
	ID          string        `json:"id" format:"uuid"`
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Phone       string        `json:"phone,omitempty"`
	Email       string        `json:"email,omitempty"`
	Website     string        `json:"website,omitempty"`
	Languages   []string      `json:"languages,omitempty" nullable:"false" doc:"Languages its people speak."`
	Districts   []DistrictRef `json:"districts,omitempty" nullable:"false" doc:"Districts it serves, when it says so."`
	Dataset     string        `json:"dataset"`
}

// OrganisationPage is one page of organisations, by id.
type OrganisationPage struct {
	Items       []Organisation `json:"items" nullable:"false"`
	Next        string         `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
	Attribution []Source       `json:"attribution" nullable:"false"`
}

type organisationsInput struct {
	District string `query:"district" maxLength:"32" doc:"Code of a district: who serves it, or has a place in it." example:"13055"`
	Q        string `query:"q" maxLength:"200" doc:"Each word must begin a word of the name."`
	Limit    int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
	Cursor   string `query:"cursor" maxLength:"64" doc:"next of the page before."`
}

type OrganisationInput struct {
	ID string `path:"id" maxLength:"36" doc:"The id of an organisation."`
}

func (a *API) registerOrganisations() {
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "list-organisations", Method: http.MethodGet, Path: "/v1/organisations", Tags: []string{"organisations"},
		Summary:   "Organisations, by id",
		Responses: answers(content[OrganisationPage](a, "application/json")),
	}, a.organisations)
	register(a, identity.ReadDirectory, huma.Operation{
		OperationID: "get-organisation", Method: http.MethodGet, Path: "/v1/organisations/{id}", Tags: []string{"organisations"},
		Summary:   "One organisation",
		Responses: answers(content[Organisation](a, "application/json")),
	}, a.organisation)
}

func (a *API) organisations(_ context.Context, in *organisationsInput) (*answer, error) {
	found, err := a.Live.Organisations(directory.OrganisationQuery{District: in.District, Text: in.Q, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	page := OrganisationPage{Items: []Organisation{}, Next: found.Next, Attribution: []Source{}}
	credited := map[int64]bool{}
	for i := range found.Items {
		o := &found.Items[i]
		page.Items = append(page.Items, a.organisationOf(o))
		if d, ok := a.Live.Dataset(o.Dataset); ok && !credited[o.Dataset] {
			credited[o.Dataset] = true
			page.Attribution = append(page.Attribution, *sourceOf(d))
		}
	}
	return jsonAnswer(page, ""), nil
}

func (a *API) organisation(_ context.Context, in *OrganisationInput) (*answer, error) {
	id, err := uuid.Parse(in.ID)
	o, ok := a.Live.Organisation(id)
	if err != nil || !ok {
		return nil, edge.NotFound.With("no organisation " + strconv.Quote(clip(in.ID)))
	}
	return jsonAnswer(a.organisationOf(&o), ""), nil
}

func (a *API) organisationOf(o *directory.Organisation) Organisation {
	out := Organisation{
		ID: o.ID.String(), Name: o.Name, Description: o.Description,
		Phone: o.Contact.Phone, Email: o.Contact.Email, Website: o.Contact.Website,
		Languages: o.Languages.Codes(), Districts: a.districtRefs(o.Districts),
	}
	if d, ok := a.Live.Dataset(o.Dataset); ok {
		out.Dataset = d.Name
	}
	return out
}
