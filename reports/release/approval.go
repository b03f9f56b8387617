package release

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Role is in what office somebody approves a release.
type Role string

// The roles that have to approve a release, each by another account, and neither
// by the one who made it.
const (
	OwnerUnit        Role = "owner"
	SecurityReviewer Role = "security"
)

// Roles lists the roles that have to approve.
var Roles = []Role{OwnerUnit, SecurityReviewer}

// Approval is one approval of a release: by an account, in a role, of a manifest.
type Approval struct {
	Role     Role   `json:"role"`
	By       string `json:"by"` // the account
	On       string `json:"on"`
	Manifest string `json:"manifest_sha256"`
	// Compiled says that the reviewer has considered what the parts tell when they
	// are read together (彙整), which may be graded though none of them is.
	Compiled bool `json:"compilation_considered"`
}

// ApprovalDocument is approvals.json of a published release. The accounts are
// offices; it says who approved what, and of which manifest.
type ApprovalDocument struct {
	Manifest  string     `json:"manifest_sha256"`
	Approvals []Approval `json:"approvals"`
}

// ReadApprovals reads approvals.json.
func ReadApprovals(text []byte) (*ApprovalDocument, error) {
	a := &ApprovalDocument{}
	if err := json.Unmarshal(text, a); err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.approvals_unreadable"))
	}
	return a, nil
}

// Bytes writes the document.
func (a *ApprovalDocument) Bytes() ([]byte, error) { return indented(a) }

// Approve adds an approval to those given, or says why it may not be: of another
// manifest, in no role, by the author, by an account that has approved in another
// role, twice in one role, or by a security reviewer who has not considered
// compilation.
func Approve(given []Approval, author string, a Approval, manifest string) ([]Approval, error) {
	same := SameAccount
	refuse := func(key string, args ...any) ([]Approval, error) {
		return nil, fault.New(fault.Refused, locale.M(key, args...))
	}
	switch {
	case !slices.Contains(Roles, a.Role):
		return nil, fault.New(fault.Usage, locale.M("release.unknown_role", "name", string(a.Role)))
	case strings.TrimSpace(a.By) == "":
		return nil, fault.New(fault.Usage, locale.M("release.no_account"))
	case a.Manifest != manifest:
		return refuse("release.other_manifest")
	case same(a.By, author):
		return refuse("release.own_release", "by", a.By)
	case a.Role == SecurityReviewer && !a.Compiled:
		return nil, fault.New(fault.Refused, locale.M("release.not_compiled")).WithHint(locale.M("release.not_compiled_hint"))
	}
	for _, other := range given {
		switch {
		case other.Role == a.Role:
			return refuse("release.role_taken", "role", locale.M("release.role_"+string(a.Role)), "by", other.By)
		case same(other.By, a.By):
			return refuse("release.same_account", "by", a.By)
		}
	}
	return append(slices.Clone(given), a), nil
}

// Approved reports whether every role has approved.
func Approved(given []Approval) bool {
	for _, role := range Roles {
		if !slices.ContainsFunc(given, func(a Approval) bool { return a.Role == role }) {
			return false
		}
	}
	return true
}

// SameAccount reports whether two names are of one account, however they are
// written: in capitals or not, in full width, with other spaces.
func SameAccount(a, b string) bool {
	plain := func(s string) string {
		return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(s)), " "))
	}
	return plain(a) == plain(b)
}
