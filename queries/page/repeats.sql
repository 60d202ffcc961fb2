-- Question: How many customers come back soon after a contact?
-- Grain: one row per day, instance, queue and channel of the first contact
-- Time: initiation; a contact counts when it is initiated
-- Chart: page: repeat contacts
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   channel, text: VOICE, CHAT, TASK…
--   contacts, contacts: inbound first segments from a known address
--   repeated, contacts: followed by another from the same address within window_days
--   resolved, contacts: not followed by one, and the window is over
--   unknown, contacts: the window is not over yet
--   repeated_alone, contacts: repeated, counting only this instance's contacts
--   resolved_alone, contacts: resolved, counting only this instance's contacts
--   unknown_alone, contacts: the window is not over at the instance's own last contact
-- Parameters: time_zone, from_day, to_day, instance, window_days
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    7 AS window_days -- how soon another contact makes this one repeated, days up to 365
),

-- The last moment that an instance's own records know.
moments AS (
  SELECT
    instancearn,
    max(known_at) AS as_of_alone
  FROM contact_facts
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
  GROUP BY instancearn
),

instances AS (
  SELECT
    moments.*,
    max(as_of_alone) OVER () AS as_of
  FROM moments
),

returns AS (
  SELECT
    customer_returns.*,
    parameters.*,
    initiated_at + INTERVAL '1' DAY * window_days AS window_ends_at,
    CAST(at_timezone(with_timezone(initiated_at, 'UTC'), time_zone) AS date) AS local_day
  FROM customer_returns
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
),

judged AS (
  SELECT
    returns.*,
    window_ends_at > as_of AS is_unknown,
    window_ends_at > as_of_alone AS is_unknown_alone,
    coalesce(next_initiated_at <= window_ends_at, false) AS is_followed
  FROM returns
  INNER JOIN instances ON instances.instancearn = returns.instancearn
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  queue,
  queue_kind,
  channel,
  count(*) AS contacts,
  count(*) FILTER (WHERE is_followed AND NOT is_unknown) AS repeated,
  count(*) FILTER (WHERE NOT is_followed AND NOT is_unknown) AS resolved,
  count(*) FILTER (WHERE is_unknown) AS unknown,
  count(*) FILTER (WHERE is_followed AND NOT is_unknown_alone) AS repeated_alone,
  count(*) FILTER (WHERE NOT is_followed AND NOT is_unknown_alone) AS resolved_alone,
  count(*) FILTER (WHERE is_unknown_alone) AS unknown_alone
FROM judged
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, queue, queue_kind, channel
ORDER BY day, instance_id, queue NULLS LAST, queue_kind NULLS LAST, channel NULLS LAST
