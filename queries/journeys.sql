-- Question: How many segments does it take to serve a customer?
-- Group: Customers
-- Grain: one row per number of segments in a chain
-- Time: disconnect; a chain counts when its last segment disconnects
-- Chart: bar: journeys by segments
-- Columns:
--   segments, segments: records in the chain, transfers and callbacks included
--   journeys, chains: with that many segments
--   transfers, segments: begun by a transfer or a queue transfer
--   handled_segments, segments: connected to an agent
--   total_seconds_sum, seconds: from the chain's first initiation to its last disconnect
--   average_total_seconds, seconds: total_seconds_sum / journeys
--   handle_seconds_sum, seconds: interaction, hold, after-contact work and pause of all segments
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

chains AS (
  -- No bounds on the days here: a chain may reach over them, and counts as a whole.
  SELECT
    instancearn,
    chain_id,
    count(*) AS segments,
    count(*) FILTER (WHERE is_transferred_in) AS transfers,
    count(*) FILTER (WHERE is_handled) AS handled_segments,
    min(initiated_at) AS began_at,
    max(disconnected_at) AS ended_at,
    coalesce(sum(handle_seconds), 0) AS handle_seconds
  FROM contact_facts
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
  GROUP BY instancearn, chain_id
),

ended_chains AS (
  SELECT
    chains.*,
    parameters.*,
    date_diff('second', began_at, ended_at) AS total_seconds,
    CAST(at_timezone(with_timezone(ended_at, 'UTC'), time_zone) AS date) AS day
  FROM chains
  CROSS JOIN parameters
)

SELECT
  segments,
  count(*) AS journeys,
  CAST(sum(transfers) AS bigint) AS transfers,
  CAST(sum(handled_segments) AS bigint) AS handled_segments,
  CAST(sum(total_seconds) AS bigint) AS total_seconds_sum,
  CAST(sum(total_seconds) AS double) / count(*) AS average_total_seconds,
  CAST(sum(handle_seconds) AS bigint) AS handle_seconds_sum
FROM ended_chains
WHERE day BETWEEN from_day AND to_day
GROUP BY segments
ORDER BY segments
