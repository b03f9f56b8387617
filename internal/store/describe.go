package store

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"
)

func describe(ctx context.Context, db sqlx.QueryerContext, sql string) ([]Column, error) {
	rows, err := db.QueryxContext(ctx, "describe "+sql)
	if err != nil {
		return nil, Classify(ctx, err)
	}
	defer rows.Close()
	var columns []Column
	for rows.Next() {
		values, err := rows.SliceScan()
		if err != nil {
			return nil, Classify(ctx, err)
		}
		columns = append(columns, Column{Name: asText(values[0]), Type: strings.ToLower(asText(values[1]))})
	}
	return columns, Classify(ctx, rows.Err())
}

func asText(v any) string {
	s, _ := v.(string)
	return s
}
