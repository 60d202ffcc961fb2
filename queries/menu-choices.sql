-- Question: What do callers choose in the menus of the flows?
-- Group: Volume
-- Grain: one row per flow, block and choice
-- Time: every moment; a block counts when a contact enters it
-- Chart: bar: choices by choice
-- Columns:
--   flow, text: name of the flow, else its id
--   block, text: name or id of the menu's block; null in older logs
--   choice, text: key that was pressed; Timeout without one; null if something else was said or typed
--   choices, entries: how often
--   contacts, contacts: that chose so
--   choice_share, share 0..1: choices / all choices of the block
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
    AND block_type = 'GetUserInput'
),

counts AS (
  SELECT
    flow,
    block,
    choice,
    count(*) AS choices,
    count(DISTINCT contactid) AS contacts
  FROM entries
  WHERE day BETWEEN from_day AND to_day
  GROUP BY flow, block, choice
)

SELECT
  flow,
  block,
  choice,
  choices,
  contacts,
  CAST(choices AS double) / CAST(sum(choices) OVER (PARTITION BY flow, block) AS double) AS choice_share
FROM counts
ORDER BY flow, block, choice
