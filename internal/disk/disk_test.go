package disk_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"heng/internal/disk"
)

// TestLock: one has it, until it is given back.
func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, second := open(t, path), open(t, path)
	if err := disk.Lock(first); err != nil {
		t.Fatal(err)
	}
	if err := disk.Lock(second); !errors.Is(err, disk.ErrLocked) {
		t.Errorf("a second one: %v", err)
	}
	if err := disk.Unlock(first); err != nil {
		t.Fatal(err)
	}
	if err := disk.Lock(second); err != nil {
		t.Errorf("after it was given back: %v", err)
	}
}

// TestUnlockAmongPrograms: a program that is being started when the lock is given
// back does not keep it.
func TestUnlockAmongPrograms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var starting sync.WaitGroup
	end := make(chan struct{})
	for range 2 {
		starting.Go(func() {
			for {
				select {
				case <-end:
					return
				default:
					if err := exec.Command(self, "-test.list", "^$").Run(); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	defer starting.Wait()
	defer close(end)
	for range 3000 {
		f := open(t, path)
		if err := disk.Lock(f); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(disk.Unlock(f), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func open(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}
