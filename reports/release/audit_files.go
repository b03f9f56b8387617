package release

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
)

// AuditFiles attacks a release in a folder with what its files say, and with what
// is given besides: what is known from elsewhere, what was published before and,
// from those who have the records, what was promised.
func AuditFiles(release fs.FS, besides Attempt) (*Audited, error) {
	text, err := fs.ReadFile(release, ManifestFile)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.no_manifest")).WithHint(locale.M("release.no_manifest_hint"))
	}
	m, err := ReadManifest(text)
	if err != nil {
		return nil, err
	}
	text, err = fs.ReadFile(release, ObservationsJSON)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.observations_unreadable"))
	}
	observations, err := ReadObservations(text)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(release, "definitions/*.yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("release.folder_unreadable"))
	}
	var frameworks []*indicators.Framework
	for _, name := range names {
		text, err := fs.ReadFile(release, name)
		if err != nil {
			return nil, fault.Wrap(fault.Input, err, locale.M("release.file_unreadable", "path", name))
		}
		f, findings := indicators.ReadFramework(name, text)
		if errs := fault.Errors(findings); len(errs) > 0 {
			return nil, fault.New(fault.Input, locale.M("release.file_unreadable", "path", name)).WithFindings(errs)
		}
		frameworks = append(frameworks, f)
	}
	if besides.Rows, err = publishedRows(release); err != nil {
		return nil, err
	}
	besides.Frameworks, besides.Observations = frameworks, observations
	out, err := Attack(besides)
	if err != nil {
		return nil, err
	}
	out.ID = m.ID
	return out, nil
}

// publishedRows reads the tables of a release back from their JSON.
func publishedRows(release fs.FS) ([]*Records, error) {
	names, err := fs.Glob(release, "data/*.json")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("release.folder_unreadable"))
	}
	var all []*Records
	for _, name := range names {
		if name == ObservationsJSON {
			continue
		}
		unreadable := func(err error) error {
			return fault.Wrap(fault.Input, err, locale.M("release.file_unreadable", "path", name))
		}
		text, err := fs.ReadFile(release, name)
		if err != nil {
			return nil, unreadable(err)
		}
		var rows []map[string]json.RawMessage
		if err := json.Unmarshal(text, &rows); err != nil {
			return nil, unreadable(err)
		}
		r := &Records{}
		r.Table.Name = strings.TrimSuffix(path.Base(name), ".json")
		if len(rows) > 0 {
			for _, column := range slices.Sorted(maps.Keys(rows[0])) {
				r.Columns = append(r.Columns, Column{DictionaryColumn: indicators.DictionaryColumn{Name: column}})
			}
		}
		for _, row := range rows {
			values := make([]*string, len(r.Columns))
			for i, column := range r.Columns {
				if raw := row[column.Name]; len(raw) > 0 && string(raw) != "null" {
					value := string(raw)
					_ = json.Unmarshal(raw, &value) // what is no text stays as it is written
					values[i] = &value
				}
			}
			r.Rows = append(r.Rows, values)
		}
		all = append(all, r)
	}
	return all, nil
}

// EarlierFiles reads what the releases before one said, the last release last, as
// far as their folders are there and are those that it follows.
func EarlierFiles(release fs.FS, before func(id string) fs.FS) []indicators.Observation {
	v, err := Verify(release, before)
	if err != nil {
		return nil
	}
	var all []indicators.Observation
	for _, at := range slices.Backward(v.Chain) {
		text, err := fs.ReadFile(before(at.ID), ObservationsJSON)
		if err != nil {
			continue
		}
		if observations, err := ReadObservations(text); err == nil {
			all = append(all, observations...)
		}
	}
	return all
}
