package release

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Manifest lists what a release holds and what it was made from, and points to
// the release before: manifest.json. Its hash is what people approve.
type Manifest struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Period   string    `json:"period"`
	AsOf     string    `json:"as_of"`
	Issued   string    `json:"issued"`
	Embargo  string    `json:"embargo,omitempty"` // not to be published before this day
	Program  string    `json:"program"`
	Licence  string    `json:"licence"`
	Credit   string    `json:"attribution"`
	Revision string    `json:"revision,omitempty"` // why it replaces the one before
	Previous *Previous `json:"previous"`
	Files    []Listed  `json:"files"`  // by path
	Inputs   []Listed  `json:"inputs"` // keyed hashes, in the order of the resources
}

// Previous points to the release before.
type Previous struct {
	ID       string `json:"id"`
	Manifest string `json:"manifest_sha256"`
}

// Listed is a file with its hash. That of an input is keyed (HMAC-SHA-256):
// a plain one would let a withheld value be guessed by trying.
type Listed struct {
	Path   string `json:"path"`
	Bytes  int    `json:"bytes,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	HMAC   string `json:"hmac_sha256,omitempty"`
}

// NewManifest lists the files of a release.
func NewManifest(c *Content, files []File, inputs []Listed, previous *Previous) *Manifest {
	m := &Manifest{
		ID: c.ID, Title: c.Title.In(c.Languages[0]), Period: c.Period, AsOf: c.AsOf.Format(time.DateOnly), Issued: c.Issued.Format(time.DateOnly),
		Program: c.Version, Licence: c.Policy.Licence, Credit: c.attribution().In(c.Languages[0]), Previous: previous, Inputs: inputs,
	}
	for _, f := range files {
		m.Files = append(m.Files, Listed{Path: f.Path, Bytes: len(f.Content), SHA256: sum(f.Content)})
	}
	if m.Inputs == nil {
		m.Inputs = []Listed{}
	}
	return m
}

// Bytes writes the manifest.
func (m *Manifest) Bytes() ([]byte, error) { return indented(m) }

// ReadManifest reads a manifest.
func ReadManifest(text []byte) (*Manifest, error) {
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.manifest_unreadable"))
	}
	return m, nil
}

// Keyed is the keyed hash of an input.
func Keyed(key []byte, path string, content []byte) Listed {
	mac := hmac.New(sha256.New, key)
	mac.Write(content)
	return Listed{Path: path, HMAC: hex.EncodeToString(mac.Sum(nil))}
}

// sum is the SHA-256 of a content in hexadecimal.
func sum(content []byte) string {
	s := sha256.Sum256(content)
	return hex.EncodeToString(s[:])
}

// Sum is the SHA-256 of a manifest in hexadecimal: what people approve.
func Sum(manifest []byte) string { return sum(manifest) }
