// Package followup keeps what becomes of an advisory group's meetings: who was
// there and whether the rule of one third held, what the chair ruled and what was
// done about it, and how far each dataset has come on its way to the public.
//
// A Ledger is folded from the events of a journal. Its commands look at it and
// return the events that are to happen, or say why they may not; a Keeper makes
// them happen. Nothing here knows a page, a file or the clock of the machine.
//
// Words of the field: a ruling (主席裁示) is under follow-up (列管) until a meeting
// releases it (解除列管) or notes what was done for the record (同意備查). A dataset
// goes from the inventory (盤點) over proposal (提報), review (審核) and approval
// (同意公開) to the catalogue (上架).
//
// Begin at Ledger and Keeper.
package followup
