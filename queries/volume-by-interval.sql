-- Question: How many contacts entered the queues in each half-hour?
-- Group: Volume
-- Grain: one row per half-hour and channel
-- Time: enqueue; a contact counts when it enters the queue, once it has disconnected
-- Chart: line: contact_volume over interval_start_local, a line per channel
-- Narrow: interval_start_local, channel, contact_volume, contacts_queued, contacts_handled, contacts_abandoned
-- Columns:
--   interval_start_utc, timestamp UTC: start of the half-hour in which the contacts entered a queue
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   interval_start_local, timestamp local: the same moment in time_zone
--   contact_volume, contacts: queued, and neither dialled by an agent nor by Connect; may be 0
--   contacts_queued, contacts: entered a queue
--   contacts_handled, contacts: connected to an agent, once per segment
--   contacts_abandoned, contacts: left the queue without an agent, and no other segment followed
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days and of the local times, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

contacts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    date_trunc('hour', enqueued_at)
      + CASE WHEN minute(enqueued_at) < 30 THEN INTERVAL '0' MINUTE ELSE INTERVAL '30' MINUTE END
      AS interval_start_utc,
    CAST(at_timezone(with_timezone(enqueued_at, 'UTC'), time_zone) AS date) AS day
  FROM contact_facts
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone. They compare the bare column,
  -- so that the engine can skip files by their statistics.
  WHERE enqueued_at >= from_day - INTERVAL '1' DAY
    AND enqueued_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
    AND disconnected_at IS NOT NULL
)

SELECT
  interval_start_utc,
  channel,
  CAST(at_timezone(with_timezone(interval_start_utc, 'UTC'), time_zone) AS timestamp(6))
    AS interval_start_local,
  count(*) FILTER (WHERE is_in_volume) AS contact_volume,
  count(*) AS contacts_queued,
  count(*) FILTER (WHERE is_handled) AS contacts_handled,
  count(*) FILTER (WHERE is_abandoned) AS contacts_abandoned
FROM contacts
WHERE day BETWEEN from_day AND to_day
GROUP BY interval_start_utc, channel, time_zone
ORDER BY interval_start_utc, channel
