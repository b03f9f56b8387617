// Package compose is the form in which somebody writes an indicator without
// knowing YAML or SQL, apart from any page that shows it.
//
// An Item is the text of one indicator as it stands in a framework file. Read
// turns an item into a Form, plain values with conditions as pickers; Apply
// writes a form back into an item and touches only the lines whose values
// changed; Splice puts an item back into the file and leaves every other byte.
// What a form cannot hold stays as the text it is: an expression beyond the
// pickers (Condition.Text), a key of another shape (Form.Kept). Each writer
// reads what it wrote again and refuses rather than hand out another meaning.
//
// Choices lists what the pickers offer, from the data dictionary. FieldsOf says
// to which field of the form a finding belongs. The package runs nothing and
// checks no meaning: that is indicators.Check.
package compose
