package release

import (
	"strings"
	"time"

	"heng/internal/locale"
)

// dataset is a set of files that a catalogue of open data lists: a table, or the
// observations.
type dataset struct {
	name        string
	title       locale.Text
	description locale.Text
	fields      []catalogueField
	files       []File
	demo        bool
	first, last string // the first and last day that it is about; empty for not known
}

type catalogueField struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

// formats of files by their ending: what data.gov.tw and DCAT call them.
var formats = []struct{ ending, name, media string }{
	{".sdmx.csv", "CSV", "application/vnd.sdmx.data+csv;version=2.0.0"},
	{".csv", "CSV", "text/csv"},
	{".json", "JSON", "application/json"},
	{".ods", "ODS", "application/vnd.oasis.opendocument.spreadsheet"},
}

func formatOf(path string) (name, media string) {
	for _, f := range formats {
		if strings.HasSuffix(path, f.ending) {
			return f.name, f.media
		}
	}
	return "", "application/octet-stream"
}

// datasets lists what a catalogue lists.
func (c *Content) datasets(files []File) []dataset {
	pick := func(paths ...string) []File {
		var out []File
		for _, path := range paths {
			for _, f := range files {
				if f.Path == path {
					out = append(out, f)
				}
			}
		}
		return out
	}
	var all []dataset
	for _, r := range c.Records {
		d := dataset{name: r.Table.Name, title: r.Table.Title, description: r.Table.Description, demo: r.Table.Demo, files: pick(r.path("csv"), r.path("json"))}
		if d.title.IsZero() {
			d.title = c.everywhere(r.Table.Name)
		}
		d.description = orText(d.description, d.title)
		for _, column := range r.Columns {
			d.fields = append(d.fields, catalogueField{column.Name, orName(column.Title.In(c.Languages[0]), column.Name)})
		}
		all = append(all, d)
	}
	observations := dataset{name: "observations", title: locale.Text{}, description: locale.Text{}, files: pick(ObservationsCSV, ObservationsJSON, ObservationsSDMX)}
	for _, lang := range c.Languages {
		p := locale.NewPrinter(lang)
		observations.title[lang] = p.Text("release.observations_of", "title", c.Title)
		observations.description[lang] = p.Text("release.observations_about")
	}
	for _, f := range c.describeObservations(files).Schema.Fields {
		observations.fields = append(observations.fields, catalogueField{f.Name, locale.NewPrinter(c.Languages[0]).Text("release.column_" + f.Name)})
	}
	return append(all, observations)
}

// everywhere is a name that is the same in every language.
func (c *Content) everywhere(name string) locale.Text {
	out := locale.Text{}
	for _, lang := range c.Languages {
		out[lang] = name
	}
	return out
}

// catalogueFiles writes what catalogues of open data are given.
func (c *Content) catalogueFiles(files []File) ([]File, error) {
	datasets := c.datasets(files)
	var out []File
	for _, f := range []struct {
		path string
		of   any
	}{
		{DCATFile, c.dcat(datasets)}, {PortalFile, c.portal(datasets)}, {QualityFile, c.quality(datasets)},
	} {
		text, err := indented(f.of)
		if err != nil {
			return nil, err
		}
		out = append(out, File{f.path, text})
	}
	return out, nil
}

// dcat describes the release as a dcat:Catalog (W3C DCAT 3) in JSON-LD.
func (c *Content) dcat(datasets []dataset) map[string]any {
	p := c.Policy
	publisher := map[string]any{"@type": "foaf:Agent", "foaf:name": c.tagged(p.Publisher.Name)}
	if p.Publisher.OID != "" {
		publisher["dct:identifier"] = p.Publisher.OID
	}
	contact := map[string]any{"@type": "vcard:Organization", "vcard:fn": c.tagged(orText(p.Publisher.Contact, p.Publisher.Name))}
	if p.Publisher.Email != "" {
		contact["vcard:hasEmail"] = map[string]any{"@id": "mailto:" + p.Publisher.Email}
	}
	if p.Publisher.Phone != "" {
		contact["vcard:hasTelephone"] = p.Publisher.Phone
	}
	licence := any(p.Licence)
	if path := licencePaths[p.Licence]; path != "" {
		licence = map[string]any{"@id": path}
	}
	var listed []any
	for _, d := range datasets {
		var distributions []any
		for _, f := range d.files {
			name, media := formatOf(f.Path)
			distribution := map[string]any{
				"@type": "dcat:Distribution", "dct:title": d.name + " (" + name + ")", "dct:format": name, "dcat:mediaType": media,
				"dcat:byteSize": len(f.Content), "dct:license": licence,
				"spdx:checksum": map[string]any{"@type": "spdx:Checksum", "spdx:algorithm": map[string]any{"@id": "spdx:checksumAlgorithm_sha256"}, "spdx:checksumValue": sum(f.Content)},
			}
			link := f.Path
			if p.Address != "" {
				link = c.address(f.Path)
			}
			distribution["dcat:accessURL"] = map[string]any{"@id": link}
			distribution["dcat:downloadURL"] = map[string]any{"@id": link}
			distributions = append(distributions, distribution)
		}
		listed = append(listed, map[string]any{
			"@type": "dcat:Dataset", "dct:identifier": c.Package.Name + "/" + d.name, "dct:title": c.tagged(d.title), "dct:description": c.tagged(d.description),
			"dct:publisher": publisher, "dcat:contactPoint": contact, "dct:license": licence, "dct:language": c.languages(),
			"dct:issued": c.day(), "dct:modified": c.day(), "dct:accrualPeriodicity": map[string]any{"@id": "http://publications.europa.eu/resource/authority/frequency/IRREG"},
			"dct:spatial": "TW", "dcat:version": c.ID, "dcat:distribution": distributions,
		})
	}
	return map[string]any{
		"@context": map[string]any{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
			"vcard": "http://www.w3.org/2006/vcard/ns#", "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#",
		},
		"@type": "dcat:Catalog", "dct:title": c.tagged(c.Title), "dct:description": c.tagged(c.attribution()), "dct:publisher": publisher,
		"dct:license": licence, "dct:language": c.languages(), "dct:issued": c.day(), "dcat:dataset": listed,
	}
}

// tagged gives a text in each language as JSON-LD has it.
func (c *Content) tagged(t locale.Text) []any {
	var out []any
	for _, lang := range c.Languages {
		if s := t.In(lang); s != "" {
			out = append(out, map[string]any{"@value": s, "@language": string(lang)})
		}
	}
	return out
}

func (c *Content) languages() []string {
	var out []string
	for _, lang := range c.Languages {
		out = append(out, string(lang))
	}
	return out
}

func (c *Content) day() map[string]any {
	return map[string]any{"@type": "xsd:date", "@value": c.Issued.Format(time.DateOnly)}
}

// attribution is the line by which those who use the data name the source: of
// the policy, or publisher, year, title and release.
func (c *Content) attribution() locale.Text {
	if !c.Policy.Attribution.IsZero() {
		return c.Policy.Attribution
	}
	out := locale.Text{}
	for _, lang := range c.Languages {
		out[lang] = locale.NewPrinter(lang).Text("release.attribution", "publisher", c.Policy.Publisher.Name,
			"year", c.Issued.Format("2006"), "title", c.Title, "id", c.ID, "licence", c.Policy.Licence)
	}
	return out
}

func orText(t, other locale.Text) locale.Text {
	if t.IsZero() {
		return other
	}
	return t
}

// portal writes the metadata of data.gov.tw, with its keys (主要欄位說明 is
// resourceField), in the first language of the release. The portal gives the
// number and the category of a dataset; they are empty until it has.
func (c *Content) portal(datasets []dataset) []map[string]any {
	p, lang := c.Policy, c.Languages[0]
	publisher := p.Publisher.Name.In(lang)
	if p.Publisher.OID != "" {
		publisher = p.Publisher.OID + "|" + publisher
	}
	licence := p.Licence
	if licence == "OGDL-Taiwan-1.0" {
		licence = "1"
	}
	stamp := c.Issued.Format(time.DateTime)
	all := []map[string]any{}
	for _, d := range datasets {
		distributions := []map[string]any{}
		for _, f := range d.files {
			name, _ := formatOf(f.Path)
			link := f.Path
			if p.Address != "" {
				link = c.address(f.Path)
			}
			distributions = append(distributions, map[string]any{
				"resourceDescription": d.title.In(lang) + " " + name, "resourceField": d.fields, "resourceFormat": name,
				"resourceCharacterEncoding": "UTF-8", "resourceDownloadUrl": link, "resourceModifiedDate": stamp,
			})
		}
		notes := c.attribution().In(lang)
		if d.demo {
			notes = locale.NewPrinter(lang).Text("release.demonstration") + notes
		}
		all = append(all, map[string]any{
			"categoryService": "", "categoryDataset": "", "datasetid": "", "title": d.title.In(lang),
			"description": d.description.In(lang), "type": "rawData", "license": licence, "cost": "free",
			"dataProvider": p.Publisher.Name.In(lang), "publisherOID": publisher, "publisherContactName": orText(p.Publisher.Contact, p.Publisher.Name).In(lang),
			"publisherContactPhone": p.Publisher.Phone, "publisherContactEmail": p.Publisher.Email,
			"updateFrequency": map[string]any{"regularupdate": "N", "Frequency": "", "unittime": ""},
			"dataQuality":     "", "coverageStartedDate": d.first, "coverageEndedDate": d.last, "publishedDate": stamp, "modifiedDate": stamp,
			"spatialCoverage": "臺灣", "language": "zh", "relatedUrl": p.Address, "notes": notes, "distribution": distributions,
		})
	}
	return all
}
