package release

import (
	"bytes"
	"encoding/json"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
)

// ReadObservations reads the observations of a release back from its JSON, with
// what a reader goes by: cells, values and the figures behind them.
func ReadObservations(text []byte) ([]indicators.Observation, error) {
	var rows []struct {
		Framework   string               `json:"framework"`
		Indicator   string               `json:"indicator"`
		Version     string               `json:"version"`
		Period      *string              `json:"period"`
		Breakdown   indicators.Breakdown `json:"breakdown"`
		Value       *decimal.Decimal     `json:"value"`
		Numerator   *decimal.Decimal     `json:"numerator"`
		Denominator *decimal.Decimal     `json:"denominator"`
		N           *int64               `json:"n"`
		Missing     *int64               `json:"missing"`
		Unit        string               `json:"unit"`
		ObsStatus   string               `json:"obs_status"`
		ConfStatus  string               `json:"conf_status"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&rows); err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.observations_unreadable"))
	}
	var all []indicators.Observation
	for _, r := range rows {
		o := indicators.Observation{
			Framework: r.Framework, Indicator: r.Indicator, Version: r.Version, Period: r.Period, Breakdown: r.Breakdown,
			Numerator: r.Numerator, Denominator: r.Denominator, Unit: r.Unit,
			ObsStatus: indicators.ObsStatus(r.ObsStatus), ConfStatus: indicators.ConfStatus(r.ConfStatus),
		}
		if r.Value != nil {
			o.Value = indicators.FromDecimal(*r.Value)
		}
		if r.N != nil {
			o.N = *r.N
		}
		if r.Missing != nil {
			o.Missing = *r.Missing
		}
		all = append(all, o)
	}
	return all, nil
}
