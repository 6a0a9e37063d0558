-- For lists that people ask for: what is no plain fact (corrections, manual entries, undos), and the story of a document.
create index entry_by_cause on entry (book_id, cause, number) where cause <> 'fact'
--;
create index discrepancy_by_document on discrepancy (book_id, document_id)
--;
create index discrepancy_by_state on discrepancy (book_id, state, discrepancy_id)
