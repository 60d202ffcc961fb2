-- Question: When did the customer of each first contact come back?
-- Grain: one row per inbound first segment from a known address
-- Columns:
--   next_initiated_at, timestamp UTC: when the customer's next contact began; null if there is none
--
-- Reads contact_facts. A withheld or redacted address does not identify a customer, so a contact with
-- one has no row here, and is no repeat of another.
WITH first_segments AS (
  SELECT
    instancearn,
    contactid,
    instance_id,
    customer_address,
    queue,
    queue_kind,
    queue_label,
    channel,
    initiated_at
  FROM contact_facts
  WHERE initiation_method = 'INBOUND'
    AND previouscontactid IS NULL
    AND (initialcontactid IS NULL OR initialcontactid = contactid)
    AND lower(trim(customer_address)) NOT IN (
      '', 'anonymous', 'unknown', 'unavailable', 'restricted', 'private', 'withheld'
    )
)

SELECT
  first_segments.*,
  -- Groups are moments, so contacts of exactly the same moment are not repeats of each other.
  min(initiated_at) OVER (
    PARTITION BY instancearn, customer_address
    ORDER BY initiated_at
    GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
  ) AS next_initiated_at
FROM first_segments
