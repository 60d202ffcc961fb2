-- Question: Which block did a contact enter at which moment?
-- Grain: one row per entry (owner, loggroup, logeventid), that is per block that a contact passed
-- Columns:
--   owner, text: AWS account of the log
--   loggroup, text: log group
--   logeventid, text: id of the entry within its group; later ones are greater
--   instancearn, text: ARN of the Connect instance
--   instance_id, text: last part of the instance's ARN
--   contactid, text: id of the contact
--   entered_at, timestamp UTC: when the contact entered the block; its day is the table's partition
--   flow, text: name of the flow, else its id
--   flow_arn, text: ARN of the flow
--   block_type, text: what the block does, such as GetUserInput
--   block, text: name or id of the block within the flow; null in older logs
--   choice, text: key that was pressed in a menu, or Timeout
--   error, text: what went wrong in the block; null if nothing did
--
-- It compares nothing with other entries, so a condition on entered_at lets the engine skip files.
WITH results AS (
  SELECT
    record.owner,
    record.loggroup,
    record.logeventid,
    element_at(split(record.contactflowid, '/contact-flow/'), 1) AS instancearn,
    record.contactid,
    record.timestamp AS entered_at,
    coalesce(record.contactflowname, element_at(split(record.contactflowid, '/'), -1)) AS flow,
    record.contactflowid AS flow_arn,
    record.contactflowmoduletype AS block_type,
    record.identifier AS block,
    -- JSON texts of a word or a sentence, without anything escaped.
    substr(record.error_json, 2, length(record.error_json) - 2) AS error,
    substr(record.result_json, 2, length(record.result_json) - 2) AS result
  FROM flow_logs AS record
)

SELECT
  owner,
  loggroup,
  logeventid,
  instancearn,
  element_at(split(instancearn, '/'), -1) AS instance_id,
  contactid,
  entered_at,
  flow,
  flow_arn,
  block_type,
  block,
  CASE WHEN block_type = 'GetUserInput' THEN result END AS choice,
  coalesce(error, CASE WHEN block_type = 'InvokeExternalResource' THEN result END) AS error
FROM results
