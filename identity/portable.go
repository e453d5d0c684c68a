package identity

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// Holder is a room that keeps something about people. main gives every one of them to the Desk, so that a person can have
// everything about themselves, and erase it, in one transaction.
type Holder interface {
	// Export gives what the room keeps about an account, with what is other people's left out. A room that keeps nothing
	// about it gives tables without rows.
	Export(ctx context.Context, tx pgx.Tx, account int64) ([]Sheet, error)
	// Erase takes everything about an account away, or makes it nobody's. What must stay keeps numbers and codes only.
	Erase(ctx context.Context, tx pgx.Tx, account int64) error
}

// Locker is a Holder whose rows are locked before accounts by who acts on them. An erasure does so too: else it would wait for them
// while they wait for it.
type Locker interface {
	// Hold locks what Erase will write.
	Hold(ctx context.Context, tx pgx.Tx, account int64) error
}

// Sheet is one table of an export: it becomes a CSV file, and a list in the JSON file.
type Sheet struct {
	Name    string   // "profile", "volunteer-absences": small letters and "-"
	Columns []string // "since", "first_name"
	Rows    [][]any  // strings, numbers, booleans, time.Time, []string or nil; as many as Columns
	Files   []File   // what is no table
}

// File is something that a person takes along as it is.
type File struct {
	Name    string // "photos/1f….jpg"
	Content []byte
}

// ExportOwn gives everything that the house keeps about the viewer: what every holder keeps, and what stands here.
func (d *Desk) ExportOwn(ctx context.Context, v *Viewer) (sheets []Sheet, err error) {
	if err := v.Must(ExportOwn, v.Own()); err != nil {
		return nil, err
	}
	err = pgx.BeginTxFunc(ctx, d.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		own, err := d.Export(ctx, tx, v.Account.Num)
		sheets = own
		for _, h := range d.cfg.Holders {
			if err != nil {
				return err
			}
			own, err = h.Export(ctx, tx, v.Account.Num)
			sheets = append(sheets, own...)
		}
		return err
	})
	if err != nil {
		return nil, failed(err)
	}
	return sheets, nil
}

// EraseOwn erases the viewer's account and all that holders keep about it, or nothing.
func (d *Desk) EraseOwn(ctx context.Context, v *Viewer) error {
	if err := v.Must(EraseOwn, v.Own()); err != nil {
		return err
	}
	return d.EraseAll(ctx, v.Account.Num)
}

// EraseAll is EraseOwn without a person who asks: for what the law or our own rules say must go.
func (d *Desk) EraseAll(ctx context.Context, account int64) error {
	return d.change(ctx, account, func(tx pgx.Tx) error {
		if err := d.lockToErase(ctx, tx, account); err != nil {
			return err
		}
		return d.eraseLocked(ctx, tx, account)
	})
}

// lockToErase locks an account, and before it what rooms lock before accounts.
func (d *Desk) lockToErase(ctx context.Context, tx pgx.Tx, account int64) error {
	for _, h := range d.cfg.Holders {
		if l, ok := h.(Locker); ok {
			if err := l.Hold(ctx, tx, account); err != nil {
				return err
			}
		}
	}
	_, err := lockAccount(ctx, tx, account)
	return err
}

// eraseLocked lets the rooms go first: some find what is theirs by the account's contacts.
func (d *Desk) eraseLocked(ctx context.Context, tx pgx.Tx, account int64) error {
	for _, h := range d.cfg.Holders {
		if err := h.Erase(ctx, tx, account); err != nil {
			return err
		}
	}
	return d.Erase(ctx, tx, account)
}

// Export implements [Holder] for what stands in this room. Codes and tokens are not data about a person.
func (d *Desk) Export(ctx context.Context, tx pgx.Tx, account int64) ([]Sheet, error) {
	var sheets []Sheet
	for _, s := range []struct {
		name, columns, sql string
	}{
		{
			"account", "id lang since last_contact standing silenced_until",
			`select uid::text, lang, created_at, last_contact::text, standing, silenced_until from accounts where id = $1`,
		},
		{"contacts", "kind address since", `select kind, address, since from contacts where account_id = $1 order by since, kind`},
		{
			"sessions", "id device since last_visit",
			`select uid::text, device, created_at, seen_on::text from sessions where account_id = $1 order by created_at`,
		},
		{"roles", "role since until", `select role, since, until from grants where account_id = $1 order by since`},
		{"registration", "name consent consented_at", `select name, consent, consented_at from relays where account_id = $1`},
		{"blocks", "since", `select since from blocks where account_id = $1 and asked order by since`}, // whom is theirs
	} {
		sheet, err := ReadSheet(ctx, tx, s.name, s.columns, s.sql, account)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

// ReadSheet makes a sheet of what a query gives; columns are their names, with spaces between.
func ReadSheet(ctx context.Context, tx pgx.Tx, name, columns, sql string, args ...any) (Sheet, error) {
	s := Sheet{Name: name, Columns: strings.Fields(columns)}
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return Sheet{}, err
	}
	s.Rows, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	return s, err
}

// WriteArchive writes sheets as a zip file: what is in it, in French and English, a CSV file of each sheet, and everything.json. The
// same sheets give the same bytes.
func WriteArchive(w io.Writer, sheets []Sheet) error {
	archive := zip.NewWriter(w)
	index, err := archive.Create("LISEZ-MOI README.txt")
	if err != nil {
		return err
	}
	if err := writeIndex(index, sheets); err != nil {
		return err
	}
	all := map[string][]map[string]any{}
	for _, s := range sheets {
		list := []map[string]any{} // an empty table is said too
		for _, row := range s.Rows {
			record := map[string]any{}
			for i, column := range s.Columns {
				record[column] = row[i]
			}
			list = append(list, record)
		}
		all[s.Name] = list
		file, err := archive.Create(s.Name + ".csv")
		if err != nil {
			return err
		}
		if err := s.writeCSV(file); err != nil {
			return err
		}
		for _, f := range s.Files {
			file, err := archive.Create(f.Name)
			if err == nil {
				_, err = file.Write(f.Content)
			}
			if err != nil {
				return err
			}
		}
	}
	file, err := archive.Create("everything.json")
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(file)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	return archive.Close()
}

func (s Sheet) writeCSV(w io.Writer) error {
	table := csv.NewWriter(w)
	_ = table.Write(s.Columns) // Flush tells
	for _, row := range s.Rows {
		line := make([]string, len(row))
		for i, value := range row {
			line[i] = cellText(value)
		}
		_ = table.Write(line)
	}
	table.Flush()
	return table.Error()
}

// cellText is a value as a table shows it.
func cellText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = cellText(v[i])
		}
		return Harmless(strings.Join(parts, ", "))
	case []string:
		return Harmless(strings.Join(v, ", "))
	case string:
		return Harmless(v)
	}
	return fmt.Sprint(value)
}

// Harmless puts a quote before a text that a spreadsheet would take for a formula, in signs of any width.
func Harmless(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + text
	}
	return text
}
