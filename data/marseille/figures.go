package marseille

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/alentour/alentour/geo"
)

var (
	//go:embed quartiers.csv
	quartiersCSV []byte
	//go:embed arrondissements.csv
	arrondissementsCSV []byte
	//go:embed footprints.csv
	footprintsCSV []byte
)

// footprintResolution is that of the cells which stand for the official borders: their edges are 76 m long, so a
// border is at most accuracyM away from the true one.
const (
	footprintResolution geo.Resolution = 10
	accuracyM           float64        = 100
)

// line is one district of a table of figures.
type line struct {
	code, name, parent string
	figures            map[string]float64 // by measure, without those not known
}

// quartier is a line and the cells of footprintResolution whose centre lies in it, sorted.
type quartier struct {
	line
	cells []geo.Cell
}

func readQuartiers() ([]quartier, error) {
	lines, _, err := readFigures(quartiersCSV)
	if err != nil {
		return nil, fmt.Errorf("quartiers.csv: %w", err)
	}
	footprints, err := readFootprints()
	if err != nil {
		return nil, fmt.Errorf("footprints.csv: %w", err)
	}
	list := make([]quartier, len(lines))
	for i, l := range lines {
		if len(footprints[l.code]) == 0 {
			return nil, fmt.Errorf("footprints.csv: no cells of %s", l.code)
		}
		list[i] = quartier{l, footprints[l.code]}
	}
	return list, nil
}

// readFigures reads a table: code, name, arrondissement, then one column per measure.
func readFigures(text []byte) (lines []line, measures []string, err error) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	measures = rows[0][3:]
	for i, row := range rows[1:] {
		l := line{code: row[0], name: row[1], parent: row[2], figures: map[string]float64{}}
		for j, field := range row[3:] {
			if field == "" {
				continue
			}
			if l.figures[measures[j]], err = strconv.ParseFloat(field, 64); err != nil {
				return nil, nil, fmt.Errorf("line %d: %w", i+2, err)
			}
		}
		lines = append(lines, l)
	}
	return lines, measures, nil
}

// readFootprints reads the compacted cells of each code and gives them whole.
func readFootprints() (map[string][]geo.Cell, error) {
	rows, err := csv.NewReader(bytes.NewReader(footprintsCSV)).ReadAll()
	if err != nil {
		return nil, err
	}
	footprints := map[string][]geo.Cell{}
	for i, row := range rows[1:] {
		var cells []geo.Cell
		for _, hex := range strings.Fields(row[1]) {
			cell, err := geo.ParseCell(hex)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", i+2, err)
			}
			cells = append(cells, cell)
		}
		if footprints[row[0]], err = geo.Uncompact(cells, footprintResolution); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	return footprints, nil
}
