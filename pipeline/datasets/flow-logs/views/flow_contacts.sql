-- Question: How did each contact fare in each flow?
-- Grain: one row per contact (instancearn, contactid) and flow (flow_arn)
-- Columns:
--   instancearn, text: ARN of the Connect instance
--   contactid, text: id of the contact
--   flow_arn, text: ARN of the flow
--   instance_id, text: last part of the instance's ARN
--   flow, text: name of the flow, else its id
--   first_entered_at, timestamp UTC: its first block in the flow
--   last_entered_at, timestamp UTC: its last block in the flow
--   entries, entries: blocks passed, a block as often as it was entered
--   choices, entries: keys pressed in menus
--   timeouts, entries: menus in which no key was pressed in time
--   errors, entries: blocks in which something went wrong
--   last_block_type, text: what the last block does
--   last_block, text: name or id of the last block
SELECT
  instancearn,
  contactid,
  flow_arn,
  max(instance_id) AS instance_id,
  max_by(flow, ROW(entered_at, logeventid)) AS flow,
  min(entered_at) AS first_entered_at,
  max(entered_at) AS last_entered_at,
  count(*) AS entries,
  count(*) FILTER (WHERE choice <> 'Timeout') AS choices,
  count(*) FILTER (WHERE choice = 'Timeout') AS timeouts,
  count(*) FILTER (WHERE error IS NOT NULL) AS errors,
  max_by(block_type, ROW(entered_at, logeventid)) AS last_block_type,
  max_by(block, ROW(entered_at, logeventid)) AS last_block
FROM flow_entries
WHERE contactid IS NOT NULL
GROUP BY instancearn, contactid, flow_arn
