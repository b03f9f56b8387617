package ingest

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"heng/ingest/clean"
	"heng/ingest/tabular"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// batch is up to store.ChunkRows records of one file, copied out of its
// reader: the cells of each record and then the record as it stands, one after
// the other in text.
type batch struct {
	source *source
	first  int64 // place of its first row among all rows of the resource, from 1
	text   []byte
	ends   []int
	rows   []batchRow
}

type batchRow struct {
	line  int
	at    int // index in ends of its first cell
	cells int // the record itself is the one behind them

	problems []tabular.Problem
}

// batchText bounds how much text a batch gathers before it is sent on.
const batchText = 1 << 20

func (b *batch) reset() { b.text, b.ends, b.rows = b.text[:0], b.ends[:0], b.rows[:0] }

func (b *batch) add(record *tabular.Record) {
	b.rows = append(b.rows, batchRow{
		line: record.Line, at: len(b.ends), cells: len(record.Cells), problems: slices.Clone(record.Problems),
	})
	for _, cell := range record.Cells {
		b.text = append(b.text, cell...)
		b.ends = append(b.ends, len(b.text))
	}
	b.text = append(b.text, record.Raw()...)
	b.ends = append(b.ends, len(b.text))
}

// problem returns what the file's reader says of a cell, or nil.
func (r *batchRow) problem(column int) *tabular.Problem {
	for i := range r.problems {
		if r.problems[i].Column == column {
			return &r.problems[i]
		}
	}
	return nil
}

func (b *batch) full() bool { return len(b.rows) == store.ChunkRows || len(b.text) >= batchText }

// span returns the i-th piece of text.
func (b *batch) span(i int) []byte {
	from := 0
	if i > 0 {
		from = b.ends[i-1]
	}
	return b.text[from:b.ends[i]]
}

// rowReader reads the files of a resource into batches, on one goroutine, and
// fills chunks from them on the engine's threads.
type rowReader struct {
	job      *job
	rejects  *collector
	progress func(rows int64)
	read     func(n int)

	batches chan *batch
	spare   sync.Pool

	rejected atomic.Int64 // rows
	warned   atomic.Int64
	changes  changes
}

// run reads all files of the resource. A file that cannot be read whole ends
// it with the findings in the job; other errors are the context's.
func (r *rowReader) run(ctx context.Context) error {
	defer close(r.batches)
	row := int64(1)
	defer func() { r.job.report.Read = row - 1 }() // what came before a place that cannot be read, too
	for _, s := range r.job.sources {
		before := row
		err := r.readFile(ctx, s, &row)
		s.rows = row - before
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.job.findings = append(r.job.findings, unreadable(r.job.resource.Name, s.path, err)...)
			return nil
		}
	}
	return nil
}

func (r *rowReader) readFile(ctx context.Context, s *source, row *int64) error {
	o, err := s.open(r.job.resource, r.read)
	if err != nil {
		return err
	}
	defer o.close()
	b := r.next(s, *row)
	send := func() error {
		if len(b.rows) == 0 {
			return nil
		}
		select {
		case r.batches <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
		*row += int64(len(b.rows))
		r.progress(*row - 1)
		b = r.next(s, *row)
		return nil
	}
	for {
		record, err := o.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(err, send())
		}
		b.add(record)
		if b.full() {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if err := send(); err != nil {
		return err
	}
	// What was looked through for marks of secrecy must be what was read.
	if !s.isStill() {
		return fault.New(fault.Input, locale.M("ingest.file_altered")).WithFindings([]fault.Finding{{
			ID: "file_altered", Place: fault.Place{File: s.path}, Message: locale.M("ingest.file_altered"), Hint: locale.M("ingest.file_altered_hint"),
		}})
	}
	s.sha256, s.bytes, s.notes = hexOf(o.hash), o.size, o.Notes()
	return nil
}

func (r *rowReader) next(s *source, row int64) *batch {
	b, _ := r.spare.Get().(*batch)
	if b == nil {
		b = &batch{}
	}
	b.reset()
	b.source, b.first = s, row
	return b
}

// fill is a store.Fill: it takes the next batch and writes its good rows.
func (r *rowReader) fill(chunk *store.Chunk) (int, error) {
	for b := range r.batches {
		n, err := r.fillFrom(chunk, b)
		r.spare.Put(b)
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, nil
}

func (r *rowReader) fillFrom(chunk *store.Chunk, b *batch) (int, error) {
	columns, m := r.job.columns, &b.source.mapping
	values := make([]value, len(columns))
	var rejects, warnings []store.Reject
	written := 0
	var changed changesOfBatch
	outcomes := make([]clean.Change, len(columns))
	for i := range b.rows {
		row := &b.rows[i]
		bad, warned := len(rejects), len(warnings)
		note := func(list []store.Reject, column int, field, text string, reason locale.Message) []store.Reject {
			return append(list, store.Reject{
				Resource: r.job.staging, FileID: b.source.id, Line: int64(row.line), Column: column, Field: field,
				Text: text, Reason: reason, Row: string(b.span(row.at + row.cells)),
			})
		}
		if row.cells != m.width {
			key := "ingest.row_long"
			if row.cells < m.width {
				key = "ingest.row_short"
			}
			rejects = note(rejects, 0, "", "", locale.M(key, "cells", row.cells, "columns", m.width))
		} else {
			for k, c := range columns {
				var cell []byte // of a column that the file does without
				if m.source[k] >= 0 {
					cell = b.span(row.at + m.source[k])
				}
				var problem *tabular.Problem
				if len(row.problems) > 0 && m.source[k] >= 0 {
					problem = row.problem(m.source[k])
				}
				var day *clean.Day
				if c.datedBy >= 0 {
					day = r.dayOf(b, row, c.datedBy)
				}
				o := c.check(cell, problem, day)
				values[k], outcomes[k] = o.value, o.change
				if o.reason != nil {
					rejects = note(rejects, m.source[k]+1, c.field.Name, string(cell), *o.reason)
				} else if o.warning != nil {
					warnings = note(warnings, m.source[k]+1, c.field.Name, string(cell), *o.warning)
				}
			}
		}
		if len(rejects) > bad {
			r.rejected.Add(1)
			warnings = warnings[:warned] // what is said of a row that is set aside is why
			continue
		}
		r.noteChanges(&changed, b, i, values, outcomes)
		for k, c := range columns {
			if err := c.reader.write(chunk, k, written, values[k]); err != nil {
				return 0, err
			}
		}
		k := len(columns)
		err := errors.Join(
			chunk.SetInt(k, written, b.first+int64(i)),
			chunk.SetFile(k+1, written, b.source.id),
			chunk.SetInt(k+2, written, int64(row.line)))
		if err != nil {
			return 0, err
		}
		written++
	}
	r.warned.Add(int64(len(warnings)))
	r.changes.take(changed)
	return written, r.rejects.add(rejects, warnings)
}

// dayOf returns the day in a column of a row, or nil where it has none.
func (r *rowReader) dayOf(b *batch, row *batchRow, column int) *clean.Day {
	c := r.job.columns[column]
	o := c.check(b.span(row.at+b.source.mapping.source[column]), nil, nil)
	if o.reason != nil || o.value.null {
		return nil
	}
	return c.reader.dayOf(o.value)
}

// noteChanges notes which values of an accepted row are not spelled as its
// cells are.
func (r *rowReader) noteChanges(changed *changesOfBatch, b *batch, i int, values []value, outcomes []clean.Change) {
	any := false
	for k, change := range outcomes {
		if change == clean.Unchanged || b.source.mapping.source[k] < 0 {
			continue
		}
		any = true
		changed.add(changeKey{k, change}, func() changeSeen {
			cell := b.span(b.rows[i].at + b.source.mapping.source[k])
			return changeSeen{b.first + int64(i), ChangeExample{
				File: b.source.path, Sheet: b.source.sheet, Line: b.rows[i].line,
				Text: excerpt(cell), Value: excerpt([]byte(r.job.columns[k].reader.plain(values[k]))),
			}}
		})
	}
	if any {
		changed.rows++
	}
}

// collector gathers rejects and warnings and puts them into the store in
// batches, so that they too take no more memory than their batch.
type collector struct {
	mu                sync.Mutex
	rejects, warnings []store.Reject
	full              chan collected
	done              chan struct{}
	err               atomic.Pointer[error]
}

type collected struct{ rejects, warnings []store.Reject }

// collectedMost is how many entries wait before they are written.
const collectedMost = 8 * store.ChunkRows

func newCollector(ctx context.Context, load *store.Load) *collector {
	c := &collector{full: make(chan collected), done: make(chan struct{})}
	go func() {
		defer close(c.done)
		for part := range c.full {
			if c.err.Load() != nil {
				continue
			}
			err := load.AppendRejects(ctx, store.RejectsTable, part.rejects)
			if err == nil {
				err = load.AppendRejects(ctx, store.WarningsTable, part.warnings)
			}
			if err != nil {
				c.err.Store(&err)
			}
		}
	}()
	return c
}

func (c *collector) failure() error {
	if err := c.err.Load(); err != nil {
		return *err
	}
	return nil
}

// add takes entries over.
func (c *collector) add(rejects, warnings []store.Reject) error {
	if len(rejects)+len(warnings) == 0 {
		return c.failure()
	}
	c.mu.Lock()
	c.rejects = append(c.rejects, rejects...)
	c.warnings = append(c.warnings, warnings...)
	var part collected
	if len(c.rejects)+len(c.warnings) >= collectedMost {
		part = collected{c.rejects, c.warnings}
		c.rejects, c.warnings = nil, nil
	}
	c.mu.Unlock()
	if len(part.rejects)+len(part.warnings) > 0 {
		c.full <- part
	}
	return c.failure()
}

// finish writes what is left and waits for it. The collector cannot be used
// again.
func (c *collector) finish() error {
	c.full <- collected{c.rejects, c.warnings}
	close(c.full)
	<-c.done
	return c.failure()
}
