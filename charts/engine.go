package charts

import (
	"context"
	_ "embed"
	"fmt"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// EngineVersion is the version of the Apache ECharts that is embedded.
const EngineVersion = "6.1.0"

//go:embed echarts/echarts.common.min.js
var engineSource string

// engineShell is all that ECharts lacks in a bare JavaScript engine, and the
// one function that is called. Without a timer nothing animates.
const engineShell = `
function setTimeout() { return 0 }
function clearTimeout() {}
`

const engineDraw = `(function (option, width, height) {
	var chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: width, height: height});
	try {
		chart.setOption(JSON.parse(option));
		return chart.renderToSVGString();
	} finally {
		chart.dispose();
	}
})`

// engineProgram is ECharts compiled, once a process: it takes a fifth of a
// second, a further engine of it a fortieth.
var engineProgram = sync.OnceValues(func() (*goja.Program, error) {
	return goja.Compile("echarts.common.min.js", engineSource, false)
})

// engine is one JavaScript engine with ECharts in it, for one goroutine at a
// time.
type engine struct {
	vm   *goja.Runtime
	draw goja.Callable
}

func newEngine() (*engine, error) {
	program, err := engineProgram()
	if err != nil {
		return nil, err
	}
	vm := goja.New()
	// Chance and the clock have no part in a drawing.
	vm.SetRandSource(func() float64 { return 0.5 })
	vm.SetTimeSource(func() time.Time { return time.Unix(0, 0).UTC() })
	if _, err := vm.RunString(engineShell); err != nil {
		return nil, err
	}
	if _, err := vm.RunProgram(program); err != nil {
		return nil, err
	}
	value, err := vm.RunString(engineDraw)
	if err != nil {
		return nil, err
	}
	draw, ok := goja.AssertFunction(value)
	if !ok {
		return nil, fmt.Errorf("the drawing function is %v", value)
	}
	return &engine{vm: vm, draw: draw}, nil
}

// svg draws an option. When ctx ends first the engine is stopped in the middle
// of its work and must not be used again; usable says whether it may be.
func (e *engine) svg(ctx context.Context, option []byte, width, height int) (svg string, usable bool, err error) {
	stop := context.AfterFunc(ctx, func() { e.vm.Interrupt(ctx.Err()) })
	defer func() {
		if r := recover(); r != nil {
			svg, usable, err = "", false, fmt.Errorf("the engine failed: %v", r)
		}
		if !stop() {
			usable = false
		}
	}()
	value, err := e.draw(goja.Undefined(), e.vm.ToValue(string(option)), e.vm.ToValue(width), e.vm.ToValue(height))
	if err != nil {
		if ctx.Err() != nil {
			return "", false, context.Cause(ctx)
		}
		return "", false, err
	}
	return value.String(), true, nil
}
