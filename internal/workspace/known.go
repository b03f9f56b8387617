package workspace

import (
	"encoding/csv"
	"errors"
	"io"
	"math/big"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/reports/release"
)

// KnownDir holds what readers of a release know from elsewhere: CSV files of
// indicator, period, breakdown (column=code, joined by semicolons), figure
// (value, numerator, denominator or n), value and source.
const KnownDir = "known"

var knownColumns = []string{"indicator", "period", "breakdown", "figure", "value", "source"}

// knownFigures reads the files of known/.
func (w *Workspace) knownFigures() ([]release.KnownFigure, error) {
	names, err := namesIn(w.Root, KnownDir, ".csv")
	if err != nil {
		return nil, err
	}
	var all []release.KnownFigure
	for _, name := range names {
		file := path.Join(KnownDir, name+".csv")
		f, err := os.Open(filepath.Join(w.Root, filepath.FromSlash(file)))
		if err != nil {
			return nil, disk.CannotRead(file, err)
		}
		figures, err := readKnown(file, f)
		f.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, figures...)
	}
	return all, nil
}

func readKnown(file string, r io.Reader) ([]release.KnownFigure, error) {
	rows := csv.NewReader(r)
	header, err := rows.Read()
	if len(header) > 0 {
		header[0] = strings.TrimPrefix(header[0], "\uFEFF")
	}
	if err != nil || !slices.Equal(header, knownColumns) {
		return nil, fault.New(fault.Input, locale.M("workspace.known_header", "file", file, "columns", knownColumns))
	}
	var all []release.KnownFigure
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		line, _ := rows.FieldPos(0)
		if err != nil {
			return nil, fault.New(fault.Input, locale.M("workspace.known_row", "file", file, "line", line))
		}
		k := release.KnownFigure{Indicator: row[0], Period: row[1], Breakdown: indicators.Breakdown{}, Figure: row[3], Source: row[5]}
		for _, pair := range strings.Split(row[2], ";") {
			if column, code, found := strings.Cut(strings.TrimSpace(pair), "="); found {
				k.Breakdown[column] = code
			}
		}
		value, ok := new(big.Rat).SetString(strings.TrimSpace(row[4]))
		if !ok || !slices.Contains([]string{"value", "numerator", "denominator", "n"}, k.Figure) || !strings.Contains(k.Indicator, "/") {
			return nil, fault.New(fault.Input, locale.M("workspace.known_row", "file", file, "line", line)).WithHint(locale.M("workspace.known_row_hint"))
		}
		k.Value = value
		all = append(all, k)
	}
}
