package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"

	"github.com/duckdb/duckdb-go/v2"

	"heng/internal/fault"
	"heng/internal/locale"
)

// spills numbers the spill folders of this process.
var spills atomic.Int64

// openAttempts bounds how often a reader looks again after the generation it
// was about to open was replaced.
const openAttempts = 5

// Open opens what was loaded last, for reading. It goes on seeing that
// generation until it is closed, whatever is loaded meanwhile. A store that
// holds nothing yet, a damaged one and one that another version of Heng laid
// out are faults of the store that say what to do.
func Open(ctx context.Context, u URL, options Options) (*Store, error) {
	if u.shared != nil {
		return openShared(ctx, u, options, u.shared.now)
	}
	return openEmbedded(ctx, u, options, u.current)
}

// OpenPrevious opens what was loaded before that, for reading: one load back is
// kept. A store that was loaded once has none, and says so as a fault of the store.
func OpenPrevious(ctx context.Context, u URL, options Options) (*Store, error) {
	if u.shared != nil {
		return openShared(ctx, u, options, u.shared.previous)
	}
	return openEmbedded(ctx, u, options, u.previous)
}

// openEmbedded opens the generation that which names.
func openEmbedded(ctx context.Context, u URL, options Options, which func() (int, error)) (*Store, error) {
	if err := u.wantFree(); err != nil {
		return nil, err
	}
	number, err := which()
	for range openAttempts {
		if err != nil {
			break
		}
		var s *Store
		s, err = openGeneration(ctx, u, number, options)
		if err == nil {
			return s, nil
		}
		// A load may have removed the file between our two looks.
		again, errAgain := which()
		if errAgain != nil || again == number {
			break
		}
		number = again
	}
	if none := nothing(err); none != nil {
		return nil, none
	}
	return nil, Classify(ctx, err)
}

// nothing says in words that there is no generation to open; nil where the error
// means another thing.
func nothing(err error) error {
	switch {
	case errors.Is(err, ErrNothingLoaded):
		return fault.Wrap(fault.Store, err, locale.M("store.nothing_loaded")).WithHint(locale.M("store.nothing_loaded_hint"))
	case errors.Is(err, ErrNothingEarlier):
		return fault.Wrap(fault.Store, err, locale.M("store.nothing_earlier")).WithHint(locale.M("store.nothing_earlier_hint"))
	}
	return nil
}

// openGeneration opens one generation and checks that it is one.
func openGeneration(ctx context.Context, u URL, number int, options Options) (*Store, error) {
	path := u.generationPath(number)
	if _, err := os.Stat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, damaged(err, path)
		}
		return nil, err
	}
	options.tempDir = u.spillPath(spills.Add(1))
	e, err := startEngine(ctx, engineConfig{options: options, file: path, readOnly: true})
	if err != nil {
		return nil, damagedOr(ctx, err, path)
	}
	s, err := newStore(ctx, e, path)
	if err != nil {
		return nil, err
	}
	s.url = u
	if err := s.checkLayout(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// damagedOr says that a file is damaged where the engine's error means that,
// and otherwise what the error means.
func damagedOr(ctx context.Context, err error, path string) error {
	engine, ok := errors.AsType[*duckdb.Error](err)
	text := err.Error()
	if ok && ctx.Err() == nil && !isDiskFull(err, text) {
		switch engine.Type {
		case duckdb.ErrorTypeIO, duckdb.ErrorTypeSerialization, duckdb.ErrorTypeFatal, duckdb.ErrorTypeInternal:
			return damaged(err, path)
		}
		if strings.Contains(text, "not a valid DuckDB database file") {
			return damaged(err, path)
		}
	}
	return Classify(ctx, err)
}
