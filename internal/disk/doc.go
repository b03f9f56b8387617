// Package disk is what the file system has to promise wherever something must not
// be lost: a lock that one process holds, names that are on the disk, files that are
// written whole or not at all, and what to say where that failed. It knows no file of
// Heng.
package disk

import "errors"

// ErrLocked says that another process holds a lock.
var ErrLocked = errors.New("locked by another process")
