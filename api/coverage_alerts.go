package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/coverage"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
)

// CoverageAlerts is what got worse in a district or below it.
type CoverageAlerts struct {
	Items []CoverageAlert `json:"items" nullable:"false"`
}

// CoverageAlert is something that got worse, how one knows it and what one can do.
type CoverageAlert struct {
	Kind     string            `json:"kind" enum:"unanswered_doubled,sunday_lost,volunteers_short,places_unconfirmed"`
	District DistrictRef       `json:"district"`
	About    string            `json:"about,omitempty" doc:"Code of a category or a kind of help; absent: all."`
	Evidence []AlertEvidence   `json:"evidence" nullable:"false"`
	Act      string            `json:"act" enum:"recruit,call,confirm" doc:"Find volunteers here; call the associations that are named; ask those who run the places whether all is right."`
	Partners []CoveragePartner `json:"partners" nullable:"false" doc:"Associations that may help, the nearest to it first."`
}

// AlertEvidence is a figure as it is, and as it was.
type AlertEvidence struct {
	Measure string        `json:"measure" doc:"Code of /v1/coverage/measures, or places_on_sunday: places certainly open at some time of the week's Sunday."`
	Part    string        `json:"part,omitempty" doc:"Its category, kind or profile."`
	Is      CoverageValue `json:"is"`
	Was     CoverageValue `json:"was"`
}

// CoveragePartner is an association and how to reach it.
type CoveragePartner struct {
	OrgRef
	Phone   string `json:"phone,omitempty"`
	Email   string `json:"email,omitempty"`
	Website string `json:"website,omitempty"`
	Places  int    `json:"places,omitempty" doc:"That it runs for this in the district."`
}

type alertsInput struct {
	District string `query:"district" required:"true" maxLength:"32" doc:"Code of a district of one's team: it and all below it." example:"13203"`
}

func (a *API) registerCoverageAlerts(op func(id, path, summary, about string, responses map[string]*huma.Response) huma.Operation) {
	register(a, identity.ReadCounts, op("get-coverage-alerts", "/v1/coverage/alerts", "What got worse in a district, by what one knows it and what one can do", "",
		answers(content[CoverageAlerts](a, "application/json"))), func(ctx context.Context, in *alertsInput) (*answer, error) {
		if a.Coverage == nil {
			return nil, directory.ErrNotReady
		}
		list, err := a.Coverage.Alerts(ctx, edge.Viewer(ctx), in.District)
		if err != nil {
			return nil, err
		}
		out := CoverageAlerts{Items: make([]CoverageAlert, len(list))}
		for i := range list {
			out.Items[i] = a.alertOf(&list[i])
		}
		return privateAnswer(out), nil
	})
}

func (a *API) alertOf(from *coverage.Alert) CoverageAlert {
	out := CoverageAlert{Kind: string(from.Kind), About: from.Sub, Evidence: []AlertEvidence{}, Act: string(from.Act), Partners: []CoveragePartner{}}
	if d := a.districtRef(from.District); d != nil {
		out.District = *d
	}
	for _, e := range from.Evidence {
		out.Evidence = append(out.Evidence, AlertEvidence{e.Measure, e.Sub, a.coverageValue(e.Value), a.coverageValue(e.Was)})
	}
	for _, p := range from.Partners {
		out.Partners = append(out.Partners, CoveragePartner{OrgRef{ID: p.ID.String(), Name: p.Name}, p.Contact.Phone, p.Contact.Email, p.Contact.Website, p.Places})
	}
	return out
}

type withinInput struct {
	District string       `query:"district" required:"true" maxLength:"32" doc:"Code of a district." example:"13203"`
	Category categoryLeaf `query:"category" required:"true" doc:"Of places." example:"meal"`
	At       time.Time    `query:"at" doc:"An instant within two years; now when left out." example:"2026-11-29T12:30:00+01:00"`
}

// CoverageWithin is who has an open place near.
type CoverageWithin struct {
	District DistrictRef `json:"district"`
	Category string      `json:"category"`
	At       string      `json:"at" format:"date-time"`
	CoverageValue
}

func (a *API) registerCoverageWithin(op func(id, path, summary, about string, responses map[string]*huma.Response) huma.Operation) {
	register(a, identity.ReadDirectory, op("get-coverage-within", "/v1/coverage/within", "The share of residents with an open place within ten minutes' walk, at an instant",
		"Certainly open at that instant. Distance = the distance on the sphere × 1.3.", answers(content[CoverageWithin](a, "application/json"))), a.coverageWithin)
}

func (a *API) coverageWithin(ctx context.Context, in *withinInput) (*answer, error) {
	if a.Coverage == nil {
		return nil, directory.ErrNotReady
	}
	d, ok := a.Live.District(in.District)
	if !ok {
		return nil, unknownDistrict("district", in.District)
	}
	if in.At.IsZero() {
		in.At = a.minute()
	}
	if away := in.At.Sub(a.Now()).Abs(); away > maxAway {
		return nil, &directory.Invalid{Param: "at", Reason: "it is more than two years away"}
	}
	v, err := a.Coverage.Within(in.District, string(in.Category), in.At)
	if err != nil {
		return nil, err
	}
	return jsonAnswer(CoverageWithin{DistrictRef{d.Code, d.Name}, string(in.Category), local(in.At.In(d.Zone)), a.coverageValue(v)}, "public, max-age=60"), nil
}

// categoryLeaf is a code of directory.Categories: no family.
type categoryLeaf string

// Schema lists the leaves.
func (categoryLeaf) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, c := range directory.Categories {
		s.Enum = append(s.Enum, c.Code)
	}
	return s
}
