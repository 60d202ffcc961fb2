-- Question: Which blocks of the flows do contacts pass, and how often?
-- Group: Volume
-- Grain: one row per flow, block_type and block
-- Time: every moment; a block counts when a contact enters it
-- Chart: bar: contacts by block
-- Columns:
--   flow, text: name of the flow, else its id
--   block_type, text: what the block does, such as GetUserInput
--   block, text: name or id of the block; null in older logs
--   entries, entries: how often it was entered
--   contacts, contacts: that entered it
--   entries_per_contact, entries: entries / contacts; more than 1 where they come back
--   errors, entries: of these, those in which something went wrong
-- Parameters: time_zone, from_day, to_day, instance, flow_name
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'all' AS flow_name -- name of one flow, or all
),

entries AS (
  SELECT
    flow_entries.*,
    parameters.*,
    CAST(at_timezone(with_timezone(entered_at, 'UTC'), time_zone) AS date) AS day
  FROM flow_entries
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE entered_at >= from_day - INTERVAL '1' DAY
    AND entered_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
    AND flow_name IN ('all', flow)
)

SELECT
  flow,
  block_type,
  block,
  count(*) AS entries,
  count(DISTINCT contactid) AS contacts,
  CAST(count(*) AS double) / nullif(count(DISTINCT contactid), 0) AS entries_per_contact,
  count(*) FILTER (WHERE error IS NOT NULL) AS errors
FROM entries
WHERE day BETWEEN from_day AND to_day
GROUP BY flow, block_type, block
ORDER BY flow, block_type, block
