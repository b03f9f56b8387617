package tabular

func openXLSX(f *openedFile) (Table, error) { panic("not yet") }
func openODS(f *openedFile) (Table, error)  { panic("not yet") }
