// Package frameworks holds the frameworks that come with Heng: definitions that
// more than one workspace uses. A pack is a framework file, the models that its
// indicators are about, and the parameters that those use. The models read the
// built-in schemas; a workspace with other tables writes a model of the same name
// and columns, and its file wins.
package frameworks
