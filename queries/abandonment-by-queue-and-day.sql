-- Question: How many queued contacts were abandoned, and after how long?
-- Group: Service
-- Grain: one row per day and queue
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: line: abandonment_rate over day, a line per queue
-- Narrow: day, queue, contacts_queued, contacts_abandoned, abandonment_rate, average_abandon_seconds
-- Columns:
--   day, date: local day of the disconnect
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   contacts_queued, contacts: entered a queue
--   contacts_abandoned, contacts: left the queue without an agent, and no other segment followed
--   abandonment_rate, share 0..1: contacts_abandoned / contacts_queued
--   abandoned_within, contacts: abandoned within abandon_seconds
--   abandon_wait_seconds_sum, seconds: waits of the abandoned
--   abandoned_with_wait, contacts: abandoned, and the wait is known
--   average_abandon_seconds, seconds: abandon_wait_seconds_sum / abandoned_with_wait
-- Parameters: time_zone, from_day, to_day, instance, abandon_seconds, inclusive
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    20 AS abandon_seconds, -- the wait that abandoned_within counts, seconds
    false AS inclusive -- whether a wait of exactly that many seconds is within, true or false
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

queued AS (
  SELECT
    contacts.*,
    wait_seconds < abandon_seconds
      OR (inclusive AND wait_seconds = abandon_seconds) AS is_within
  FROM contacts
  WHERE is_queued AND day BETWEEN from_day AND to_day
),

counts AS (
  SELECT
    day,
    queue,
    queue_kind,
    count(*) AS contacts_queued,
    count(*) FILTER (WHERE is_abandoned) AS contacts_abandoned,
    count(*) FILTER (WHERE is_abandoned AND is_within) AS abandoned_within,
    CAST(coalesce(sum(wait_seconds) FILTER (WHERE is_abandoned), 0) AS bigint)
      AS abandon_wait_seconds_sum,
    count(wait_seconds) FILTER (WHERE is_abandoned) AS abandoned_with_wait
  FROM queued
  GROUP BY day, queue, queue_kind
)

SELECT
  day,
  queue,
  queue_kind,
  contacts_queued,
  contacts_abandoned,
  CAST(contacts_abandoned AS double) / contacts_queued AS abandonment_rate,
  abandoned_within,
  abandon_wait_seconds_sum,
  abandoned_with_wait,
  CAST(abandon_wait_seconds_sum AS double)
    / nullif(abandoned_with_wait, 0) AS average_abandon_seconds
FROM counts
ORDER BY day, queue, queue_kind
