-- Question: Which way did each contact take through the flows, and how long was it at each block?
-- Grain: one row per entry (owner, loggroup, logeventid), that is per block that a contact passed
-- Columns:
--   owner, text: AWS account of the log
--   loggroup, text: log group
--   logeventid, text: id of the entry within its group
--   instancearn, text: ARN of the Connect instance
--   instance_id, text: last part of the instance's ARN
--   contactid, text: id of the contact
--   step, number: 1 for the contact's first block
--   entered_at, timestamp UTC: when the contact entered the block
--   flow, text: name of the flow, else its id
--   flow_arn, text: ARN of the flow
--   block_type, text: what the block does
--   block, text: name or id of the block within the flow
--   choice, text: key that was pressed in a menu, or Timeout
--   error, text: what went wrong in the block; null if nothing did
--   seconds_to_next, seconds: to the contact's next entry, prompts included; null at its last
--
-- A contact's way may cross midnight, so the engine reads all entries. Saved queries count the same over the
-- entries of their days.
SELECT
  owner,
  loggroup,
  logeventid,
  instancearn,
  instance_id,
  contactid,
  row_number() OVER (
    PARTITION BY instancearn, contactid ORDER BY entered_at, logeventid, loggroup, owner
  ) AS step,
  entered_at,
  flow,
  flow_arn,
  block_type,
  block,
  choice,
  error,
  CAST(
    date_diff(
      'millisecond',
      entered_at,
      lead(entered_at) OVER (
        PARTITION BY instancearn, contactid ORDER BY entered_at, logeventid, loggroup, owner
      )
    )
    AS double
  ) / 1000 AS seconds_to_next
FROM flow_entries
WHERE contactid IS NOT NULL
