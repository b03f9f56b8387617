package yamldoc

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Decoder is a type that reads itself from a node and records what is wrong
// with it there.
type Decoder interface {
	DecodeYAML(n *Node)
}

// Decode reads text into dst, a pointer to a struct, and returns the document
// with everything that is wrong. dst holds what could be read.
//
// A struct's fields are named by their yaml tags; a field without one or with
// "-" is not read. The option "required" makes an absent key an error. A field
// of type *Node tagged "-" receives the struct's own node. Strings take any
// scalar's text as written, so that version: 1.0 and period: 2018 keep theirs.
func Decode(file string, text []byte, dst any) *Document {
	d := Parse(file, text)
	if d.Root != nil {
		d.Root.Decode(dst)
	}
	fault.Sort(d.Findings)
	return d
}

// Decode reads the node into dst, a pointer.
func (n *Node) Decode(dst any) { n.decode(reflect.ValueOf(dst).Elem()) }

var (
	decoderType = reflect.TypeFor[Decoder]()
	nodeType    = reflect.TypeFor[*Node]()
	textType    = reflect.TypeFor[locale.Text]()
	decimalType = reflect.TypeFor[decimal.Decimal]()
)

func (n *Node) decode(v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		n.decode(v.Elem())
		return
	}
	switch n.Kind() {
	case Unsupported:
		n.Error("yaml_tag", locale.M("yaml.unsupported", "text", n.ast.GetToken().Value), locale.M("yaml.unsupported_hint"))
		return
	case Null:
		if v.CanAddr() && v.Addr().Type().Implements(decoderType) {
			break // the type may have more to say about an empty value
		}
		n.Error("null", locale.M("yaml.null"), locale.M("yaml.null_hint"))
		return
	}
	if v.CanAddr() && v.Addr().Type().Implements(decoderType) {
		v.Addr().Interface().(Decoder).DecodeYAML(n)
		return
	}
	switch {
	case v.Type() == textType:
		n.decodeText(v)
		return
	case v.Type() == decimalType:
		if d, err := decimal.NewFromString(n.scalar()); err == nil {
			v.Set(reflect.ValueOf(d))
		} else if n.Kind() == Scalar {
			n.Error("not_a_number", locale.M("yaml.not_a_number", "text", n.scalar()))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		n.decodeStruct(v)
	case reflect.Slice:
		n.decodeSlice(v)
	case reflect.Map:
		n.decodeMap(v)
	case reflect.String:
		v.SetString(n.scalar())
	case reflect.Bool:
		switch n.scalar() {
		case "true":
			v.SetBool(true)
		case "false":
			v.SetBool(false)
		default:
			if n.Kind() == Scalar {
				n.Error("not_a_boolean", locale.M("yaml.not_a_boolean", "text", n.scalar()))
			}
		}
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(n.scalar(), 10, 64)
		if err != nil && n.Kind() == Scalar {
			n.Error("not_an_integer", locale.M("yaml.not_an_integer", "text", n.scalar()))
		}
		v.SetInt(i)
	default:
		panic("yamldoc: cannot decode into " + v.Type().String())
	}
}

// scalar returns the node's text; anything else than a scalar is an error.
func (n *Node) scalar() string {
	text, ok := n.Text()
	if !ok {
		n.wantScalar()
	}
	return text
}

func (n *Node) wantScalar() {
	if len(n.doc.Findings) > 0 {
		if last := n.doc.Findings[len(n.doc.Findings)-1]; last.ID == "not_a_text" && last.Place == n.Place() {
			return
		}
	}
	n.Error("not_a_text", locale.M("yaml.not_a_text"))
}

func (n *Node) decodeText(v reflect.Value) {
	if n.Kind() != Mapping {
		n.Error("not_bilingual", locale.M("yaml.not_bilingual"), locale.M("yaml.not_bilingual_hint"))
		return
	}
	t := locale.Text{}
	n.eachEntry(func(e Entry) {
		lang := locale.Lang(e.Key)
		if !slices.Contains(locale.Languages, lang) {
			e.Value.KeyError("unknown_language", locale.M("yaml.unknown_language", "name", e.Key), locale.M("yaml.unknown_language_hint"))
			return
		}
		if e.Value.Kind() == Null {
			e.Value.Error("null", locale.M("yaml.null"), locale.M("yaml.null_hint"))
			return
		}
		t[lang] = strings.TrimSpace(e.Value.scalar())
	})
	v.Set(reflect.ValueOf(t))
}

func (n *Node) decodeStruct(v reflect.Value) {
	fields := fieldsOf(v.Type())
	for _, f := range fields.nodes {
		v.Field(f).Set(reflect.ValueOf(n))
	}
	if n.Kind() != Mapping {
		n.Error("not_a_mapping", locale.M("yaml.not_a_mapping", "keys", fields.names))
		return
	}
	n.eachEntry(func(e Entry) {
		i, known := fields.index[e.Key]
		if !known {
			hint := locale.M("yaml.known_keys", "keys", fields.names)
			if near := fault.Nearest(e.Key, fields.names); near != "" {
				hint = locale.M("fault.did_you_mean", "name", near)
			}
			e.Value.KeyError("unknown_key", locale.M("yaml.unknown_key", "name", e.Key), hint)
			return
		}
		e.Value.decode(v.Field(i))
	})
	for _, name := range fields.required {
		if !n.Has(name) {
			n.Error("missing_key", locale.M("yaml.missing_key", "name", name))
		}
	}
}

func (n *Node) decodeSlice(v reflect.Value) {
	if n.Kind() != Sequence {
		n.Error("not_a_list", locale.M("yaml.not_a_list"))
		return
	}
	items := n.Items()
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		item.decode(v.Index(i))
	}
}

func (n *Node) decodeMap(v reflect.Value) {
	if n.Kind() != Mapping {
		n.Error("not_a_mapping", locale.M("yaml.not_a_mapping_any"))
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	n.eachEntry(func(e Entry) {
		value := reflect.New(v.Type().Elem()).Elem()
		e.Value.decode(value)
		v.SetMapIndex(reflect.ValueOf(e.Key).Convert(v.Type().Key()), value)
	})
}

// eachEntry calls f for every key once; a repeated key is an error.
func (n *Node) eachEntry(f func(Entry)) {
	seen := map[string]int{}
	for _, e := range n.Entries() {
		if line, again := seen[e.Key]; again {
			e.Value.KeyError("duplicate_key", locale.M("yaml.duplicate_key", "name", e.Key, "line", strconv.Itoa(line)))
			continue
		}
		seen[e.Key] = e.Value.KeyPlace().Line
		f(e)
	}
}

// structFields is how a struct is read: its keys, which of them must be there,
// and the fields that receive the struct's node.
type structFields struct {
	names    []string
	index    map[string]int
	required []string
	nodes    []int
}

func fieldsOf(t reflect.Type) structFields {
	fields := structFields{index: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-" && f.Type == nodeType:
			fields.nodes = append(fields.nodes, i)
		case name == "" || name == "-":
		default:
			fields.names = append(fields.names, name)
			fields.index[name] = i
			if options == "required" {
				fields.required = append(fields.required, name)
			}
		}
	}
	return fields
}
