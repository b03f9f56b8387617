package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/lib/pq"

	"heng/internal/fault"
	"heng/internal/locale"
)

// classifyShared says what an error of a PostgreSQL server means to a person.
// What is not about reaching the server, its rights or its disk comes back as
// it is, for Classify.
func classifyShared(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	trouble := func(key string) error {
		return fault.Wrap(fault.Store, err, locale.M("store."+key)).WithHint(locale.M("store." + key + "_hint"))
	}
	if e, ok := errors.AsType[*pq.Error](err); ok {
		switch code := string(e.Code); {
		// Not its text, which the server may write in any language.
		case code == "28000" && e.Routine == "ClientAuthentication":
			return trouble("no_entry")
		case code == "28P01", code == "28000":
			return trouble("login")
		case code == "3D000":
			return trouble("no_database")
		case code == "42501":
			return trouble("no_right")
		case code == "57014":
			return trouble("statement_timeout")
		case code == "53100":
			return trouble("disk_full")
		case code == "53200":
			return trouble("out_of_memory")
		case code == "53300":
			return trouble("too_many_connections")
		case code == "57P03", code == "57P01", code == "57P02", code[:2] == "08":
			return trouble("connection_lost")
		case code == "25006":
			return &QueryError{Cause: err}
		}
		return err
	}
	if errors.Is(err, pq.ErrSSLNotSupported) {
		return trouble("no_tls")
	}
	if isCertificate(err) {
		return trouble("certificate")
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return trouble("unknown_host")
	}
	if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ENOENT) || isDial(err) {
		return trouble("refused")
	}
	if isLost(err) {
		return trouble("connection_lost")
	}
	return err
}

// connecting says why no connection was made. What the driver does not name came
// of an answer that it did not understand, or of one that ended too soon.
func connecting(ctx context.Context, err error) error {
	if _, ok := errors.AsType[*pq.Error](err); ok || !isLost(err) || isDial(err) {
		err = classifyShared(ctx, err)
	}
	if _, ok := errors.AsType[*fault.Error](err); ok || ctx.Err() != nil {
		return err
	}
	if isSetting(err) {
		return fault.Wrap(fault.Store, err, locale.M("store.setting")).WithHint(locale.M("store.setting_hint"))
	}
	return fault.Wrap(fault.Store, err, locale.M("store.no_connection")).WithHint(locale.M("store.no_connection_hint"))
}

// isSetting reports whether a server refused a session because of what the URL sets
// in it: a setting that it does not know, or a value that the setting cannot have.
func isSetting(err error) bool {
	e, ok := errors.AsType[*pq.Error](err)
	if !ok {
		return false
	}
	switch e.Code {
	case "42704", "22023", "42601", "55P02":
		return true
	}
	return false
}

// isCertificate reports whether a server's certificate was not accepted.
func isCertificate(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.CertificateInvalidError](err)
	return ok
}

// isDial reports whether no connection came about, for want of an answer or of a
// way there.
func isDial(err error) bool {
	e, ok := errors.AsType[*net.OpError](err)
	return ok && e.Op == "dial"
}

// fromServer reports whether an error came from a PostgreSQL server or the way
// to it.
func fromServer(err error) bool {
	if _, ok := errors.AsType[*pq.Error](err); ok {
		return true
	}
	return isLost(err)
}

// isLost reports whether an error says that a connection broke. The driver hands
// on what its reader met: in the middle of an answer that is no more than EOF,
// which the embedded engine, which has no connection, never gives.
func isLost(err error) bool {
	// Not net.Error: an errno of a full disk is one too.
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	for _, lost := range []error{driver.ErrBadConn, io.EOF, io.ErrUnexpectedEOF, syscall.EPIPE, syscall.ECONNRESET, net.ErrClosed} {
		if errors.Is(err, lost) {
			return true
		}
	}
	return false
}
