-- Question: Which blocks of the flows fail, and how often?
-- Group: Volume
-- Grain: one row per day, flow, block_type, block and error
-- Time: every moment; a block counts when a contact enters it
-- Chart: line: errors over day, a line per block
-- Columns:
--   day, date: local day
--   flow, text: name of the flow, else its id
--   block_type, text: what the block does, such as GetUserInput
--   block, text: name or id of the block; null in older logs
--   error, text: what went wrong
--   errors, entries: in which it did
--   contacts, contacts: that met it
--   entries, entries: how often the block was entered on the day
--   error_share, share 0..1: errors / entries
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
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
),

counts AS (
  SELECT
    day,
    flow,
    block_type,
    block,
    error,
    count(*) AS errors,
    count(DISTINCT contactid) AS contacts
  FROM entries
  WHERE day BETWEEN from_day AND to_day
  GROUP BY day, flow, block_type, block, error
),

shares AS (
  SELECT
    counts.*,
    CAST(sum(errors) OVER (PARTITION BY day, flow, block_type, block) AS bigint) AS entries
  FROM counts
)

SELECT
  day,
  flow,
  block_type,
  block,
  error,
  errors,
  contacts,
  entries,
  CAST(errors AS double) / entries AS error_share
FROM shares
WHERE error IS NOT NULL
ORDER BY day, flow, block_type, block, error
