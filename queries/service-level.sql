-- Question: How many contacts were served in time, in periods of any length?
-- Group: Service
-- Grain: one row per period and queue, or per period
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: line: service_level_connect over period_start_local, a line per queue
-- Narrow: period_start_local, queue, contacts_queued, service_level_connect, average_speed_of_answer_seconds, contacts_abandoned, abandonment_rate, contacts_answered
-- Columns:
--   period_start_local, timestamp local: start of the period in time_zone; a week starts on Monday
--   utc_offset_minutes, minutes: local time minus UTC, for the hour that comes twice; null from a day on
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue; all for all together
--   contacts_queued, contacts: entered a queue
--   contacts_answered, contacts: entered a queue, connected to an agent, and the wait is known
--   contacts_abandoned, contacts: left the queue without an agent, and no other segment followed
--   removed_within, contacts: left the queue within the service level, in whatever way
--   answered_within, contacts: answered within the service level
--   abandoned_within_short, contacts: abandoned within short_abandon_seconds
--   abandoned_at_or_after, contacts: abandoned after a known wait not within the service level
--   answer_wait_seconds_sum, seconds: waits of the answered
--   service_level_connect, share 0..1: removed_within / contacts_queued, as Connect has it
--   service_level_answered, share 0..1: answered_within / contacts_queued
--   service_level_excl_short_abandons, share 0..1: of queued less abandoned_within_short
--   service_level_excl_abandons_in_x, share 0..1: of answered and abandoned_at_or_after
--   abandonment_rate, share 0..1: contacts_abandoned / contacts_queued
--   average_speed_of_answer_seconds, seconds: answer_wait_seconds_sum / contacts_answered
-- Parameters: time_zone, from_day, to_day, instance, grain, queues, service_level_seconds, short_abandon_seconds, inclusive
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'day' AS grain, -- length of a period: half-hour, hour, day, week or month
    'each' AS queues, -- whether rows are of each queue, or of all together, each or together
    20 AS service_level_seconds, -- the wait that is within the service level, seconds
    5 AS short_abandon_seconds, -- the wait that is a short abandon, seconds
    false AS inclusive -- whether a wait of exactly that many seconds is within, true or false
),

contacts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS timestamp(6)) AS local_time
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
    CAST(
      CASE grain
        WHEN 'half-hour'
        THEN date_trunc('hour', local_time)
          + CASE WHEN minute(local_time) < 30 THEN INTERVAL '0' MINUTE ELSE INTERVAL '30' MINUTE END
        WHEN 'hour' THEN date_trunc('hour', local_time)
        WHEN 'week' THEN date_trunc('week', local_time)
        WHEN 'month' THEN date_trunc('month', local_time)
        ELSE date_trunc('day', local_time)
      END
      AS timestamp(6)
    ) AS period_start_local,
    CASE
      WHEN grain IN ('half-hour', 'hour') THEN date_diff('minute', disconnected_at, local_time)
    END AS utc_offset_minutes,
    wait_seconds < service_level_seconds
      OR (inclusive AND wait_seconds = service_level_seconds) AS is_within_service_level,
    wait_seconds < short_abandon_seconds
      OR (inclusive AND wait_seconds = short_abandon_seconds) AS is_within_short
  FROM contacts
  WHERE is_queued AND CAST(local_time AS date) BETWEEN from_day AND to_day
),

counts AS (
  SELECT
    period_start_local,
    utc_offset_minutes,
    CASE WHEN queues = 'each' THEN queue END AS queue,
    CASE WHEN queues = 'each' THEN queue_kind ELSE 'all' END AS queue_kind,
    count(*) AS contacts_queued,
    count(*) FILTER (WHERE is_answered) AS contacts_answered,
    count(*) FILTER (WHERE is_abandoned) AS contacts_abandoned,
    count(*) FILTER (WHERE is_within_service_level) AS removed_within,
    count(*) FILTER (WHERE is_answered AND is_within_service_level) AS answered_within,
    count(*) FILTER (WHERE is_abandoned AND is_within_short) AS abandoned_within_short,
    count(*) FILTER (WHERE is_abandoned AND NOT is_within_service_level) AS abandoned_at_or_after,
    CAST(coalesce(sum(wait_seconds) FILTER (WHERE is_answered), 0) AS bigint)
      AS answer_wait_seconds_sum
  FROM queued
  GROUP BY
    period_start_local,
    utc_offset_minutes,
    CASE WHEN queues = 'each' THEN queue END,
    CASE WHEN queues = 'each' THEN queue_kind ELSE 'all' END
)

SELECT
  counts.*,
  CAST(removed_within AS double) / contacts_queued AS service_level_connect,
  CAST(answered_within AS double) / contacts_queued AS service_level_answered,
  CAST(answered_within AS double)
    / nullif(contacts_queued - abandoned_within_short, 0) AS service_level_excl_short_abandons,
  CAST(answered_within AS double)
    / nullif(contacts_answered + abandoned_at_or_after, 0) AS service_level_excl_abandons_in_x,
  CAST(contacts_abandoned AS double) / contacts_queued AS abandonment_rate,
  CAST(answer_wait_seconds_sum AS double)
    / nullif(contacts_answered, 0) AS average_speed_of_answer_seconds
FROM counts
ORDER BY period_start_local, utc_offset_minutes DESC, queue, queue_kind
