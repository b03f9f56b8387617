package opendocument

import (
	"bufio"
	"fmt"

	"heng/internal/locale"
)

// declaration begins every XML file of a workbook.
const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// namespaces are those of OpenDocument 1.3 that the files use.
var namespaces = []string{
	"xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
	"xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
	"xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
	"xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
	"xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
	"xmlns:number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
	"xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
	"xmlns:config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
	"xmlns:ooo", "http://openoffice.org/2004/office", // settings name their kind by it
	"xmlns:of", "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
	"xmlns:dc", "http://purl.org/dc/elements/1.1/",
	"office:version", "1.3",
}

// document opens an XML file of the workbook.
func document(out *bufio.Writer, root string) *xmlWriter {
	w := &xmlWriter{out}
	w.raw(declaration)
	w.open(root, namespaces...)
	return w
}

// language gives the language and the country of a workbook's words.
func (p *plan) language() (language, country string) {
	if p.Lang == locale.ZhTW {
		return "zh", "TW"
	}
	return "en", "GB"
}

func writeManifest(out *bufio.Writer) {
	w := &xmlWriter{out}
	w.raw(declaration)
	w.open("manifest:manifest", "xmlns:manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", "manifest:version", "1.3")
	w.leaf("manifest:file-entry", "manifest:full-path", "/", "manifest:version", "1.3", "manifest:media-type", mediaType)
	for _, name := range []string{"meta.xml", "styles.xml", "settings.xml", "content.xml"} {
		w.leaf("manifest:file-entry", "manifest:full-path", name, "manifest:media-type", "text/xml")
	}
	w.close("manifest:manifest")
}

func (p *plan) writeMeta(out *bufio.Writer) {
	w := document(out, "office:document-meta")
	language, country := p.language()
	w.open("office:meta")
	w.open("meta:generator")
	w.raw("Heng")
	w.close("meta:generator")
	w.open("dc:title")
	w.escape(p.Title)
	w.close("dc:title")
	w.open("dc:language")
	w.raw(language + "-" + country)
	w.close("dc:language")
	w.close("office:meta")
	w.close("office:document-meta")
}

// The styles that cells refer to by name.
const (
	styleTitle        = "Title"
	styleHeader       = "Header"
	styleNumberHeader = "NumberHeader"
	styleText         = "Text"
	styleReason       = "Reason"
	styleNumberReason = "NumberReason"
)

func (p *plan) writeStyles(out *bufio.Writer) {
	w := document(out, "office:document-styles")
	language, country := p.language()
	w.open("office:styles")
	w.open("style:default-style", "style:family", "table-cell")
	w.leaf("style:text-properties",
		"fo:font-family", "'Noto Sans', 'Liberation Sans', Arial, sans-serif", "fo:font-size", "10pt",
		"style:font-family-asian", "'Noto Sans CJK TC', 'Noto Sans TC', 'Microsoft JhengHei', 'PingFang TC'", "style:font-size-asian", "10pt",
		"fo:language", language, "fo:country", country, "style:language-asian", "zh", "style:country-asian", "TW")
	w.close("style:default-style")
	w.open("style:style", "style:name", "Default", "style:family", "table-cell")
	w.leaf("style:table-cell-properties", "style:vertical-align", "top", "fo:padding", "0.08cm")
	w.close("style:style")

	style := func(name string, cell, paragraph, text []string) {
		w.open("style:style", "style:name", name, "style:family", "table-cell", "style:parent-style-name", "Default")
		for _, part := range []struct {
			element    string
			attributes []string
		}{{"style:table-cell-properties", cell}, {"style:paragraph-properties", paragraph}, {"style:text-properties", text}} {
			if part.attributes != nil {
				w.leaf(part.element, part.attributes...)
			}
		}
		w.close("style:style")
	}
	bold := []string{"fo:font-weight", "bold", "style:font-weight-asian", "bold"}
	wrap := []string{"fo:wrap-option", "wrap"}
	header := []string{"fo:wrap-option", "wrap", "style:vertical-align", "bottom", "fo:background-color", "#e8edf0", "fo:border-bottom", "0.5pt solid #5b6770"}
	style(styleTitle, nil, nil, append([]string{"fo:font-size", "12pt", "style:font-size-asian", "12pt"}, bold...))
	style(styleHeader, header, nil, bold)
	style(styleNumberHeader, header, []string{"fo:text-align", "end"}, bold)
	style(styleText, wrap, []string{"fo:text-align", "start"}, nil)
	grey := []string{"fo:color", "#595959"} // dark enough to read: 7:1 on white
	style(styleReason, wrap, []string{"fo:text-align", "start"}, grey)
	style(styleNumberReason, wrap, []string{"fo:text-align", "end"}, grey)
	w.close("office:styles")

	w.open("office:automatic-styles")
	w.open("style:page-layout", "style:name", "page")
	w.leaf("style:page-layout-properties", "fo:page-width", "29.7cm", "fo:page-height", "21cm", "style:print-orientation", "landscape",
		"fo:margin-top", "1.5cm", "fo:margin-bottom", "1.5cm", "fo:margin-left", "1.5cm", "fo:margin-right", "1.5cm",
		"style:scale-to-X", "1", "style:scale-to-Y", "0") // as wide as the page, on as many as it takes
	w.leaf("style:header-style")
	w.open("style:footer-style")
	w.leaf("style:header-footer-properties", "fo:min-height", "0.8cm", "fo:margin-top", "0.3cm")
	w.close("style:footer-style")
	w.close("style:page-layout")
	w.close("office:automatic-styles")

	w.open("office:master-styles")
	w.open("style:master-page", "style:name", "Default", "style:page-layout-name", "page")
	w.leaf("style:header", "style:display", "false")
	w.open("style:footer")
	w.raw(`<text:p><text:sheet-name>1</text:sheet-name> · <text:page-number>1</text:page-number> / <text:page-count>1</text:page-count></text:p>`)
	w.close("style:footer")
	w.close("style:master-page")
	w.close("office:master-styles")
	w.close("office:document-styles")
}

// writeSettings freezes the rows down to the header of each sheet.
func (p *plan) writeSettings(out *bufio.Writer) {
	w := document(out, "office:document-settings")
	item := func(name, kind, value string) {
		w.open("config:config-item", "config:name", name, "config:type", kind)
		w.escape(value)
		w.close("config:config-item")
	}
	w.open("office:settings")
	w.open("config:config-item-set", "config:name", "ooo:view-settings")
	w.open("config:config-item-map-indexed", "config:name", "Views")
	w.open("config:config-item-map-entry")
	item("ViewId", "string", "view1")
	w.open("config:config-item-map-named", "config:name", "Tables")
	for i, sheet := range p.Sheets {
		rows := fmt.Sprint(sheet.headRows())
		w.open("config:config-item-map-entry", "config:name", p.names[i])
		item("HorizontalSplitMode", "short", "0")
		item("VerticalSplitMode", "short", "2") // frozen
		item("HorizontalSplitPosition", "int", "0")
		item("VerticalSplitPosition", "int", rows)
		item("ActiveSplitRange", "short", "2")
		item("PositionTop", "int", "0")
		item("PositionBottom", "int", rows)
		w.close("config:config-item-map-entry")
	}
	w.close("config:config-item-map-named")
	item("ActiveTable", "string", p.names[0])
	w.close("config:config-item-map-entry")
	w.close("config:config-item-map-indexed")
	w.close("config:config-item-set")
	w.close("office:settings")
	w.close("office:document-settings")
}

// headRows counts the rows above the first row of data.
func (s Sheet) headRows() int {
	if s.Title != "" {
		return 2
	}
	return 1
}
