package access

import "slices"

// Role is what somebody is to the workspace.
type Role string

// The roles. Public is everybody who is not signed in.
const (
	Public        Role = "public"
	Group         Role = "group"    // an authorised representative of a grantee group
	Member        Role = "member"   // an advisory member
	Office        Role = "office"   // the grant office, the council's secretariat
	Analyst       Role = "analyst"  // who computes and writes the report
	Reviewer      Role = "reviewer" // who reviews security before a release
	Administrator Role = "administrator"
)

// AllRoles lists every role, from the one that may least.
var AllRoles = []Role{Public, Group, Member, Office, Analyst, Reviewer, Administrator}

// Permission is something that can be done.
type Permission string

// The permissions.
const (
	SeeReleases    Permission = "see_releases"     // released editions
	SignIn         Permission = "sign_in"          // the pages by which one comes to be signed in
	HaveAccount    Permission = "have_account"     // one's own account
	SeeIndicators  Permission = "see_indicators"   // values, trends, breakdowns, definitions of the internal edition
	SeeRows        Permission = "see_rows"         // the rows behind a number, with the fields that may be published
	SeeAllFields   Permission = "see_all_fields"   // and those that may not, and classified rows
	SeeQuality     Permission = "see_quality"      // loads, rejects, who has not reported
	Define         Permission = "define"           // write proposals of indicators
	Decide         Permission = "decide"           // put what was accepted into the framework
	Consult        Permission = "consult"          // hold consultations: invite, answer, close
	SeeConsulted   Permission = "see_consultation" // read what groups said
	TakePart       Permission = "take_part"        // answer a consultation for a group
	SeeFollowUp    Permission = "see_follow_up"    // rulings and what became of them
	KeepFollowUp   Permission = "keep_follow_up"   // record rulings, evidence and meetings
	SeeAudit       Permission = "see_audit"        // who did what
	ManageAccounts Permission = "manage_accounts"  // invite, change, close accounts
)

// AllPermissions lists every permission.
var AllPermissions = []Permission{
	SeeReleases, SignIn, HaveAccount, SeeIndicators, SeeRows, SeeAllFields, SeeQuality, Define, Decide,
	Consult, SeeConsulted, TakePart, SeeFollowUp, KeepFollowUp, SeeAudit, ManageAccounts,
}

// granted is what each role may do. An administrator keeps the accounts and sees
// no records; nobody both makes a release and keeps the accounts.
var granted = map[Role][]Permission{
	Public:        {SeeReleases, SignIn},
	Group:         {SeeReleases, SignIn, HaveAccount, TakePart},
	Member:        {SeeReleases, SignIn, HaveAccount, SeeIndicators, SeeRows, SeeConsulted, SeeFollowUp},
	Office:        {SeeReleases, SignIn, HaveAccount, SeeIndicators, SeeRows, SeeAllFields, SeeQuality, Define, Decide, Consult, SeeConsulted, SeeFollowUp, KeepFollowUp},
	Analyst:       {SeeReleases, SignIn, HaveAccount, SeeIndicators, SeeRows, SeeAllFields, SeeQuality, Define, SeeConsulted, SeeFollowUp, KeepFollowUp},
	Reviewer:      {SeeReleases, SignIn, HaveAccount, SeeIndicators, SeeRows, SeeAllFields, SeeQuality, SeeConsulted, SeeFollowUp, SeeAudit},
	Administrator: {SeeReleases, SignIn, HaveAccount, SeeAudit, ManageAccounts},
}

// May reports whether a role has a permission. A role that is not known has none.
func (r Role) May(p Permission) bool { return slices.Contains(granted[r], p) }

// IsOfAccount reports whether an account can have the role.
func (r Role) IsOfAccount() bool { return r != Public && slices.Contains(AllRoles, r) }
