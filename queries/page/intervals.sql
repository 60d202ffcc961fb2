-- Question: How many contacts entered a queue in each half-hour, and how were they served?
-- Grain: one row per local day, instance, half-hour, offset from UTC, queue and channel
-- Time: enqueue; a contact counts when it entered the queue, once it has disconnected
-- Chart: page: volume by half-hour, the week by half-hour
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   half_hour, half-hours: local, 0 (00:00) to 47 (23:30)
--   utc_offset_minutes, minutes: local time minus UTC; separates the two hours that share a local time in autumn
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   channel, text: VOICE, CHAT, TASK…
--   volume, contacts: contact volume, as in volume-by-interval
--   queued, contacts: entered a queue
--   abandoned, contacts: left the queue for good without an agent
--   abandoned_with_wait, contacts: abandoned whose wait is known
--   handled_from_queue, contacts: queued and connected to an agent, whether the wait is known or not
--   answered, contacts: queued, connected to an agent, and the wait is known
--   removed_within, contacts: left the queue within X, in any way
--   answered_within, contacts: answered within X
--   abandoned_within_short, contacts: abandoned within short_abandon_seconds
--   abandoned_at_or_after, contacts: abandoned at or after X
--   with_wait, contacts: whose wait is known
--   wait_seconds_sum, seconds: their waits
--   handle_contacts, contacts: with a handle time
--   handle_seconds_sum, seconds: their interaction, hold, after-contact work and pause
-- Parameters: time_zone, from_day, to_day, instance, target_seconds, service_level_seconds, short_abandon_seconds
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days and half-hours, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    '{}' AS target_seconds, -- JSON: X by channel and queue, seconds; 0 promises nothing
    20 AS service_level_seconds, -- X of contacts without one in target_seconds
    5 AS short_abandon_seconds -- an abandon after less than this is short, seconds
),

targets AS (
  SELECT CAST(json_parse(target_seconds) AS map(varchar, integer)) AS seconds_by_kind
  FROM parameters
),

facts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    nullif(
      coalesce(
        element_at(seconds_by_kind, 'channel:' || channel || ' queue:' || queue),
        element_at(seconds_by_kind, 'queue:' || queue),
        element_at(seconds_by_kind, 'channel:' || channel),
        element_at(seconds_by_kind, 'all'),
        service_level_seconds
      ),
      0
    ) AS within_seconds,
    CAST(at_timezone(with_timezone(enqueued_at, 'UTC'), time_zone) AS timestamp(6)) AS enqueued_local
  FROM contact_facts
  CROSS JOIN parameters
  CROSS JOIN targets
  WHERE enqueued_at IS NOT NULL
    AND disconnected_at IS NOT NULL
    AND instance IN ('all', instance_id, instancearn)
),

placed AS (
  SELECT
    facts.*,
    CAST(enqueued_local AS date) AS local_day,
    hour(enqueued_local) * 2 + CASE WHEN minute(enqueued_local) >= 30 THEN 1 ELSE 0 END
      AS half_hour,
    date_diff('minute', enqueued_at, enqueued_local) AS utc_offset_minutes
  FROM facts
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  half_hour,
  utc_offset_minutes,
  queue,
  queue_kind,
  channel,
  count(*) FILTER (WHERE is_in_volume) AS volume,
  count(*) FILTER (WHERE is_queued) AS queued,
  count(*) FILTER (WHERE is_abandoned) AS abandoned,
  count(*) FILTER (WHERE is_abandoned AND wait_seconds IS NOT NULL) AS abandoned_with_wait,
  count(*) FILTER (WHERE is_handled) AS handled_from_queue,
  count(*) FILTER (WHERE is_answered) AS answered,
  count(*) FILTER (WHERE wait_seconds < within_seconds) AS removed_within,
  count(*) FILTER (WHERE is_answered AND wait_seconds < within_seconds) AS answered_within,
  count(*) FILTER (WHERE is_abandoned AND wait_seconds < short_abandon_seconds)
    AS abandoned_within_short,
  count(*) FILTER (WHERE is_abandoned AND wait_seconds >= within_seconds)
    AS abandoned_at_or_after,
  count(wait_seconds) AS with_wait,
  CAST(coalesce(sum(wait_seconds), 0) AS bigint) AS wait_seconds_sum,
  count(handle_seconds) AS handle_contacts,
  CAST(coalesce(sum(handle_seconds), 0) AS bigint) AS handle_seconds_sum
FROM placed
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, half_hour, utc_offset_minutes, queue, queue_kind, channel
ORDER BY
  day,
  instance_id,
  half_hour,
  utc_offset_minutes DESC,
  queue NULLS LAST,
  queue_kind NULLS LAST,
  channel NULLS LAST
