-- Question: How many contacts wait how long, to the second?
-- Grain: one row per day, instance, queue, channel, outcome and wait
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: page: wait in queue, its percentiles and curve; longest waits
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   channel, text: VOICE, CHAT, TASK…
--   outcome, text: answered, abandoned or left queue otherwise
--   wait_seconds, seconds: the wait
--   contacts, contacts: waited exactly so long; percentiles of any selection are exact
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

facts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    -- A histogram has no place for a wait below 0.
    greatest(wait_seconds, 0) AS counted_wait_seconds,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS local_day,
    CASE
      WHEN is_answered THEN 'answered'
      WHEN is_abandoned THEN 'abandoned'
      ELSE 'left queue otherwise'
    END AS outcome
  FROM contact_facts
  CROSS JOIN parameters
  WHERE disconnected_at IS NOT NULL
    AND wait_seconds IS NOT NULL
    AND instance IN ('all', instance_id, instancearn)
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  queue,
  queue_kind,
  channel,
  outcome,
  counted_wait_seconds AS wait_seconds,
  count(*) AS contacts
FROM facts
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, queue, queue_kind, channel, outcome, counted_wait_seconds
ORDER BY
  day,
  instance_id,
  queue NULLS LAST,
  queue_kind NULLS LAST,
  channel NULLS LAST,
  outcome,
  wait_seconds
