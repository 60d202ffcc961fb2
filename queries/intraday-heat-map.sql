-- Question: At which hours of the week do contacts come, wait and give up?
-- Group: Service
-- Grain: one row per local weekday and half-hour in which any contact was queued
-- Time: enqueue; a contact counts when it enters the queue, once it has disconnected
-- Chart: heat map: contacts_queued by weekday and interval_start
-- Columns:
--   weekday, number: Monday 1 to Sunday 7, local
--   interval_start, text: local start of the half-hour, 09:30; when clocks go back, one counts twice
--   contacts_queued, contacts: entered a queue
--   contacts_answered, contacts: entered a queue, connected to an agent, and the wait is known
--   contacts_abandoned, contacts: left the queue without an agent, and no other segment followed
--   answered_within, contacts: answered within the service level
--   wait_seconds_sum, seconds: sum of the known waits, abandoned contacts included
-- Parameters: time_zone, from_day, to_day, instance, service_level_seconds, inclusive
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the centre's clocks, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    20 AS service_level_seconds, -- the wait that is within the service level, seconds
    false AS inclusive -- whether a wait of exactly that many seconds is within, true or false
),

local_times AS (
  SELECT
    contact_facts.*,
    parameters.*,
    CAST(at_timezone(with_timezone(enqueued_at, 'UTC'), time_zone) AS timestamp(6)) AS enqueued_local
  FROM contact_facts
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone. They compare the bare column,
  -- so that the engine can skip files by their statistics.
  WHERE enqueued_at >= from_day - INTERVAL '1' DAY
    AND enqueued_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
    AND disconnected_at IS NOT NULL
),

contacts AS (
  SELECT
    local_times.*,
    CAST(enqueued_local AS date) AS day,
    day_of_week(enqueued_local) AS weekday,
    lpad(CAST(hour(enqueued_local) AS varchar), 2, '0')
      || CASE WHEN minute(enqueued_local) < 30 THEN ':00' ELSE ':30' END AS interval_start
  FROM local_times
)

SELECT
  weekday,
  interval_start,
  count(*) AS contacts_queued,
  count(*) FILTER (WHERE is_answered) AS contacts_answered,
  count(*) FILTER (WHERE is_abandoned) AS contacts_abandoned,
  count(*) FILTER (
    WHERE is_answered
      AND (wait_seconds < service_level_seconds
        OR (inclusive AND wait_seconds = service_level_seconds))
  ) AS answered_within,
  CAST(coalesce(sum(wait_seconds), 0) AS bigint) AS wait_seconds_sum
FROM contacts
WHERE day BETWEEN from_day AND to_day
GROUP BY weekday, interval_start
ORDER BY weekday, interval_start
