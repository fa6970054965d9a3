-- An empty original voucher is no voucher: kept as an empty cell, as those of all other columns are, and left
-- out of the index. As a text that nearly all payments share, it made the databases take the index for useless
-- and read all payments instead.
UPDATE payments SET original_voucher = NULL WHERE original_voucher = '';
DROP INDEX payments_by_original;
CREATE INDEX payments_by_original ON payments (original_voucher) WHERE original_voucher IS NOT NULL;
ANALYZE payments;
