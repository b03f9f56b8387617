package ingest

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

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
}

// batchText bounds how much text a batch gathers before it is sent on.
const batchText = 1 << 20

func (b *batch) reset() { b.text, b.ends, b.rows = b.text[:0], b.ends[:0], b.rows[:0] }

func (b *batch) add(line int, cells [][]byte, raw []byte) {
	b.rows = append(b.rows, batchRow{line: line, at: len(b.ends), cells: len(cells)})
	for _, cell := range cells {
		b.text = append(b.text, cell...)
		b.ends = append(b.ends, len(b.text))
	}
	b.text = append(b.text, raw...)
	b.ends = append(b.ends, len(b.text))
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
}

// run reads all files of the resource. A file that cannot be read whole ends
// it with the findings in the job; other errors are the context's.
func (r *rowReader) run(ctx context.Context) error {
	defer close(r.batches)
	row := int64(1)
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
	r.job.report.Read = row - 1
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
		b.add(record.Line, record.Cells, record.Raw())
		if b.full() {
			if err := send(); err != nil {
				return err
			}
		}
	}
	s.sha256, s.bytes = hexOf(o.hash), o.size
	return send()
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
	for i, row := range b.rows {
		bad := len(rejects)
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
				cell := b.span(row.at + m.source[k])
				v, warning, reason := c.check(cell)
				values[k] = v
				if reason != nil {
					rejects = note(rejects, m.source[k]+1, c.field.Name, string(cell), *reason)
				} else if warning != nil {
					warnings = note(warnings, m.source[k]+1, c.field.Name, string(cell), *warning)
				}
			}
		}
		if len(rejects) > bad {
			r.rejected.Add(1)
			continue
		}
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
	return written, r.rejects.add(rejects, warnings)
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
