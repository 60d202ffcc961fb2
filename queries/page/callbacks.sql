-- Question: What becomes of the callbacks that customers ask for?
-- Grain: one row per day, instance, queue and channel; a chain's first callback record has all three
-- Time: initiation; a chain counts when its first callback record is initiated
-- Chart: page: callbacks
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   channel, text: VOICE, CHAT, TASK…
--   requested, chains: with any callback record, as in callback-outcomes
--   dialled, chains: of these, in which the customer was called
--   answered, chains: of these, in which agent and customer were connected
--   abandoned, chains: of these, not answered, and a callback record was abandoned
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

callbacks AS (
  SELECT
    requested_callbacks.*,
    parameters.*,
    CAST(at_timezone(with_timezone(requested_at, 'UTC'), time_zone) AS date) AS local_day
  FROM requested_callbacks
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  queue,
  queue_kind,
  channel,
  count(*) AS requested,
  count(*) FILTER (WHERE is_dialled) AS dialled,
  count(*) FILTER (WHERE is_answered) AS answered,
  count(*) FILTER (WHERE is_abandoned) AS abandoned
FROM callbacks
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, queue, queue_kind, channel
ORDER BY day, instance_id, queue NULLS LAST, queue_kind NULLS LAST, channel NULLS LAST
