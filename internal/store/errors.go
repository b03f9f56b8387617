package store

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"github.com/duckdb/duckdb-go/v2"

	"heng/internal/fault"
	"heng/internal/locale"
)

// QueryError says that a statement was refused or failed by itself: a name that
// is not there, types that do not fit, a value out of range. Its cause is the
// engine's text, which is for the log; a caller that knows what the statement
// was for wraps it in words for a person.
type QueryError struct{ Cause error }

// Error returns the engine's text.
func (e *QueryError) Error() string { return "statement failed: " + e.Cause.Error() }

// Unwrap returns the engine's error.
func (e *QueryError) Unwrap() error { return e.Cause }

// Classify turns an error of the engine or of the file system into one for a
// person: a cancelled context stays as it is, a full disk, exhausted memory and
// an unreadable file become a fault of the store, anything else a QueryError.
// Errors that are already one of these are returned as they are. The methods of
// Store and Load have done so; it is needed for what rows report while they are
// read.
func Classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if _, ok := errors.AsType[*QueryError](err); ok {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if fromServer(err) {
		if err := classifyShared(ctx, err); fault.CodeOf(err) == fault.Store {
			return err
		}
		return &QueryError{Cause: err}
	}
	text := err.Error()
	engine, isEngine := errors.AsType[*duckdb.Error](err)
	pathError, isPath := errors.AsType[*fs.PathError](err)
	switch {
	case isDiskFull(err, text):
		return fault.Wrap(fault.Store, err, locale.M("store.disk_full")).
			WithHint(locale.M("store.disk_full_hint"))
	case OutOfMemory(err):
		return fault.Wrap(fault.Store, err, locale.M("store.out_of_memory")).
			WithHint(locale.M("store.out_of_memory_hint"))
	case isEngine && isFileTrouble(engine):
		return fault.Wrap(fault.Store, err, locale.M("store.file_trouble")).
			WithHint(locale.M("store.file_trouble_hint"))
	case isPath:
		return fault.Wrap(fault.Store, err, locale.M("store.path_trouble", "path", pathError.Path))
	}
	return &QueryError{Cause: err}
}

// OutOfMemory reports whether a statement failed because the embedded engine may
// not hold more memory, as it came from the engine or classified.
func OutOfMemory(err error) bool {
	engine, ok := errors.AsType[*duckdb.Error](err)
	// A commit that runs out is an error of the transaction; its advice tells.
	return ok && (engine.Type == duckdb.ErrorTypeOutOfMemory || strings.Contains(engine.Msg, "(SET memory_limit="))
}

// isFileTrouble tells an engine's error about its own files or state from one
// about a statement.
func isFileTrouble(e *duckdb.Error) bool {
	switch e.Type {
	case duckdb.ErrorTypeIO, duckdb.ErrorTypeFatal, duckdb.ErrorTypeConnection, duckdb.ErrorTypeSerialization:
		return true
	}
	return false
}

// isDiskFull recognises a full disk in the engine's many wordings. The engine
// also limits its temporary files to nine tenths of what was free, which to a
// person is the same.
func isDiskFull(err error, text string) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		strings.Contains(text, "No space left on device") ||
		strings.Contains(text, "Disk quota exceeded") ||
		strings.Contains(text, "max_temp_directory_size")
}
