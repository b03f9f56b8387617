package release

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// qualityLine is what the portal's own check would ask of a file, with its keys:
// 連結狀態, 直接下載, 結構化, 編碼相符, 主要欄位說明相符. "1" is yes. It is run
// on the files before they leave, so it is no 標章, and says of the link only that
// an address is set and the file is there.
type qualityLine struct {
	Dataset       string `json:"dataset"`
	Path          string `json:"path"`
	Linkable      string `json:"linkable"`
	Downloadable  string `json:"downloadable"`
	Structure     string `json:"structure"`
	EncodingMatch string `json:"encoding_match"`
	DescMatch     string `json:"desc_match"`
	CSV           string `json:"csv"`
}

// quality checks the files of each dataset.
func (c *Content) quality(datasets []dataset) []qualityLine {
	all := []qualityLine{}
	for _, d := range datasets {
		var names []string
		for _, f := range d.fields {
			names = append(names, f.Name)
		}
		for _, f := range d.files {
			format, media := formatOf(f.Path)
			line := qualityLine{Dataset: d.name, Path: f.Path, EncodingMatch: yes(utf8.Valid(f.Content)), CSV: yes(format == "CSV")}
			line.Linkable, line.Downloadable = yes(c.Policy.Address != ""), yes(len(f.Content) > 0)
			switch {
			case media == "text/csv":
				header, whole := csvShape(f.Content)
				line.Structure, line.DescMatch = yes(whole), yes(slices.Equal(header, names))
			case format == "CSV":
				_, whole := csvShape(f.Content) // its header is SDMX's
				line.Structure, line.DescMatch = yes(whole), "0"
			default:
				keys, whole := jsonShape(f.Content)
				line.Structure, line.DescMatch = yes(whole), yes(keys == nil || slices.Equal(keys, names))
			}
			all = append(all, line)
		}
	}
	return all
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// csvShape returns the header of a CSV file, and whether every row is as long.
func csvShape(content []byte) (header []string, whole bool) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\uFEFF")))).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, false
	}
	return rows[0], true
}

// jsonShape returns the keys of the first object of an array, in their order, and
// whether the file is an array of objects; no keys where it is empty.
func jsonShape(content []byte) (keys []string, whole bool) {
	var rows []json.RawMessage
	if json.Unmarshal(content, &rows) != nil {
		return nil, false
	}
	for i, row := range rows {
		d := json.NewDecoder(bytes.NewReader(row))
		if t, err := d.Token(); err != nil || t != json.Delim('{') {
			return nil, false
		}
		for i == 0 && d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, false
			}
			var value json.RawMessage
			if d.Decode(&value) != nil {
				return nil, false
			}
			name, _ := key.(string)
			keys = append(keys, name)
		}
	}
	return keys, true
}
