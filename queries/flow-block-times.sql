-- Question: How long are contacts at each block of the flows?
-- Group: Volume
-- Grain: one row per flow, block_type and block
-- Time: every moment; a block counts when a contact enters it
-- Chart: bar: average_seconds by block
-- Columns:
--   flow, text: name of the flow, else its id
--   block_type, text: what the block does, such as GetUserInput
--   block, text: name or id of the block; null in older logs
--   entries, entries: that the contact's next entry follows, in whichever flow; its last has no time
--   seconds_sum, seconds: to the next entry, with prompts, input and waits
--   average_seconds, seconds: seconds_sum / entries
--   longest_seconds, seconds: longest of these times
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
  -- Bounds of the days, a day wider for any time zone, and more at the end for the entry that follows: a contact
  -- lasts seven days at most.
  WHERE entered_at >= from_day - INTERVAL '1' DAY
    AND entered_at < to_day + INTERVAL '9' DAY
    AND instance IN ('all', instance_id, instancearn)
),

times AS (
  SELECT
    entries.*,
    date_diff(
      'millisecond',
      entered_at,
      lead(entered_at) OVER (PARTITION BY instancearn, contactid ORDER BY entered_at, logeventid)
    ) AS milliseconds
  FROM entries
  WHERE contactid IS NOT NULL
)

SELECT
  flow,
  block_type,
  block,
  count(*) AS entries,
  CAST(sum(milliseconds) AS double) / 1000 AS seconds_sum,
  CAST(sum(milliseconds) AS double) / 1000 / count(*) AS average_seconds,
  CAST(max(milliseconds) AS double) / 1000 AS longest_seconds
FROM times
WHERE milliseconds IS NOT NULL
  AND day BETWEEN from_day AND to_day
  AND flow_name IN ('all', flow)
GROUP BY flow, block_type, block
ORDER BY flow, block_type, block
