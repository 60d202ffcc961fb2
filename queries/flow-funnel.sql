-- Question: How many of a flow's contacts reach each of its blocks?
-- Group: Volume
-- Grain: one row per flow and place
-- Time: a contact counts when it enters the flow
-- Chart: bar: reach_share by block
-- Columns:
--   flow, text: name of the flow, else its id
--   place, number: 1 for the block that contacts reach first, on average
--   block_type, text: what the block does, such as GetUserInput
--   block, text: name or id of the block; null in older logs
--   contacts, contacts: that reached it
--   contacts_in_flow, contacts: that entered the flow
--   reach_share, share 0..1: contacts / contacts_in_flow
--   average_seconds_until, seconds: from a contact's first block in the flow until it reached this one
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
  -- Bounds of the days, wider at both ends: a contact counts when it enters the flow, with all that it reaches, and
  -- lasts seven days at most.
  WHERE entered_at >= from_day - INTERVAL '9' DAY
    AND entered_at < to_day + INTERVAL '9' DAY
    AND instance IN ('all', instance_id, instancearn)
    AND flow_name IN ('all', flow)
    AND contactid IS NOT NULL
),

reached AS (
  SELECT
    instancearn,
    contactid,
    flow,
    block_type,
    block,
    from_day,
    to_day,
    min(entered_at) AS reached_at,
    min(day) AS reached_on
  FROM entries
  GROUP BY instancearn, contactid, flow, block_type, block, from_day, to_day
),

began AS (
  SELECT
    reached.*,
    min(reached_at) OVER (PARTITION BY instancearn, contactid, flow) AS began_at,
    min(reached_on) OVER (PARTITION BY instancearn, contactid, flow) AS began_on
  FROM reached
),

counts AS (
  SELECT
    flow,
    block_type,
    block,
    count(*) AS contacts,
    CAST(sum(date_diff('millisecond', began_at, reached_at)) AS double)
    / 1000 / count(*) AS average_seconds_until
  FROM began
  WHERE began_on BETWEEN from_day AND to_day
  GROUP BY flow, block_type, block
),

flows AS (
  SELECT
    flow,
    count(DISTINCT instancearn || '/' || contactid) AS contacts_in_flow
  FROM began
  WHERE began_on BETWEEN from_day AND to_day
  GROUP BY flow
)

SELECT
  counts.flow,
  row_number() OVER (
    PARTITION BY counts.flow
    ORDER BY counts.average_seconds_until, counts.contacts DESC, counts.block_type, counts.block
  ) AS place,
  counts.block_type,
  counts.block,
  counts.contacts,
  flows.contacts_in_flow,
  CAST(counts.contacts AS double) / flows.contacts_in_flow AS reach_share,
  counts.average_seconds_until
FROM counts
INNER JOIN flows
  ON flows.flow = counts.flow
ORDER BY flow, place
