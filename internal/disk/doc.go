// Package disk is what the file system has to promise wherever something must not
// be lost: a lock that one process holds, and names that are on the disk. It knows
// no file of Heng.
package disk

import "errors"

// ErrLocked says that another process holds a lock.
var ErrLocked = errors.New("locked by another process")
