// Package fault is how Heng says that something is wrong: what, where, why and
// what to do, in the reader's language, all of it at once.
//
// A Finding is one slip at one place of one file. An Error is what a command
// ends with: a code of a small closed set, a message, and the findings behind
// it. Neither carries text of a driver or of the operating system to a reader
// unless a message quotes it on purpose; the cause stays reachable for
// errors.Is and errors.As.
//
// The package imports only locale, so every other package may use it.
package fault

import (
	"errors"

	"heng/internal/locale"
)

// Code says what kind of failure an Error is. Its number is the exit code of
// the command line.
type Code int

// The closed set of codes.
const (
	Refused  Code = 1 // a check or a gate said no
	Usage    Code = 2 // wrong usage
	Input    Code = 3 // input that could not be read
	Store    Code = 4 // the store could not be reached
	Internal Code = 5 // a fault of the program itself
)

// Error ends a command.
type Error struct {
	Code     Code
	Message  locale.Message
	Hint     locale.Message // what to do; may be empty
	Findings []Finding      // all slips found, in the order of their places
	Cause    error          // may be nil
}

// New returns an error of the given code without a cause.
func New(code Code, message locale.Message) *Error {
	return &Error{Code: code, Message: message}
}

// Wrap returns an error of the given code that keeps its cause.
func Wrap(code Code, cause error, message locale.Message) *Error {
	return &Error{Code: code, Message: message, Cause: cause}
}

// WithHint adds what the reader can do about it.
func (e *Error) WithHint(hint locale.Message) *Error {
	e.Hint = hint
	return e
}

// WithFindings adds the slips behind the error.
func (e *Error) WithFindings(findings []Finding) *Error {
	e.Findings = append(e.Findings, findings...)
	return e
}

// Error writes the message in English, with the cause behind it.
func (e *Error) Error() string {
	s := e.Message.String()
	for _, f := range e.Findings {
		s += "\n" + f.String()
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// CodeOf returns the code of err: that of the first Error in its chain,
// Internal for any other error, and 0 for nil.
func CodeOf(err error) Code {
	if err == nil {
		return 0
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
