-- Question: How long did answered contacts wait?
-- Group: Service
-- Grain: one row per day and queue that answered any
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: line: average_speed_of_answer_seconds over day, a line per queue
-- Columns:
--   day, date: local day of the disconnect
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   contacts_answered, contacts: entered a queue, connected to an agent, and the wait is known
--   answer_wait_seconds_sum, seconds: waits of the answered, whisper included
--   average_speed_of_answer_seconds, seconds: answer_wait_seconds_sum / contacts_answered
--   longest_answer_wait_seconds, seconds: the longest of these waits
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
)

SELECT
  day,
  queue,
  queue_kind,
  count(*) AS contacts_answered,
  CAST(sum(wait_seconds) AS bigint) AS answer_wait_seconds_sum,
  CAST(sum(wait_seconds) AS double) / count(*) AS average_speed_of_answer_seconds,
  max(wait_seconds) AS longest_answer_wait_seconds
FROM contacts
WHERE is_answered AND day BETWEEN from_day AND to_day
GROUP BY day, queue, queue_kind
ORDER BY day, queue, queue_kind
