package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/marks"
)

// SecrecyMarks looks through a file of any format that can be loaded for marks
// of secrecy: in its name, its cells, and where spreadsheets keep other text
// (names of sheets, headers and footers of pages, remarks, drawings). It
// returns where they stand, under the path given, without any text. It keeps
// nothing and writes nothing. Coding is the encoding that the data package
// names; empty or auto: what the bytes show.
//
// An error says that the file could not be examined; who refuses marked files
// refuses it, too.
func SecrecyMarks(ctx context.Context, name, path, coding string) ([]fault.Place, error) {
	base := filepath.Base(path)
	if marks.InName(strings.TrimSuffix(base, filepath.Ext(base))) {
		return []fault.Place{{File: path}}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, 4)
	n, _ := io.ReadFull(f, head)
	if bytes.HasPrefix(head[:n], []byte("PK\x03\x04")) {
		return marksInArchive(ctx, name, path)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	seen, err := survey(ctx, f)
	if err != nil || !seen.suspect && !seen.wide {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	text := bufio.NewReaderSize(decoderOf(coding, seen).Reader(f), 1<<16)
	if seen.isJSON {
		found, err := marksInJSON(text)
		if err == nil {
			return atFile(path, found), nil
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		text = bufio.NewReaderSize(decoderOf(coding, seen).Reader(f), 1<<16)
	}
	return marksInLines(ctx, text, path)
}

// traces are the bytes without which no text has a mark: the character 密 in
// each encoding, and the English words. They are looked for first, since
// most files have none of them.
var traces = [][]byte{
	[]byte("密"), {0xB1, 0x4B}, {0xC3, 0xDC}, []byte("5bc6"), []byte("5BC6"),
	[]byte("SECRET"), []byte("S E C R E T"), []byte("CONFIDENTIAL"), []byte("lassification"), []byte("Ｓ"), []byte("Ｃ"),
}

// surveyed is what a first look at the bytes of a text file says.
type surveyed struct {
	suspect bool // some trace of a mark is there
	wide    bool // UTF-16
	little  bool // with the lower byte first
	utf8    bool
	isJSON  bool
}

func survey(ctx context.Context, in io.Reader) (surveyed, error) {
	s := surveyed{utf8: true}
	const overlap = 32
	buffer := make([]byte, 1<<20)
	kept, first := 0, true
	for {
		n, err := in.Read(buffer[kept:])
		part := buffer[:kept+n]
		if first && n > 0 {
			first = false
			s.firstBytes(part)
		}
		for _, trace := range traces {
			s.suspect = s.suspect || bytes.Contains(part, trace)
		}
		cut := len(part)
		if err == nil {
			cut -= min(cut, overlap)
			for cut > 0 && cut < len(part) && !utf8.RuneStart(part[cut]) {
				cut--
			}
		}
		s.utf8 = s.utf8 && utf8.Valid(part[:cut])
		kept = copy(buffer, part[cut:])
		switch {
		case errors.Is(err, io.EOF):
			return s, nil
		case err != nil:
			return s, err
		case ctx.Err() != nil:
			return s, ctx.Err()
		}
	}
}

func (s *surveyed) firstBytes(part []byte) {
	switch {
	case bytes.HasPrefix(part, []byte("\xff\xfe")):
		s.wide, s.little = true, true
	case bytes.HasPrefix(part, []byte("\xfe\xff")):
		s.wide = true
	default:
		// A text of UTF-16 without a mark has zeros beside its commas and digits.
		even, odd := 0, 0
		for i, c := range part[:min(len(part), 4096)] {
			if c == 0 && i%2 == 0 {
				even++
			} else if c == 0 {
				odd++
			}
		}
		s.wide, s.little = even+odd > 0, odd > even
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(part, []byte("\xef\xbb\xbf")), " \t\r\n")
	s.isJSON = len(start) > 0 && (start[0] == '{' || start[0] == '[')
}

// decoderOf chooses how the bytes are read: their mark before what the package
// says, and that before what they look like.
func decoderOf(coding string, s surveyed) *encoding.Decoder {
	wide := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	if s.little {
		wide = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	switch coding = strings.ToLower(coding); {
	case s.wide || strings.HasPrefix(coding, "utf-16"):
		return wide.NewDecoder()
	case s.utf8:
		return unicode.UTF8BOM.NewDecoder()
	case coding == "gb18030":
		return simplifiedchinese.GB18030.NewDecoder()
	}
	return traditionalchinese.Big5.NewDecoder()
}

// longestJoined bounds how much text may hang together by an open quote.
const longestJoined = 1 << 16

// marksInLines looks through a file of rows. A record whose quotes are open at
// the end of a line goes on in the next.
func marksInLines(ctx context.Context, in *bufio.Reader, path string) ([]fault.Place, error) {
	var table marks.Table
	var delimiter byte
	joined, begun := "", 0
	for line := 1; ; line++ {
		text, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if joined == "" {
			begun = line
		}
		joined += text
		open := strings.Count(joined, `"`)%2 == 1 && len(joined) < longestJoined && err == nil
		if !open {
			if d := delimiterIn(joined); d != 0 && delimiter == 0 {
				delimiter = d
			}
			table.Row(begun, cellsOf(strings.TrimRight(joined, "\r\n"), delimiter))
			joined = ""
		}
		if err != nil {
			break
		}
	}
	var places []fault.Place
	for _, m := range table.Marks() {
		places = append(places, fault.Place{File: path, Line: m.Row, Column: m.Column})
	}
	return places, nil
}

// delimiterIn returns what parts the cells of a line, or 0 where nothing does.
func delimiterIn(line string) byte {
	var best byte
	for _, d := range []byte(",\t;|") {
		if n := strings.Count(line, string(d)); n > 0 && (best == 0 || n > strings.Count(line, string(best))) {
			best = d
		}
	}
	return best
}

func cellsOf(record string, delimiter byte) []string {
	var cells []string
	var cell strings.Builder
	quoted := false
	for i := range len(record) {
		switch c := record[i]; {
		case c == '"':
			quoted = !quoted
		case c == delimiter && !quoted && delimiter != 0:
			cells = append(cells, cell.String())
			cell.Reset()
		default:
			cell.WriteByte(c)
		}
	}
	return append(cells, cell.String())
}

// marksInJSON reports whether a document, or one a line, has a marked value.
func marksInJSON(in io.Reader) (bool, error) {
	d := json.NewDecoder(in)
	type level struct {
		object bool
		name   string
		named  bool
	}
	stack := []level{{}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		top := &stack[len(stack)-1]
		text, isText := token.(string)
		switch delim, _ := token.(json.Delim); {
		case delim == '{' || delim == '[':
			top.named = false
			stack = append(stack, level{object: delim == '{'})
			continue
		case delim != 0:
			stack = stack[:max(1, len(stack)-1)]
			continue
		case top.object && !top.named && isText:
			top.name, top.named = text, true
			continue
		}
		if marks.InPair(top.name, text) {
			return true, nil
		}
		top.named = false
	}
}

func atFile(path string, found bool) []fault.Place {
	if !found {
		return nil
	}
	return []fault.Place{{File: path}}
}

// lookForMarks examines the files of every resource that would be loaded. One
// with a mark is refused before anything is read from it into the store.
func (l *loader) lookForMarks(ctx context.Context) error {
	for _, j := range l.jobs {
		if !j.changed {
			continue
		}
		for _, s := range j.sources {
			places, err := SecrecyMarks(ctx, s.name, s.path, j.resource.Encoding)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				j.findings = append(j.findings, unreadable(j.resource.Name, s.path, err)...)
				continue
			}
			for _, place := range places[:min(len(places), shownMarks)] {
				j.marked = true
				j.findings = append(j.findings, MarkFinding(j.resource.Name, place))
			}
		}
	}
	return nil
}

// shownMarks is how many marks of a file are pointed at.
const shownMarks = 5

// MarkFinding says that a mark of secrecy stands at a place; it quotes nothing.
func MarkFinding(subject string, place fault.Place) fault.Finding {
	message := locale.M("secrecy.mark")
	if place.Line == 0 {
		message = locale.M("secrecy.mark_file")
	}
	return fault.Finding{ID: "secrecy_mark", Subject: subject, Place: place, Message: message, Hint: locale.M("secrecy.hint", "grade", "密等", "none", "普通")}
}
