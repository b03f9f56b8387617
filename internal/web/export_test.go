package web

// Routes lists every route, for the matrix of what each role may.
func Routes() []route { return (&Server{}).routes() }
