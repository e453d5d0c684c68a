package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/alentour/alentour/data/formats"
	"github.com/alentour/alentour/directory"
)

// importFlags are what every import of places takes.
type importFlags struct {
	Dataset        string   `help:"Name of the dataset (default: the file's name without its date). What is no longer in its file is closed." placeholder:"NAME"`
	AllowSensitive []string `help:"Sensitive categories to admit; a refuge is kept without position." placeholder:"CODE,…"`
	DryRun         bool     `help:"Only say what would change."`
	Force          bool     `help:"Close more than 20 % of the dataset's places." env:"-"`
	JSON           bool     `name:"json" help:"Report as JSON."`
}

type importPlacesCmd struct {
	File    string `arg:"" help:"CSV in UTF-8 with a header." type:"existingfile"`
	Mapping string `required:"" help:"Which column means what: a shipped mapping (france-services) or a .json file of your own."`
	importFlags
}

// Run imports the file and prints its report.
func (c importPlacesCmd) Run(a *app) error {
	mapping, err := c.mapping()
	if err != nil {
		return err
	}
	return c.run(a, c.File, func(f *source) (directory.Dataset, iter.Seq2[directory.Incoming, error], error) {
		table, err := formats.ReadTable(f, f.name)
		if err != nil {
			return directory.Dataset{}, nil, err
		}
		rows, err := mapping.Places(table)
		return mapping.Dataset(""), rows, err
	})
}

func (c importPlacesCmd) mapping() (*formats.Mapping, error) {
	if !strings.HasSuffix(c.Mapping, ".json") {
		return formats.ShippedMapping(c.Mapping)
	}
	f, err := os.Open(c.Mapping)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return formats.ReadMapping(f, filepath.Base(c.Mapping))
}

type importOSMCmd struct {
	File string `arg:"" help:"Extract of OpenStreetMap, as .osm.pbf." type:"existingfile"`
	importFlags
}

// Run imports the file and prints its report.
func (c importOSMCmd) Run(a *app) error {
	return c.run(a, c.File, func(f *source) (directory.Dataset, iter.Seq2[directory.Incoming, error], error) {
		return formats.OSMDataset, formats.OSM(f, f.name), nil
	})
}

// source is the file being read; how far it was read is the progress.
type source struct {
	*os.File
	name   string
	sha256 [sha256.Size]byte
	bar    *progressBar
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.File.Read(p)
	s.bar.read(n)
	return n, err
}

type opener func(*source) (directory.Dataset, iter.Seq2[directory.Incoming, error], error)

func (f importFlags) run(a *app, path string, open opener) error {
	file, err := openSource(path)
	if err != nil {
		return err
	}
	defer file.Close()
	dataset, rows, err := open(file)
	if err != nil {
		return err
	}
	if dataset.Name = f.Dataset; dataset.Name == "" {
		dataset.Name = datasetOf(file.name)
	}
	if dataset.Title == "" {
		dataset.Title = dataset.Name
	}
	im := directory.Import{
		Dataset: dataset, File: file.name, SHA256: file.sha256,
		Force: f.Force, DryRun: f.DryRun, Progress: file.bar.phase,
	}
	for _, code := range f.AllowSensitive {
		set, err := directory.CategoryNamed(code)
		if err != nil {
			return err
		}
		im.AllowSensitive |= set
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	report, err := im.Places(a.ctx, pool, rows)
	file.bar.clear()
	if err != nil {
		return err
	}
	if f.JSON {
		return printJSON(a.out, wireReport(report))
	}
	return printReport(a.out, report)
}

// openSource opens a file, sums it up and goes back to its start.
func openSource(path string) (*source, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s := &source{File: file, name: filepath.Base(path)}
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", s.name, err), file.Close())
	}
	sum.Sum(s.sha256[:0])
	s.bar = newProgressBar(os.Stderr, size)
	return s, nil
}

var (
	date       = regexp.MustCompile(`[-_.]?(19|20)\d\d([-_.]?\d\d){0,2}$|[-_.]latest$`)
	notInNames = regexp.MustCompile(`[^a-z0-9._-]+`)
)

// datasetOf names the dataset of a file: france-services-20240801.csv and the file of next month are both france-services.
func datasetOf(file string) string {
	stem := strings.ToLower(file)
	for _, extension := range []string{".csv", ".txt", ".pbf", ".osm"} {
		stem = strings.TrimSuffix(stem, extension)
	}
	if short := date.ReplaceAllString(stem, ""); short != "" {
		stem = short
	}
	stem = strings.Trim(notInNames.ReplaceAllString(stem, "-"), "-._")
	return stem[:min(len(stem), 64)]
}
