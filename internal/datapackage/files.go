package datapackage

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// FileFormat returns the format of the resource's files: the one it states, or
// the one that the name of its first path ends in. It is empty where neither
// says anything, and xls for the old format of Excel, which is read as nothing
// but refused with advice when the file is opened.
func (r *Resource) FileFormat() string {
	if len(r.Path) == 0 {
		return strings.ToLower(r.Format)
	}
	return r.FormatOf(r.Path[0])
}

// FormatOf is FileFormat for one of the resource's files.
func (r *Resource) FormatOf(file string) string {
	if r.Format != "" {
		return strings.ToLower(r.Format)
	}
	switch extension := strings.ToLower(path.Ext(file)); extension {
	case ".csv":
		return "csv"
	case ".tsv", ".tab":
		return "tsv"
	case ".xlsx", ".xlsm":
		return "xlsx"
	case ".jsonl", ".ndjson":
		return "jsonl"
	case ".ods", ".json", ".xls":
		return extension[1:]
	}
	if len(r.Path) > 0 && r.Path[0] != file {
		return r.FormatOf(r.Path[0])
	}
	return ""
}

// Files returns the files that the resource's paths and globs name, relative
// to the workspace at root, with slashes, sorted and each once. Hidden files
// (.name, ~$name) belong to a glob only where it begins with their sign.
//
// A path that leads out of the workspace, itself or by a symbolic link, and a
// path or glob without a file are errors of code Input, all of them at once.
func (r *Resource) Files(root string) ([]string, error) {
	var files []string
	var findings []fault.Finding
	add := func(i int, id string, pattern string) {
		finding := fault.Finding{
			ID: id, Subject: r.Name,
			Message: locale.M("datapackage."+id, "path", pattern), Hint: locale.M("datapackage." + id + "_hint"),
		}
		if r.Node != nil {
			at := r.Node.Get("path")
			if at.Kind() == yamldoc.Sequence {
				at = at.Get(i)
			}
			finding = at.Finding(fault.SeverityError, id, finding.Message, finding.Hint)
			finding.Subject = r.Name
		}
		findings = append(findings, finding)
	}
	tree := os.DirFS(root)
	for i, pattern := range r.Path {
		if !local(pattern) {
			add(i, "path_outside", pattern)
			continue
		}
		matches := matchFiles(tree, path.Clean(pattern))
		if len(matches) == 0 {
			add(i, "no_file", pattern)
		}
		for _, file := range matches {
			if !inside(root, file) {
				add(i, "path_outside", file)
				continue
			}
			files = append(files, file)
		}
	}
	if len(findings) > 0 {
		return nil, fault.New(fault.Input, locale.M("datapackage.files_missing", "resource", r.Name)).WithFindings(findings)
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// local reports whether a path stays below the folder it begins in, on every
// system.
func local(p string) bool {
	return p != "" && !strings.Contains(p, `\`) && !strings.Contains(p, ":") && filepath.IsLocal(filepath.FromSlash(p))
}

// matchFiles returns the regular files a path or glob names.
func matchFiles(tree fs.FS, pattern string) []string {
	if info, err := fs.Stat(tree, pattern); err == nil && !info.IsDir() {
		return []string{pattern} // also a name with brackets
	}
	matches, err := fs.Glob(tree, pattern)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(matches, func(file string) bool {
		if info, err := fs.Stat(tree, file); err != nil || info.IsDir() {
			return true
		}
		name, wanted := path.Base(file), path.Base(pattern)
		for _, sign := range []string{".", "~$"} {
			if strings.HasPrefix(name, sign) && !strings.HasPrefix(wanted, sign) {
				return true
			}
		}
		return false
	})
}

// inside reports whether a file lies below root once symbolic links have been
// followed.
func inside(root, file string) bool {
	base, err := filepath.EvalSymlinks(root)
	if err != nil {
		return false
	}
	target, err := filepath.EvalSymlinks(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return false
	}
	relative, err := filepath.Rel(base, target)
	return err == nil && filepath.IsLocal(relative)
}
