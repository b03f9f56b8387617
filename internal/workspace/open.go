package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"heng/indicators"
	"heng/indicators/frameworks"
	"heng/internal/datapackage"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/reports"
	"heng/reports/release"
)

// Workspace is what the files of a workspace say.
type Workspace struct {
	Root       string // an absolute path
	Settings   *Settings
	Languages  []locale.Lang           // of the outputs, in their order
	Package    *datapackage.Package    // nil where nothing in it could be read
	Frameworks []*indicators.Framework // in the order of heng.yaml, else by file name
	Models     []*indicators.Model     // by name
	Outline    *reports.Outline        // nil where the workspace has none
	Notes      *reports.Notes          // nil where the workspace has none
	Policy     *release.Policy         // nil where the workspace has none: then nothing may be released
}

// Open reads the workspace in dir. The findings are all slips of form in all
// its files, named relative to dir; an error says that a file the workspace
// cannot be without is missing or cannot be read. The workspace is usable when
// no finding is an error.
func Open(dir string) (*Workspace, []fault.Finding, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, disk.CannotRead(dir, err)
	}
	text, err := os.ReadFile(filepath.Join(root, SettingsFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fault.Wrap(fault.Input, err, locale.M("workspace.not_one", "path", dir)).
			WithHint(locale.M("workspace.none_here_hint"))
	case err != nil:
		return nil, nil, disk.CannotRead(SettingsFile, err)
	}
	w := &Workspace{Root: root}
	settings, findings := ReadSettings(SettingsFile, text)
	w.Settings = settings
	w.Languages = settings.languages()

	pkg, found, err := datapackage.Read(root)
	if err != nil {
		return nil, nil, err
	}
	findings = append(findings, found...)
	if pkg != nil && len(pkg.Resources) > 0 { // else nothing in it could be read
		w.Package = pkg
	}
	if pkg != nil && len(fault.Errors(found)) == 0 {
		findings = append(findings, datapackage.Check(pkg, w.Languages)...)
	}
	found, err = w.readFrameworks()
	if err != nil {
		return nil, nil, err
	}
	findings = append(findings, found...)
	found, err = w.readModels()
	if err != nil {
		return nil, nil, err
	}
	findings = append(findings, found...)
	found, err = w.readReports()
	if err != nil {
		return nil, nil, err
	}
	findings = append(findings, found...)
	found, err = w.readPolicy()
	if err != nil {
		return nil, nil, err
	}
	findings = append(findings, found...)
	fault.Sort(findings)
	return w, findings, nil
}

// readFrameworks reads the files that heng.yaml names, or every one.
func (w *Workspace) readFrameworks() ([]fault.Finding, error) {
	there, err := namesIn(w.Root, FrameworksDir, ".yaml")
	if err != nil {
		return nil, err
	}
	names := w.Settings.Frameworks
	if len(names) == 0 {
		names = there
	}
	var findings []fault.Finding
	var packs []string
	for i, name := range names {
		pack, packed := frameworks.Find(name)
		switch {
		case !slices.Contains(there, name) && packed:
			findings = append(findings, w.addPack(pack, i)...)
			packs = append(packs, name)
			continue
		case packed && len(w.Settings.Frameworks) > 0:
			findings = append(findings, w.Settings.Node.Get("frameworks", i).Finding(fault.SeverityWarning, "pack_replaced",
				locale.M("workspace.pack_replaced", "name", name), locale.M("workspace.pack_replaced_hint", "name", name)))
		}
		if !slices.Contains(there, name) {
			there := append(slices.Clone(there), frameworks.Names()...)
			hint := locale.M("workspace.known_frameworks", "names", there)
			if near := fault.Nearest(name, there); near != "" {
				hint = locale.M("fault.did_you_mean", "name", near)
			}
			findings = append(findings, w.Settings.Node.Get("frameworks", i).
				Finding(fault.SeverityError, "unknown_framework", locale.M("workspace.unknown_framework", "name", name), hint))
			continue
		}
		file := path.Join(FrameworksDir, name+".yaml")
		text, err := os.ReadFile(filepath.Join(w.Root, filepath.FromSlash(file)))
		if err != nil {
			return nil, disk.CannotRead(file, err)
		}
		framework, found := indicators.ReadFramework(file, text)
		findings = append(findings, found...)
		if framework.Node != nil { // it is a mapping, whatever else is wrong with it
			w.Frameworks = append(w.Frameworks, framework)
		}
	}
	findings = append(findings, w.unadopted(packs)...)
	if len(names) == 0 {
		findings = append(findings, fault.Finding{
			ID: "no_frameworks", Place: fault.Place{File: FrameworksDir},
			Message: locale.M("workspace.no_frameworks"), Hint: locale.M("workspace.no_frameworks_hint"),
		})
	}
	return findings, nil
}

// readModels reads models/*.sql.
func (w *Workspace) readModels() ([]fault.Finding, error) {
	names, err := namesIn(w.Root, ModelsDir, ".sql")
	if err != nil {
		return nil, err
	}
	var findings []fault.Finding
	for _, name := range names {
		file := path.Join(ModelsDir, name+".sql")
		text, err := os.ReadFile(filepath.Join(w.Root, filepath.FromSlash(file)))
		if err != nil {
			return nil, disk.CannotRead(file, err)
		}
		model, found := indicators.ReadModel(file, name, text)
		findings = append(findings, found...)
		w.Models = append(w.Models, model)
	}
	return findings, nil
}

// namesIn lists the files of a folder that end in extension, without it, in
// order. A folder that is not there is empty; what editors leave behind (names
// that begin with a dot) is not read.
func namesIn(root, dir, extension string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(root, dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, disk.CannotRead(dir, err)
	}
	var names []string
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), extension)
		if ok && !e.IsDir() && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
