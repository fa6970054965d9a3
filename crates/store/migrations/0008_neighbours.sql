-- The ways from a draft to the records on which its verdict depends, beside those of the lists.
CREATE INDEX payments_by_payee ON payments (county, payee);
CREATE INDEX payments_by_voucher ON payments (voucher_no);
CREATE INDEX payments_by_original ON payments (original_voucher);
CREATE INDEX benefits_by_voucher ON benefits (voucher_no);
CREATE INDEX disclosures_by_subject ON disclosures (subject);
