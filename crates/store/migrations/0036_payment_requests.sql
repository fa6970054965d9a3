-- Requests for payments, with what the finance bureau said of them and the payment that settled each. What was done about
-- one stands in its steps; the columns here are what these come to. The name of a person who is to be paid is hidden as
-- in payments, so that the payment is found by it.
CREATE TABLE payment_requests (
    request_id {id},
    county TEXT NOT NULL,
    unit TEXT NOT NULL,
    project TEXT NOT NULL,
    maker_id BIGINT NOT NULL REFERENCES people (person_id),
    allotment TEXT NOT NULL,
    fund TEXT NOT NULL,
    kind TEXT NOT NULL,
    payee TEXT NOT NULL,
    payee_type TEXT NOT NULL,
    purpose TEXT NOT NULL,
    amount BIGINT NOT NULL,
    voucher_no TEXT NOT NULL,
    approved_on TEXT,
    paid_voucher TEXT,
    state TEXT NOT NULL,
    since TEXT NOT NULL
);

CREATE INDEX payment_requests_by_state ON payment_requests (state, county, request_id);
CREATE INDEX payment_requests_by_county ON payment_requests (county, request_id);
CREATE INDEX payment_requests_by_project ON payment_requests (project);
-- A payment settles one request.
CREATE UNIQUE INDEX payment_requests_by_voucher ON payment_requests (county, paid_voucher)
    WHERE paid_voucher IS NOT NULL;
