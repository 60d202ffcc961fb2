-- Question: What share of the queued contacts was served in time, by each usual meaning of that?
-- Group: Service
-- Grain: one row per day and queue
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: line: the four service levels over day, for one queue
-- Narrow: day, queue, contacts_queued, service_level_connect, service_level_answered, contacts_answered
-- Columns:
--   day, date: local day of the disconnect
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   contacts_queued, contacts: entered a queue
--   contacts_answered, contacts: entered a queue, connected to an agent, and the wait is known
--   removed_within, contacts: left the queue within the service level, in whatever way
--   answered_within, contacts: answered within the service level
--   abandoned_within_short, contacts: abandoned within short_abandon_seconds
--   abandoned_at_or_after, contacts: abandoned after a known wait not within the service level
--   service_level_connect, share 0..1: removed_within / contacts_queued, as Connect has it
--   service_level_answered, share 0..1: answered_within / contacts_queued
--   service_level_excl_short_abandons, share 0..1: of queued less abandoned_within_short
--   service_level_excl_abandons_in_x, share 0..1: of answered and abandoned_at_or_after
-- Parameters: time_zone, from_day, to_day, instance, service_level_seconds, short_abandon_seconds, inclusive
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    20 AS service_level_seconds, -- the wait that is within the service level, seconds
    5 AS short_abandon_seconds, -- the wait that is a short abandon, seconds
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
    wait_seconds < service_level_seconds
      OR (inclusive AND wait_seconds = service_level_seconds) AS is_within_service_level,
    wait_seconds < short_abandon_seconds
      OR (inclusive AND wait_seconds = short_abandon_seconds) AS is_within_short
  FROM contacts
  WHERE is_queued AND day BETWEEN from_day AND to_day
),

counts AS (
  SELECT
    day,
    queue,
    queue_kind,
    count(*) AS contacts_queued,
    count(*) FILTER (WHERE is_answered) AS contacts_answered,
    count(*) FILTER (WHERE is_within_service_level) AS removed_within,
    count(*) FILTER (WHERE is_answered AND is_within_service_level) AS answered_within,
    count(*) FILTER (WHERE is_abandoned AND is_within_short) AS abandoned_within_short,
    count(*) FILTER (WHERE is_abandoned AND NOT is_within_service_level) AS abandoned_at_or_after
  FROM queued
  GROUP BY day, queue, queue_kind
)

SELECT
  counts.*,
  CAST(removed_within AS double) / contacts_queued AS service_level_connect,
  CAST(answered_within AS double) / contacts_queued AS service_level_answered,
  CAST(answered_within AS double)
    / nullif(contacts_queued - abandoned_within_short, 0) AS service_level_excl_short_abandons,
  CAST(answered_within AS double)
    / nullif(contacts_answered + abandoned_at_or_after, 0) AS service_level_excl_abandons_in_x
FROM counts
ORDER BY day, queue, queue_kind
