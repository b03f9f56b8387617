// Package verdict says what there is to say of records after they were loaded:
// who sent them and who has not, which rows were set aside or pointed out, and
// which of the accepted ones look odd.
//
// Advice is advisory, in the manner of 360Giving's data quality checks: each
// says how many rows, what share, which, and what to do about it by that share;
// none ever blocks a load. A correction sheet gathers all of it for one sender,
// as a spreadsheet in both languages that can be mailed.
//
// The package reads the store and changes nothing. Begin at Read, then
// Quality.Corrections.
package verdict
