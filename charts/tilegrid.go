package charts

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// tileGridText gives each country a tile: its ISO 3166-1 code, its region, and
// column and row within the region. It has the countries that are or since
// 1990 were diplomatic allies, and others with which aid is common. The grid
// shows who lies beside whom, about; no border, area or distance.
//
//go:embed tilegrid.csv
var tileGridText string

// tile is a country's place on the grid.
type tile struct {
	region      string
	column, row int
}

// tileRegions lists the regions in the order of the drawing, those that stand
// under each other together.
var tileRegions = [][]string{{"americas"}, {"europe", "africa"}, {"asia", "pacific"}}

var tileGrid = sync.OnceValue(func() map[string]tile {
	grid := map[string]tile{}
	for i, line := range strings.Split(strings.TrimSpace(tileGridText), "\n") {
		fields := strings.Split(strings.TrimSpace(line), ",")
		if i == 0 || len(fields) != 4 {
			continue
		}
		column, _ := strconv.Atoi(fields[2]) // a test reads the file strictly
		row, _ := strconv.Atoi(fields[3])
		grid[fields[0]] = tile{fields[1], column, row}
	}
	return grid
})

// tileBlock is a region with the countries that are drawn.
type tileBlock struct {
	region        string
	places        []int // of the input
	columns, rows []int // used, in order; others take no room
	cells         map[int]tile
}

// at is where a country stands within its block, after the columns and rows
// that hold none are taken out.
func (b tileBlock) at(place int) (column, row int) {
	return slices.Index(b.columns, b.cells[place].column), slices.Index(b.rows, b.cells[place].row)
}

// tileBlocks sorts countries, by their codes, into regions. Those without a
// tile, and a second one with the same code, are left over.
func tileBlocks(codes []string) (stacks [][]tileBlock, rest []int) {
	blocks := map[string]*tileBlock{}
	seen := map[string]bool{}
	for i, code := range codes {
		cell, known := tileGrid()[code]
		if !known || seen[code] {
			rest = append(rest, i)
			continue
		}
		seen[code] = true
		b := blocks[cell.region]
		if b == nil {
			b = &tileBlock{region: cell.region, cells: map[int]tile{}}
			blocks[cell.region] = b
		}
		b.places, b.cells[i] = append(b.places, i), cell
		b.columns, b.rows = append(b.columns, cell.column), append(b.rows, cell.row)
	}
	for _, regions := range tileRegions {
		var stack []tileBlock
		for _, region := range regions {
			if b := blocks[region]; b != nil {
				slices.Sort(b.columns)
				slices.Sort(b.rows)
				b.columns, b.rows = slices.Compact(b.columns), slices.Compact(b.rows)
				stack = append(stack, *b)
			}
		}
		if len(stack) > 0 {
			stacks = append(stacks, stack)
		}
	}
	return stacks, rest
}
