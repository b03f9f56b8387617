package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// File is a log in a file that one process writes at a time.
type File struct {
	file  *os.File
	name  string // as messages call it
	count int64
	size  int64 // up to the end of the last whole line
}

// OpenFile opens the log at path, making it and its folder where they are not
// there, and takes it for this process. The file is readable by its owner alone.
// What was cut off when a process ended, and so was never confirmed, is taken
// off and kept beside the file.
func OpenFile(path string) (*File, error) {
	name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
	fail := func(err error) error {
		return fault.Wrap(fault.Input, err, locale.M("journal.unopened", "file", name)).WithHint(locale.M("journal.unopened_hint"))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fail(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fail(err)
	}
	log := &File{file: f, name: name}
	if err := disk.Lock(f); err != nil {
		f.Close()
		if errors.Is(err, disk.ErrLocked) {
			return nil, fault.Wrap(fault.Store, err, locale.M("journal.in_use", "file", name)).WithHint(locale.M("journal.in_use_hint"))
		}
		return nil, fail(err)
	}
	if err := log.mend(path); err != nil {
		return nil, fail(errors.Join(err, log.Close()))
	}
	return log, nil
}

// mend counts the lines and takes off what follows the last whole decision.
func (l *File) mend(path string) error {
	text, err := io.ReadAll(l.file)
	if err != nil {
		return err
	}
	end := Whole(text)
	l.count, l.size = int64(bytes.Count(text[:end], []byte("\n"))), int64(end)
	if end < len(text) {
		if err := os.WriteFile(path+".cut-off", text[end:], 0o600); err != nil {
			return err
		}
		if err := l.file.Truncate(l.size); err != nil {
			return err
		}
	}
	// The name is on the disk before a line can be.
	return errors.Join(l.file.Sync(), disk.SyncDir(filepath.Dir(path)))
}

// Whole is how many bytes of a log's text are whole decisions: what follows was
// not written to its end, and so never confirmed.
func Whole(text []byte) int {
	end := bytes.LastIndexByte(text, '\n') + 1
	for end > 0 {
		begin := bytes.LastIndexByte(text[:end-1], '\n') + 1
		var last Event
		if json.Unmarshal(text[begin:end], &last) != nil || !last.More {
			break // a line that cannot be read is for the reader of the log to refuse
		}
		end = begin
	}
	return end
}

// Append writes lines to the disk.
func (l *File) Append(_ context.Context, after int64, lines [][]byte) (grown bool, err error) {
	if after != l.count {
		return true, nil
	}
	text := append(bytes.Join(lines, []byte("\n")), '\n')
	_, err = l.file.WriteAt(text, l.size)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		// Whatever part was written must not stand before the next line.
		return false, fault.Wrap(fault.Input, errors.Join(err, l.file.Truncate(l.size)), locale.M("journal.unwritten_file", "file", l.name)).
			WithHint(locale.M("journal.unwritten_hint"))
	}
	l.count, l.size = l.count+int64(len(lines)), l.size+int64(len(text))
	return false, nil
}

// Read returns the lines behind a number.
func (l *File) Read(_ context.Context, after int64) ([][]byte, error) {
	if after >= l.count {
		return nil, nil
	}
	text := make([]byte, l.size)
	if _, err := l.file.ReadAt(text, 0); err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("journal.unopened", "file", l.name))
	}
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	return lines[after:], nil
}

// Close gives the file back. Called again it says that the file is closed.
func (l *File) Close() error { return errors.Join(disk.Unlock(l.file), l.file.Close()) }
