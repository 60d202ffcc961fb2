-- Question: How long do most contacts wait, and how long those that give up?
-- Group: Service
-- Grain: one row per queue and outcome
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: p50_seconds to p95_seconds by queue, apart for each outcome
-- Narrow: queue, outcome, contacts, average_wait_seconds, p50_seconds, p90_seconds, longest_wait_seconds
-- Columns:
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   outcome, text: answered or abandoned
--   contacts, contacts: with that outcome, and the wait is known
--   wait_seconds_sum, seconds: their waits together
--   average_wait_seconds, seconds: wait_seconds_sum / contacts
--   p50_seconds, seconds: half of them waited no longer than this
--   p80_seconds, seconds: 80 % of them waited no longer
--   p90_seconds, seconds: 90 % of them waited no longer
--   p95_seconds, seconds: 95 % of them waited no longer
--   longest_wait_seconds, seconds: the longest wait
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
waits AS (
  SELECT
    queue,
    queue_kind,
    CASE WHEN is_answered THEN 'answered' ELSE 'abandoned' END AS outcome,
    wait_seconds,
    count(*) AS contacts
  FROM contacts
  WHERE (is_answered OR is_abandoned)
    AND wait_seconds IS NOT NULL
    AND day BETWEEN from_day AND to_day
  GROUP BY queue, queue_kind, is_answered, wait_seconds
),

ranked AS (
  SELECT
    waits.*,
    wait_seconds * contacts AS seconds_sum,
    CAST(
      sum(contacts) OVER (PARTITION BY queue, queue_kind, outcome ORDER BY wait_seconds) AS bigint
    ) AS last_place,
    CAST(sum(contacts) OVER (PARTITION BY queue, queue_kind, outcome) AS bigint) AS places
  FROM waits
)

SELECT
  queue,
  queue_kind,
  outcome,
  CAST(sum(contacts) AS bigint) AS contacts,
  CAST(sum(seconds_sum) AS bigint) AS wait_seconds_sum,
  CAST(sum(seconds_sum) AS double) / sum(contacts) AS average_wait_seconds,
  -- The value at place p x n, rounded up. It is exact; approx_percentile() is not, in a small group.
  min(wait_seconds) FILTER (WHERE last_place >= 0.5 * places) AS p50_seconds,
  min(wait_seconds) FILTER (WHERE last_place >= 0.8 * places) AS p80_seconds,
  min(wait_seconds) FILTER (WHERE last_place >= 0.9 * places) AS p90_seconds,
  min(wait_seconds) FILTER (WHERE last_place >= 0.95 * places) AS p95_seconds,
  max(wait_seconds) AS longest_wait_seconds
FROM ranked
GROUP BY queue, queue_kind, outcome
ORDER BY queue, queue_kind, outcome
