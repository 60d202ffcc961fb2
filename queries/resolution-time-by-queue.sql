-- Question: How long from the first moment of a contact to the end of the work on it?
-- Group: Customers
-- Grain: one row per queue and channel
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: average_resolution_seconds by queue
-- Columns:
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   contacts, contacts: disconnected
--   resolution_seconds_sum, seconds: from initiation to disconnect or end of after-contact work
--   average_resolution_seconds, seconds: resolution_seconds_sum / contacts
--   p50_resolution_seconds, seconds: half of the times are no longer
--   p90_resolution_seconds, seconds: 90 % of the times are no longer
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

contacts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS day
  FROM contact_facts
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone. They compare the bare column,
  -- so that the engine can skip files by their statistics.
  WHERE disconnected_at >= from_day - INTERVAL '1' DAY
    AND disconnected_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
),

-- One row per value, because counting the contacts of each takes far less time than sorting all of them.
counts AS (
  SELECT
    queue,
    queue_kind,
    channel,
    resolution_seconds,
    count(*) AS contacts
  FROM contacts
  WHERE day BETWEEN from_day AND to_day
  GROUP BY queue, queue_kind, channel, resolution_seconds
),

ranked AS (
  SELECT
    counts.*,
    resolution_seconds * contacts AS seconds_sum,
    CAST(
      sum(contacts) OVER (PARTITION BY queue, queue_kind, channel ORDER BY resolution_seconds)
      AS bigint
    ) AS last_place,
    CAST(sum(contacts) OVER (PARTITION BY queue, queue_kind, channel) AS bigint) AS places
  FROM counts
)

SELECT
  queue,
  queue_kind,
  channel,
  CAST(sum(contacts) AS bigint) AS contacts,
  CAST(sum(seconds_sum) AS bigint) AS resolution_seconds_sum,
  CAST(sum(seconds_sum) AS double) / sum(contacts) AS average_resolution_seconds,
  -- The value at place p x n, rounded up. It is exact; approx_percentile() is not, in a small group.
  min(resolution_seconds) FILTER (WHERE last_place >= 0.5 * places) AS p50_resolution_seconds,
  min(resolution_seconds) FILTER (WHERE last_place >= 0.9 * places) AS p90_resolution_seconds
FROM ranked
GROUP BY queue, queue_kind, channel
ORDER BY queue, queue_kind, channel
