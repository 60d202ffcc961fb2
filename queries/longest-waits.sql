-- Question: Which contacts waited longest, and what became of them?
-- Group: Service
-- Grain: one row per contact, the longest wait first, then by contact_id
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: table: a row per contact
-- Narrow: contact_id, queue, wait_seconds, channel, outcome
-- Columns:
--   contact_id, text: to look the contact up in Connect
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   enqueued_at_utc, timestamp UTC: when it entered the queue
--   wait_seconds, seconds: how long it was in the queue
--   outcome, text: answered, abandoned or left queue otherwise
-- Parameters: time_zone, from_day, to_day, instance, rows_shown
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    20 AS rows_shown -- how many contacts, rows
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

-- One row per wait, to find the shortest that is shown: sorting only the contacts that waited as long
-- takes far less time than sorting all.
waits AS (
  SELECT
    wait_seconds,
    rows_shown,
    count(*) AS contacts
  FROM contacts
  WHERE wait_seconds IS NOT NULL AND day BETWEEN from_day AND to_day
  GROUP BY wait_seconds, rows_shown
),

places AS (
  SELECT
    waits.*,
    sum(contacts) OVER (ORDER BY wait_seconds DESC) - contacts AS longer_waits
  FROM waits
),

shortest AS (
  SELECT min(wait_seconds) AS shortest_wait_seconds
  FROM places
  WHERE longer_waits < rows_shown
),

ranked AS (
  SELECT
    contacts.*,
    row_number() OVER (ORDER BY wait_seconds DESC, contactid) AS wait_rank
  FROM contacts
  CROSS JOIN shortest
  WHERE wait_seconds >= shortest_wait_seconds AND day BETWEEN from_day AND to_day
)

SELECT
  contactid AS contact_id,
  queue,
  queue_kind,
  channel,
  enqueued_at AS enqueued_at_utc,
  wait_seconds,
  CASE
    WHEN is_answered THEN 'answered'
    WHEN is_abandoned THEN 'abandoned'
    ELSE 'left queue otherwise'
  END AS outcome
FROM ranked
-- LIMIT takes no parameter in either engine.
WHERE wait_rank <= rows_shown
ORDER BY wait_rank
