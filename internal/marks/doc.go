// Package marks knows the marks of secrecy that Taiwan's offices set on what
// they write: the grades 絕對機密, 極機密 and 機密 of state secrets and 密 of
// official ones (國家機密保護法 Art. 4; 文書處理手冊), as a heading, in brackets,
// as the value of 密等, and the sentence that says when a document is
// declassified. It knows their false friends, too: 不涉機密, 機密檔案管理, 秘書,
// 密克羅尼西亞 and 密集 bear no mark.
//
// The package is pure: text in, places out. It opens no file, keeps nothing of
// what it reads, and never quotes it. What a mark leads to is for its callers:
// a load refuses the file, a release the row.
//
// Begin at InText for a text by itself and at Table for rows of cells.
package marks
