package tabular

// Raw returns the record as Text does, without a copy: it is valid until the
// next call of Next.
func (r *Record) Raw() []byte { return r.raw }
