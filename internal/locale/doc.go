// Package locale writes what people read: messages, numbers, amounts, dates
// and lists in Traditional Chinese as used in Taiwan and in English.
//
// Every screen text is an entry of a catalogue (a YAML file a subject and a
// language, embedded); code names it by key with M and a Printer writes it.
// Numbers are formatted for display only, half away from zero; nothing here
// changes a value that is stored or computed.
//
// The package is a leaf: it knows no indicator, no file and no database.
// Begin at M and NewPrinter.
package locale
