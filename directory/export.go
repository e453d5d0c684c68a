package directory

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Export writes every open place as open data, "geojson" or "csv", in the order of their numbers and without holding
// them in memory. Each row names its dataset with its licence and whom to credit. Confidential places are left out.
func Export(ctx context.Context, pool *pgxpool.Pool, w io.Writer, format string) error {
	buffered := bufio.NewWriterSize(w, 64<<10)
	var out exporter
	switch format {
	case "geojson":
		out = &geojsonExporter{w: buffered}
	case "csv":
		out = &csvExporter{w: csv.NewWriter(buffered)}
	default:
		return fmt.Errorf("export: format %q is not known; there are geojson, csv", format)
	}
	// one snapshot for both reads: no row may name a dataset that the head did not
	err := pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return export(ctx, tx, out)
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return buffered.Flush()
}

// exporter writes one format.
type exporter interface {
	head([]exportedDataset) error
	place(*exportedPlace) error
	end() error
}

type exportedDataset struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Attribution string `json:"attribution"`
	Licence     string `json:"licence"`
	LicenceURL  string `json:"licence_url"`
}

// exportedPlace has its columns in the order of exportPlaces.
type exportedPlace struct {
	ID           uuid.UUID `json:"id"`
	Lon          *float64  `json:"-"`
	Lat          *float64  `json:"-"`
	Name         string    `json:"name"`
	Description  string    `json:"description,omitempty"`
	Categories   []string  `json:"categories"`
	Audiences    []string  `json:"audiences,omitempty"`
	Modalities   []string  `json:"modalities,omitempty"`
	Languages    []string  `json:"languages,omitempty"`
	AgeMin       *int16    `json:"age_min,omitempty"`
	AgeMax       *int16    `json:"age_max,omitempty"`
	Hours        string    `json:"hours,omitempty"`
	AccessNote   string    `json:"access_note,omitempty"`
	Itinerant    bool      `json:"itinerant,omitempty"`
	AccuracyM    float64   `json:"accuracy_m,omitempty"`
	Street       string    `json:"street,omitempty"`
	Postcode     string    `json:"postcode,omitempty"`
	City         string    `json:"city,omitempty"`
	District     string    `json:"district,omitempty"`
	Phone        string    `json:"phone,omitempty"`
	Email        string    `json:"email,omitempty"`
	Website      string    `json:"website,omitempty"`
	Organisation string    `json:"organisation,omitempty"`
	SourceID     string    `json:"source_id"`
	Seen         string    `json:"last_seen"`
	Dataset      string    `json:"dataset"`
	Attribution  string    `json:"attribution"`
	Licence      string    `json:"licence"`
	LicenceURL   string    `json:"licence_url"`
}

const exportPlaces = `
	select p.uid, ST_X(p.geom), ST_Y(p.geom), p.name, p.description,
	       p.categories, p.audiences, p.modalities, p.languages, p.age_min, p.age_max,
	       p.hours, p.access_note, p.itinerant, p.accuracy_m, p.street, p.postcode, p.city,
	       coalesce(t.code, ''), p.phone, p.email, p.website, coalesce(o.name, ''), p.source_id,
	       coalesce(to_char(coalesce(p.last_seen_at, d.last_import_at) at time zone 'UTC', 'YYYY-MM-DD'), ''),
	       d.name, d.attribution, d.licence, d.licence_url
	from places p join datasets d on d.id = p.dataset_id
	     left join districts t on t.id = p.district_id
	     left join organisations o on o.id = p.organisation_id and not o.hidden
	where p.status = 'open' and not p.confidential and not p.hidden
	order by p.id`

func export(ctx context.Context, tx pgx.Tx, out exporter) error {
	rows, err := tx.Query(ctx, `select name, title, attribution, licence, licence_url from datasets d
		where exists (select from places p where p.dataset_id = d.id and p.status = 'open' and not p.confidential and not p.hidden) order by name`)
	if err != nil {
		return err
	}
	datasets, err := pgx.CollectRows(rows, pgx.RowToStructByPos[exportedDataset])
	if err != nil {
		return err
	}
	if err := out.head(datasets); err != nil {
		return err
	}
	rows, err = tx.Query(ctx, exportPlaces)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		place, err := pgx.RowToAddrOfStructByPos[exportedPlace](rows)
		if err != nil {
			return err
		}
		if err := out.place(place); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return out.end()
}

// geojsonExporter writes RFC 7946 with one feature a line; the datasets stand in a member of their own.
type geojsonExporter struct {
	w     *bufio.Writer
	begun bool
}

func (g *geojsonExporter) head(datasets []exportedDataset) error {
	if datasets == nil {
		datasets = []exportedDataset{}
	}
	text, err := json.Marshal(datasets)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(g.w, `{"type":"FeatureCollection","datasets":%s,"features":[`, text)
	return err
}

func (g *geojsonExporter) place(p *exportedPlace) error {
	properties, err := json.Marshal(p)
	if err != nil {
		return err
	}
	comma := ","
	if !g.begun {
		g.begun, comma = true, ""
	}
	geometry := "null"
	if p.Lon != nil {
		geometry = fmt.Sprintf(`{"type":"Point","coordinates":[%s,%s]}`, degrees(p.Lon), degrees(p.Lat))
	}
	_, err = fmt.Fprintf(g.w, "%s\n"+`{"type":"Feature","id":"%s","geometry":%s,"properties":%s}`, comma, p.ID, geometry, properties)
	return err
}

func (g *geojsonExporter) end() error {
	_, err := g.w.WriteString("\n]}\n")
	return err
}

// degrees to seven decimals, a centimetre (RFC 7946 §11.2); nothing for nil.
func degrees(v *float64) string {
	if v == nil {
		return ""
	}
	text := strings.TrimRight(strconv.FormatFloat(*v, 'f', 7, 64), "0")
	return strings.TrimSuffix(text, ".")
}

// csvExporter writes RFC 4180 with the columns of the GeoJSON's properties; lists are parted by semicolons.
type csvExporter struct{ w *csv.Writer }

func (c *csvExporter) head([]exportedDataset) error {
	return c.w.Write([]string{
		"id", "longitude", "latitude", "name", "description", "categories", "audiences", "modalities", "languages",
		"age_min", "age_max", "hours", "access_note", "itinerant", "accuracy_m", "street", "postcode", "city", "district",
		"phone", "email", "website", "organisation", "source_id", "last_seen", "dataset", "attribution", "licence", "licence_url",
	})
}

func (c *csvExporter) place(p *exportedPlace) error {
	list := func(codes []string) string { return strings.Join(codes, ";") }
	years := func(n *int16) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(int(*n))
	}
	return c.w.Write([]string{
		p.ID.String(), degrees(p.Lon), degrees(p.Lat), p.Name, p.Description,
		list(p.Categories), list(p.Audiences), list(p.Modalities), list(p.Languages), years(p.AgeMin), years(p.AgeMax),
		p.Hours, p.AccessNote, strconv.FormatBool(p.Itinerant), strconv.FormatFloat(p.AccuracyM, 'f', -1, 64),
		p.Street, p.Postcode, p.City, p.District, p.Phone, p.Email, p.Website, p.Organisation, p.SourceID, p.Seen,
		p.Dataset, p.Attribution, p.Licence, p.LicenceURL,
	})
}

func (c *csvExporter) end() error {
	c.w.Flush()
	return c.w.Error()
}
