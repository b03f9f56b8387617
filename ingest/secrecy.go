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
	"sync"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"heng/ingest/tabular"
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
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	open := func() (*bufio.Reader, error) {
		text, _, err := tabular.Text(f, info.Size(), tabular.Options{File: path, Encoding: coding})
		return bufio.NewReaderSize(text, 1<<16), err
	}
	text, err := open()
	if err != nil {
		return nil, err
	}
	if seen.isJSON {
		found, err := marksInJSON(text)
		if err == nil {
			return atFile(path, found), nil
		}
		if text, err = open(); err != nil {
			return nil, err
		}
	}
	return marksInLines(ctx, text, path)
}

// traces are the bytes without which no text has a mark: the character 密 in
// each encoding, and the English words. They are looked for first, since
// most files have none of them.
var traces = sync.OnceValue(func() [][]byte {
	list := [][]byte{
		[]byte("5bc6"), []byte("5BC6"), // as JSON and XML escape it
		[]byte("23494"), // a reference to the character by its number
	}
	list = append(list, signs...)
	for _, e := range []encoding.Encoding{traditionalchinese.Big5, simplifiedchinese.GB18030, japanese.ShiftJIS, japanese.EUCJP, korean.EUCKR} {
		if text, err := e.NewEncoder().Bytes([]byte("密")); err == nil {
			list = append(list, text)
		}
	}
	return list
})

// surveyed is what a first look at the bytes of a text file says.
type surveyed struct {
	suspect bool // some trace of a mark is there
	wide    bool // UTF-16
	isJSON  bool
}

func survey(ctx context.Context, in io.Reader) (surveyed, error) {
	var s surveyed
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
		for _, trace := range traces() {
			s.suspect = s.suspect || bytes.Contains(part, trace)
		}
		kept = copy(buffer, part[len(part)-min(len(part), overlap):])
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

// firstBytes looks for UTF-16, by its mark or by the zeros beside commas and
// digits, and for JSON.
func (s *surveyed) firstBytes(part []byte) {
	s.wide = bytes.HasPrefix(part, []byte("\xff\xfe")) || bytes.HasPrefix(part, []byte("\xfe\xff")) ||
		bytes.IndexByte(part[:min(len(part), 4096)], 0) >= 0
	start := bytes.TrimLeft(bytes.TrimPrefix(part, []byte("\xef\xbb\xbf")), " \t\r\n")
	s.isJSON = len(start) > 0 && (start[0] == '{' || start[0] == '[')
}

// longestJoined bounds how much text may hang together by an open quote.
const longestJoined = 1 << 16

// marksInLines looks through a file of rows. A record whose quotes are open at
// the end of a line goes on in the next.
func marksInLines(ctx context.Context, in *bufio.Reader, path string) ([]fault.Place, error) {
	var table marks.Table
	var delimiter byte
	var joined []byte // the record so far, where it goes on
	begun := 0
	for line := 1; ; line++ {
		text, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if line%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		record := text
		if len(joined) > 0 {
			joined = append(joined, text...)
			record = joined
		} else {
			begun = line
		}
		if bytes.Count(record, []byte{'"'})%2 == 1 && len(record) < longestJoined && err == nil {
			if len(joined) == 0 {
				joined = append(joined, text...)
			}
			continue
		}
		if delimiter == 0 {
			delimiter = delimiterIn(string(record))
		}
		if begun <= marks.TitleRows || table.Waits() || mayBear(record) {
			table.Row(begun, cellsOf(strings.TrimRight(string(record), "\r\n"), delimiter))
		}
		joined = joined[:0]
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

// readLine reads up to a line end; the text is good until the next call.
func readLine(in *bufio.Reader) ([]byte, error) {
	text, err := in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return text, err
	}
	text = bytes.Clone(text)
	rest, err := in.ReadBytes('\n')
	return append(text, rest...), err
}

// mayBear tells most lines without a mark apart quickly.
func mayBear(text []byte) bool {
	for _, sign := range signs {
		if bytes.Contains(text, sign) {
			return true
		}
	}
	return false
}

// signs are the texts without which a line in UTF-8 has no mark.
var signs = [][]byte{
	[]byte("密"), []byte("SECRET"), []byte("S E C R E T"), []byte("CONFIDENTIAL"), []byte("lassification"), []byte("Ｓ"), []byte("Ｃ"),
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
