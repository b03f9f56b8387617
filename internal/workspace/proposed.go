package workspace

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"heng/indicators"
	"heng/indicators/compose"
	"heng/internal/consult"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Proposed is an indicator as the text of a proposal says it, in the framework that
// it is proposed for.
type Proposed struct {
	Framework *indicators.Framework
	Indicator *indicators.Indicator
	Paper     consult.Paper
}

// proposedFile is what findings call the text of a proposal.
const proposedFile = "proposal.yaml"

// Propose reads the text of a proposal. A text that is no indicator is refused with
// everything that is wrong with its form; what it means is checked by Preview, and
// again when it comes into force. An unknown framework is refused, too.
func (w *Workspace) Propose(framework, text string) (*Proposed, error) {
	at := slices.IndexFunc(w.Frameworks, func(f *indicators.Framework) bool { return f.ID == framework })
	if at < 0 {
		return nil, fault.New(fault.Refused, locale.M("workspace.proposal_unknown", "name", framework))
	}
	p := &Proposed{Framework: w.Frameworks[at], Indicator: new(indicators.Indicator)}
	document := yamldoc.Decode(proposedFile, []byte(text), p.Indicator)
	if found := fault.Errors(document.Findings); len(found) > 0 || document.Root == nil {
		return nil, fault.New(fault.Refused, locale.M("workspace.proposal_unread")).WithFindings(found)
	}
	p.Paper = consult.Paper{Text: text, Terms: p.Indicator.Terms()}
	for _, id := range p.Indicator.Criteria {
		if c := p.Framework.Criterion(id); c != nil {
			p.Paper.Criteria = append(p.Paper.Criteria, consult.Criterion{ID: c.ID, Title: c.Title, Text: c.Text})
		}
	}
	// How far it has come is no part of what is agreed to.
	bound, err := json.Marshal([]any{definitionText(document.Root), p.Paper.Criteria})
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("workspace.proposal_unread"))
	}
	sum := sha256.Sum256(bound)
	p.Paper.Hash = hex.EncodeToString(sum[:])
	return p, nil
}

// IndicatorText returns the text of an indicator as it stands in its framework; empty
// where there is none of that id.
func (w *Workspace) IndicatorText(framework, id string) (string, error) {
	for _, f := range w.Frameworks {
		for _, i := range f.Indicators {
			if f.ID != framework || i.ID != id {
				continue
			}
			if f.Shipped {
				return string(i.Node.Print(nil)), nil
			}
			content, err := os.ReadFile(filepath.Join(w.Root, filepath.FromSlash(f.File)))
			if err != nil {
				return "", disk.CannotRead(f.File, err)
			}
			item, findings := compose.Find(f.File, content, id)
			return item.Text, errorsIn(findings)
		}
	}
	return "", nil
}

// InForce returns the text of a proposal as it comes into force: agreed, and with the
// agreements given in place of any that it has.
func (p *Proposed) InForce(agreements []consult.GroupAgreement) (string, error) {
	document := yamldoc.Parse(proposedFile, []byte(p.Paper.Text))
	lines := strings.Split(strings.TrimRight(p.Paper.Text, "\n"), "\n")
	gone := make([]bool, len(lines))
	entries := document.Root.Entries()
	for at, e := range entries {
		if e.Key != "status" && e.Key != "agreements" {
			continue
		}
		from, to := e.Value.KeyPlace().Line-1, len(lines)
		if at+1 < len(entries) {
			to = entries[at+1].Value.KeyPlace().Line - 1
		}
		for line := from; line < to; line++ {
			text := strings.TrimSpace(lines[line])
			gone[line] = line == from || text != "" && !strings.HasPrefix(lines[line], "#")
		}
	}
	var out []string
	for at, line := range lines {
		if !gone[at] {
			out = append(out, line)
		}
	}
	out = append(out, "status: agreed")
	if len(agreements) > 0 {
		out = append(out, "agreements:")
	}
	for _, a := range agreements {
		out = append(out, "  - "+agreementText(a))
	}
	text := strings.Join(out, "\n") + "\n"
	var again indicators.Indicator
	read := yamldoc.Decode(proposedFile, []byte(text), &again)
	if len(fault.Errors(read.Findings)) > 0 || again.Terms() != p.Paper.Terms || again.Status != "agreed" || len(again.Agreements) != len(agreements) {
		return "", fault.New(fault.Refused, locale.M("workspace.proposal_form")).WithHint(locale.M("workspace.proposal_form_hint"))
	}
	return text, nil
}

// agreementText writes an agreement as a framework has it. JSON's quoted texts are
// YAML's.
func agreementText(a consult.GroupAgreement) string {
	quoted := func(text string) string {
		out, _ := json.Marshal(text) // of a text it never fails
		return string(out)
	}
	return "{group: " + quoted(a.Group) + ", on: " + a.On + ", record: " + quoted(a.Record) + ", of: " + a.Of + "}"
}

// AdoptionText is what a workspace writes into heng.yaml of an indicator of a framework
// that comes with Heng, whose file is not its own.
func (p *Proposed) AdoptionText(agreements []consult.GroupAgreement) string {
	out := "packs:\n  " + p.Framework.ID + ":\n    indicators:\n      " + p.Indicator.ID + ":\n        status: agreed\n"
	if len(agreements) > 0 {
		out += "        agreements:\n"
	}
	for _, a := range agreements {
		out += "          - " + agreementText(a) + "\n"
	}
	return out
}

// PutInForce writes an accepted proposal into the file of its framework, in the place
// of the indicator of its id or behind all others; every other byte of the file stays.
// Nothing is written where the workspace would not pass its check with it. Keep records
// that it was written; where it fails, the file is as before.
func (w *Workspace) PutInForce(ctx context.Context, p *Proposed, agreements []consult.GroupAgreement, keep func(file string) error) error {
	if p.Framework.Shipped {
		return fault.New(fault.Refused, locale.M("workspace.proposal_shipped", "name", p.Framework.ID)).WithHint(locale.M("workspace.proposal_shipped_hint"))
	}
	text, err := p.InForce(agreements)
	if err != nil {
		return err
	}
	file := p.Framework.File
	path := filepath.Join(w.Root, filepath.FromSlash(file))
	before, err := os.ReadFile(path)
	if err != nil {
		return disk.CannotRead(file, err)
	}
	there := slices.ContainsFunc(p.Framework.Indicators, func(i *indicators.Indicator) bool { return i.ID == p.Indicator.ID })
	var after []byte
	var findings []fault.Finding
	if there {
		after, findings = compose.Splice(file, before, p.Indicator.ID, text)
	} else {
		after, findings = compose.Insert(file, before, compose.Place{}, text)
	}
	if err := errorsIn(findings); err != nil {
		return refusedWith(err)
	}
	if err := w.passesWith(ctx, file, after); err != nil {
		return refusedWith(err)
	}
	// An editor may have saved the file while it was checked.
	switch now, err := os.ReadFile(path); {
	case err != nil:
		return disk.CannotRead(file, err)
	case !bytes.Equal(now, before):
		return fault.New(fault.Refused, locale.M("workspace.proposal_overtaken", "file", file)).WithHint(locale.M("workspace.proposal_overtaken_hint"))
	}
	if err := disk.WriteFile(path, after); err != nil {
		return err
	}
	if err := keep(file); err != nil {
		return errors.Join(err, disk.WriteFile(path, before))
	}
	return nil
}

// refusedWith makes a refusal of what a check found.
func refusedWith(err error) error {
	refusal := fault.New(fault.Refused, locale.M("workspace.proposal_unsound"))
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return refusal.WithFindings(e.Findings)
	}
	return err
}

// passesWith checks the workspace as it would be with another text of a framework.
func (w *Workspace) passesWith(ctx context.Context, file string, content []byte) error {
	next, findings, err := Open(w.Root)
	if err != nil {
		return err
	}
	findings = slices.DeleteFunc(findings, func(f fault.Finding) bool { return f.Place.File == file })
	read, found := indicators.ReadFramework(file, content)
	for at, f := range next.Frameworks {
		if f.File == file {
			next.Frameworks[at] = read
		}
	}
	_, _, err = next.Ready(ctx, append(findings, found...))
	return err
}

// DayBegins is the moment at which a day, as 2018-06-22, begins where the workspace is.
func (w *Workspace) DayBegins(day string) (time.Time, error) {
	zone, err := w.zone()
	if err != nil {
		return time.Time{}, err
	}
	at, err := ParseDate(day)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone), err
}

// Today is the day where the workspace is.
func (w *Workspace) Today(now time.Time) (string, error) {
	zone, err := w.zone()
	if err != nil {
		return "", err
	}
	return now.In(zone).Format(time.DateOnly), nil
}

// PublishedValues are the observations of an indicator in the newest release: its
// totals, and nothing that the release keeps back. Empty where nothing was released.
func (w *Workspace) PublishedValues(framework, indicator string) (release string, values []indicators.Observation, err error) {
	all, err := w.publishedReleases()
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, nil
	}
	if err != nil || len(all) == 0 {
		return "", nil, err
	}
	newest := all[len(all)-1]
	for _, o := range newest.Observations {
		if o.Framework == framework && o.Indicator == indicator && len(o.Breakdown) == 0 {
			values = append(values, o)
		}
	}
	return newest.ID, values, nil
}

// Adopted checks that a proposal for a framework that comes with Heng stands in the
// workspace: its terms are those in use, and heng.yaml says that they are agreed.
func (w *Workspace) Adopted(p *Proposed) error {
	for _, i := range p.Framework.Indicators {
		if i.ID == p.Indicator.ID && i.Terms() == p.Paper.Terms && i.StatusName() == "agreed" {
			return nil
		}
	}
	return fault.New(fault.Refused, locale.M("workspace.proposal_not_adopted")).WithHint(locale.M("workspace.proposal_shipped_hint"))
}
