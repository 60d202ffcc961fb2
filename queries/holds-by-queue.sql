-- Question: How often and how long are customers put on hold?
-- Group: People
-- Grain: one row per queue that had any contact handled
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: average_hold_seconds by queue
-- Columns:
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   contacts_handled, contacts: connected to an agent, once per segment
--   contacts_held, contacts: with at least one hold
--   holds, holds: times a customer was put on hold
--   hold_seconds_sum, seconds: customers on hold
--   average_hold_seconds, seconds: per contact whose holds are known; a contact without any counts 0
--   longest_hold_seconds, seconds: the longest single hold
--   hold_disconnects, contacts: ended while the customer was on hold; 0 where Connect does not say
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
  queue,
  queue_kind,
  count(*) AS contacts_handled,
  count(*) FILTER (WHERE is_held) AS contacts_held,
  CAST(coalesce(sum(holds), 0) AS bigint) AS holds,
  CAST(coalesce(sum(customer_hold_seconds_raw), 0) AS bigint) AS hold_seconds_sum,
  avg(hold_seconds) AS average_hold_seconds,
  max(longest_hold_seconds) AS longest_hold_seconds,
  count(*) FILTER (WHERE is_hold_disconnect) AS hold_disconnects
FROM contacts
WHERE is_handled AND day BETWEEN from_day AND to_day
GROUP BY queue, queue_kind
ORDER BY queue, queue_kind
