package coverage

import (
	"context"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// Figures gives the exact figures of a district to its staff; to others the district is not there.
func (r *Room) Figures(ctx context.Context, v *identity.Viewer, code string, p Period) (*Figures, error) {
	d, err := r.staffed(v, code)
	if err != nil {
		return nil, err
	}
	return r.figures(ctx, d, p)
}

// Districts are those of a city that stand level steps below it, by code; with exact, those whose exact figures the viewer may read: where
// there is none, the city is not there.
func (r *Room) Districts(v *identity.Viewer, cityCode string, level int, exact bool) ([]*directory.District, error) {
	atlas := r.cfg.Live.Atlas()
	if atlas == nil {
		return nil, directory.ErrNotReady
	}
	var list []*directory.District
	if root, ok := atlas.District(cityCode); ok && root.Parent == 0 {
		for _, d := range atLevel(atlas, root, level) {
			if !exact || v.May(identity.ReadCounts, identity.Scope{District: d.Num}) {
				list = append(list, d)
			}
		}
	}
	if len(list) == 0 {
		if exact {
			_, err := r.staffed(v, "") // says why not
			return nil, err
		}
		return nil, identity.Refuse(identity.NotFound, "")
	}
	return list, nil
}
