-- Question: When did the customer of each first contact come back?
-- Grain: one row per inbound first segment from an address that can be told apart
--
-- Stands on contact_facts. Withheld and redacted addresses are no customer: such a contact is not
-- here, and repeats none.
WITH first_segments AS (
  SELECT
    instancearn,
    contactid,
    instance_id,
    customer_address,
    queue,
    queue_kind,
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
  -- The next group is the next moment, so contacts of the very same moment are not repeats.
  min(initiated_at) OVER (
    PARTITION BY instancearn, customer_address
    ORDER BY initiated_at
    GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
  ) AS next_initiated_at
FROM first_segments
