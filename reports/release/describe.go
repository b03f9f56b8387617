package release

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"heng/indicators/exchange"
	"heng/internal/datapackage"
	"heng/internal/locale"
)

// descriptor is datapackage.json (Data Package 2.0, https://datapackage.org). A
// title is one text there; the texts in each language stand under titles and
// descriptions, which the standard leaves to the publisher.
type descriptor struct {
	Profile      string            `json:"$schema"`
	Name         string            `json:"name"`
	ID           string            `json:"id,omitempty"`
	Title        string            `json:"title"`
	Titles       map[string]string `json:"titles"`
	Version      string            `json:"version"`
	Created      string            `json:"created"`
	Licences     []licenceLine     `json:"licenses"`
	Contributors []contributor     `json:"contributors"`
	Resources    []resource        `json:"resources"`
}

type licenceLine struct {
	Name string `json:"name"`
	Path string `json:"path,omitempty"`
}

type contributor struct {
	Title string   `json:"title"`
	Roles []string `json:"roles"`
}

type resource struct {
	Profile      string            `json:"$schema"`
	Name         string            `json:"name"`
	Path         string            `json:"path"`
	Type         string            `json:"type"`
	Format       string            `json:"format"`
	MediaType    string            `json:"mediatype"`
	Encoding     string            `json:"encoding"`
	Title        string            `json:"title"`
	Titles       map[string]string `json:"titles,omitempty"`
	Descriptions map[string]string `json:"descriptions,omitempty"`
	Demo         bool              `json:"demonstration,omitempty"`
	Bytes        int               `json:"bytes"`
	Hash         string            `json:"hash"`
	Sources      []source          `json:"sources,omitempty"`
	Schema       schema            `json:"schema"`
}

type source struct {
	Title string `json:"title"`
	Path  string `json:"path,omitempty"`
}

type schema struct {
	Profile       string       `json:"$schema"`
	Fields        []field      `json:"fields"`
	MissingValues []string     `json:"missingValues"`
	PrimaryKey    []string     `json:"primaryKey,omitempty"`
	ForeignKeys   []foreignKey `json:"foreignKeys,omitempty"`
}

type field struct {
	Name         string                       `json:"name"`
	Type         string                       `json:"type"`
	Format       string                       `json:"format,omitempty"`
	Title        string                       `json:"title,omitempty"`
	Titles       map[string]string            `json:"titles,omitempty"`
	Descriptions map[string]string            `json:"descriptions,omitempty"`
	Unit         string                       `json:"unit,omitempty"`
	Labels       map[string]map[string]string `json:"labels,omitempty"`
	Released     string                       `json:"released,omitempty"` // banded or licensed
	Constraints  map[string]any               `json:"constraints,omitempty"`
}

type foreignKey struct {
	Fields    []string  `json:"fields"`
	Reference reference `json:"reference"`
}

type reference struct {
	Resource string   `json:"resource"`
	Fields   []string `json:"fields"`
}

// The profiles of the standard.
const (
	packageProfile  = "https://datapackage.org/profiles/2.0/datapackage.json"
	resourceProfile = "https://datapackage.org/profiles/2.0/dataresource.json"
	schemaProfile   = "https://datapackage.org/profiles/2.0/tableschema.json"
)

// licencePaths are where the text of a licence stands, by its SPDX identifier.
var licencePaths = map[string]string{
	"OGDL-Taiwan-1.0": "https://data.gov.tw/license",
	"CC-BY-4.0":       "https://creativecommons.org/licenses/by/4.0/",
	"CC0-1.0":         "https://creativecommons.org/publicdomain/zero/1.0/",
}

// packageFile writes datapackage.json, which describes the files of records and
// of observations.
func (c *Content) packageFile(files []File) (File, error) {
	d := descriptor{
		Profile: packageProfile, Name: c.Package.Name, Title: c.Title.In(c.Languages[0]), Titles: c.texts(c.Title),
		Version: c.ID, Created: c.Issued.Format(time.RFC3339), Licences: []licenceLine{{c.Policy.Licence, licencePaths[c.Policy.Licence]}},
		Contributors: []contributor{{c.Policy.Publisher.Name.In(c.Languages[0]), []string{"publisher"}}},
		Resources:    []resource{},
	}
	if c.Policy.Address != "" {
		d.ID = c.address("")
	}
	for _, r := range c.Records {
		d.Resources = append(d.Resources, c.describe(r, files))
	}
	d.Resources = append(d.Resources, c.describeObservations(files))
	text, err := indented(d)
	return File{PackageFile, text}, err
}

func (c *Content) describe(r *Records, files []File) resource {
	out := csvResource(r.Table.Name, r.path("csv"), files)
	out.Title, out.Titles, out.Descriptions, out.Demo = orName(r.Table.Title.In(c.Languages[0]), r.Table.Name), c.texts(r.Table.Title), c.texts(r.Table.Description), r.Table.Demo
	if of := c.Package.Resource(r.Table.Name); of != nil {
		for _, s := range of.Sources {
			out.Sources = append(out.Sources, source{s.Title.In(c.Languages[0]), s.Path})
		}
		out.Schema.ForeignKeys = c.foreignKeys(r, of)
	}
	out.Schema.PrimaryKey = slices.Clone(r.Table.Key)
	for _, column := range r.Columns {
		f := field{
			Name: column.Name, Type: string(column.Type), Title: column.Title.In(c.Languages[0]), Titles: c.texts(column.Title),
			Descriptions: c.texts(column.Description), Unit: column.Currency,
		}
		if f.Type == "" {
			f.Type = string(datapackage.String)
		}
		switch column.Release {
		case Banded:
			f.Type, f.Released = string(datapackage.String), Banded
		case Licensed:
			f.Released = Licensed
		}
		if column.Type == datapackage.Datetime {
			f.Format = "any"
		}
		if column.Release == Public && column.Required {
			f.Constraints = map[string]any{"required": true}
		}
		for _, code := range column.Codes {
			if !code.Label.IsZero() {
				if f.Labels == nil {
					f.Labels = map[string]map[string]string{}
				}
				f.Labels[code.Code] = c.texts(code.Label)
			}
		}
		out.Schema.Fields = append(out.Schema.Fields, f)
	}
	return out
}

// foreignKeys keeps the keys of which both ends are released.
func (c *Content) foreignKeys(r *Records, of *datapackage.Resource) []foreignKey {
	has := func(records *Records, name string) bool {
		return slices.ContainsFunc(records.Columns, func(column Column) bool { return column.Name == name && column.Release == Public })
	}
	var keys []foreignKey
	for _, key := range of.Schema.ForeignKeys {
		to := key.Reference.Resource
		if to == "" {
			to = r.Table.Name
		}
		at := slices.IndexFunc(c.Records, func(other *Records) bool { return other.Table.Name == to })
		whole := at >= 0
		for i, name := range key.Fields {
			whole = whole && has(r, name) && has(c.Records[at], key.Reference.Fields[i])
		}
		if whole {
			keys = append(keys, foreignKey{key.Fields, reference{to, key.Reference.Fields}})
		}
	}
	return keys
}

// describeObservations describes the file of observations.
func (c *Content) describeObservations(files []File) resource {
	out := csvResource("observations", ObservationsCSV, files)
	out.Titles = map[string]string{}
	for _, lang := range c.Languages {
		out.Titles[string(lang)] = locale.NewPrinter(lang).Text("release.observations")
	}
	out.Title = out.Titles[string(c.Languages[0])]
	for _, column := range exchange.Columns(c.Observations) {
		out.Schema.Fields = append(out.Schema.Fields, field{Name: column.Name, Type: column.Type})
	}
	return out
}

func csvResource(name, path string, files []File) resource {
	out := resource{
		Profile: resourceProfile, Name: name, Path: path, Type: "table", Format: "csv", MediaType: "text/csv", Encoding: "utf-8",
		Schema: schema{Profile: schemaProfile, MissingValues: []string{""}},
	}
	for _, f := range files {
		if f.Path == path {
			sum := sha256.Sum256(f.Content)
			out.Bytes, out.Hash = len(f.Content), "sha256:"+hex.EncodeToString(sum[:])
		}
	}
	return out
}

// texts gives a text in each language of the release; nil for none.
func (c *Content) texts(t locale.Text) map[string]string {
	var out map[string]string
	for _, lang := range c.Languages {
		if s := t.In(lang); s != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[string(lang)] = s
		}
	}
	return out
}

// address is where a file of the release will stand on the web.
func (c *Content) address(path string) string {
	return strings.TrimSuffix(c.Policy.Address, "/") + "/" + c.ID + "/" + path
}

func orName(title, name string) string {
	if title == "" {
		return name
	}
	return title
}
