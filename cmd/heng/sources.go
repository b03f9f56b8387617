package main

import (
	"strings"

	"heng/ingest"
	"heng/internal/locale"
)

// noteSources says of each file what was found in it and what a person should
// know of it, where that is not the ordinary.
func (a *app) noteSources(r ingest.ResourceReport) {
	for _, s := range r.Sources {
		file := s.File
		if s.Sheet != "" {
			file += "[" + s.Sheet + "]"
		}
		if s.Encoding != "" && !strings.HasPrefix(s.Encoding, "utf-8") {
			a.note(locale.M("cmd.source_encoding", "file", file, "encoding", s.Encoding))
		}
		if d := s.Delimiter; d != "" && (d != "," && s.Format == "csv" || d != "\t" && s.Format == "tsv") {
			a.note(locale.M("cmd.source_delimiter", "file", file, "delimiter", strings.ReplaceAll(d, "\t", "tab")))
		}
		for _, note := range s.Notes {
			a.note(locale.M("cmd.source_note", "file", file, "note", note))
		}
	}
}

// sourceJSON is how a file was read, as ingest --format json writes it.
type sourceJSON struct {
	File      string   `json:"file"`
	Sheet     string   `json:"sheet"`
	Format    string   `json:"format"`
	Encoding  string   `json:"encoding"`
	Delimiter string   `json:"delimiter"`
	Header    int      `json:"header"`
	Rows      int64    `json:"rows"`
	Notes     []string `json:"notes"`
}

func (a *app) sourcesJSON(r ingest.ResourceReport) []sourceJSON {
	list := []sourceJSON{}
	for _, s := range r.Sources {
		notes := []string{}
		for _, note := range s.Notes {
			notes = append(notes, a.p.Sprint(note))
		}
		list = append(list, sourceJSON{s.File, s.Sheet, s.Format, s.Encoding, s.Delimiter, s.HeaderLine, s.Rows, notes})
	}
	return list
}
