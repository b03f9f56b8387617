package release

import (
	"time"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/locale"
)

// Content is everything that a release says. What may not leave is not in it:
// it has been taken out of the records, the observations and the pages before.
type Content struct {
	ID        string // of the release, which is also its folder's name
	Title     locale.Text
	Languages []locale.Lang
	AsOf      time.Time
	Period    string // the report period as an SDMX code
	Issued    time.Time
	Version   string // of the program

	Policy       *Policy
	Package      *datapackage.Package // whose titles, sources and licences the records have
	Records      []*Records           // of the tables whose rows are released, in the order of the package
	Frameworks   []*indicators.Framework
	Observations []indicators.Observation // of the indicators that are released, suppressed values without figures
	Decisions    []Decision
	Changes      []Change // of observations against the release before
	// Before are the CSV files of the tables of the release before, by table.
	Before map[string][]byte
	Pages  []File // the report in each language
}

// File is a file of a release: its path within it, with slashes, and its bytes.
type File struct {
	Path    string
	Content []byte
}

// The files of a release beside its records and pages.
const (
	PackageFile      = "datapackage.json"
	ObservationsCSV  = "data/observations.csv"
	ObservationsJSON = "data/observations.json"
	ObservationsSDMX = "data/observations.sdmx.csv"
	WorkbookFile     = "data/tables.ods"
	WithheldCSV      = "withheld.csv"
	WithheldJSON     = "withheld.json"
	ChangesFile      = "changes.json"
	DCATFile         = "catalogue/dcat.jsonld"
	PortalFile       = "catalogue/data.gov.tw.json"
	QualityFile      = "catalogue/quality.json"
	ManifestFile     = "manifest.json"
	ApprovalsFile    = "approvals.json"
)

// Files writes every file of the release but its manifest, in the order of their
// paths. The same content gives the same bytes.
func (c *Content) Files() ([]File, error) {
	var files []File
	for _, write := range []func() ([]File, error){
		c.tableFiles, c.observationFiles, c.definitionFiles, c.withheldFiles, c.changesFile,
	} {
		written, err := write()
		if err != nil {
			return nil, err
		}
		files = append(files, written...)
	}
	files = append(files, c.Pages...)
	// These describe the files that there are, and so come last.
	described, err := c.packageFile(files)
	if err != nil {
		return nil, err
	}
	catalogues, err := c.catalogueFiles(files)
	if err != nil {
		return nil, err
	}
	files = append(append(files, described), catalogues...)
	sortFiles(files)
	return files, nil
}
