-- Question: How many contacts were waiting in the queues, quarter of an hour by quarter of an hour?
-- Group: Volume
-- Grain: one row per start of a quarter of an hour and queue in which a contact waited then
-- Time: each start of a quarter of an hour at which a contact waits
-- Chosen by: its rows
-- Chart: line: contacts_waiting over quarter_start_local, a line per queue
-- Narrow: quarter_start_local, queue, queue_kind, contacts_waiting, longest_wait_seconds
-- Columns:
--   quarter_start_utc, timestamp UTC: start of the quarter of an hour
--   queue, text: name of the queue, as contact records have it; null where none has (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed
--   quarter_start_local, timestamp local: the same moment in time_zone
--   contacts_waiting, contacts: in the queue at that moment
--   longest_wait_seconds, seconds: how long the first of these had waited by then
-- Parameters: time_zone, from_day, to_day, instance
--
-- EventBridge may lose contact events: contact records stay the truth, once there are any. So a contact that has
-- a record is over when the record says, if no event does.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days and of the local times, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

events AS (
  SELECT
    contact_event_facts.*,
    max(event_at) OVER () + INTERVAL '1' SECOND AS newest_at
  FROM contact_event_facts
  CROSS JOIN parameters
  -- No contact waits longer without an event, and later ones, if only that of its end, show what lost ones did not.
  WHERE event_at >= from_day - INTERVAL '8' DAY
    AND event_at < to_day + INTERVAL '100' DAY
    AND instance IN ('all', instance_id, instancearn)
),

-- What a contact's events say of one stay in a queue; in events before the queue and after it, enqueued_at is null.
entries AS (
  SELECT
    instancearn,
    contactid,
    enqueued_at,
    newest_at,
    max(queue_arn) AS queue_arn,
    max(connected_to_agent_at) AS connected_to_agent_at,
    min(disconnected_at) AS disconnected_at,
    max(holds_until) AS holds_until
  FROM events
  GROUP BY instancearn, contactid, enqueued_at, newest_at
),

stays AS (
  SELECT
    instancearn,
    contactid,
    enqueued_at,
    queue_arn,
    newest_at,
    lead(enqueued_at) OVER (PARTITION BY instancearn, contactid ORDER BY enqueued_at) AS next_enqueued_at,
    max(connected_to_agent_at) OVER of_contact AS connected_to_agent_at,
    min(disconnected_at) OVER of_contact AS disconnected_at,
    max(holds_until) OVER of_contact AS holds_until
  FROM entries
  WINDOW of_contact AS (PARTITION BY instancearn, contactid)
),

records AS (
  SELECT
    instancearn,
    contactid,
    connected_to_agent_at,
    disconnected_at
  FROM contact_facts
  CROSS JOIN parameters
  -- The table's partition is the day of the start. No contact lasts for a hundred days.
  WHERE initiated_at >= from_day - INTERVAL '100' DAY
    AND initiated_at < to_day + INTERVAL '2' DAY
),

-- A record's times have whole seconds: those of events come first, and its answer may lie in the second of the entry.
-- So may the answer of an event that has only its own whole second.
known AS (
  SELECT
    stays.instancearn,
    stays.enqueued_at,
    stays.queue_arn,
    stays.newest_at,
    stays.next_enqueued_at,
    stays.holds_until,
    coalesce(stays.disconnected_at, records.disconnected_at) AS disconnected_at,
    CASE
      WHEN stays.connected_to_agent_at >= stays.enqueued_at
        OR stays.connected_to_agent_at = date_trunc('second', stays.enqueued_at)
        THEN stays.connected_to_agent_at
      WHEN records.connected_to_agent_at >= date_trunc('second', stays.enqueued_at)
        THEN records.connected_to_agent_at
    END AS answered_at
  FROM stays
  LEFT JOIN records
    ON records.instancearn = stays.instancearn
    AND records.contactid = stays.contactid
),

ended AS (
  SELECT
    instancearn,
    enqueued_at,
    queue_arn,
    newest_at,
    array_min(
      ARRAY[
        holds_until,
        newest_at,
        coalesce(next_enqueued_at, holds_until),
        coalesce(disconnected_at, holds_until),
        coalesce(answered_at, holds_until)
      ]
    ) AS left_at,
    date_trunc('hour', enqueued_at) + INTERVAL '15' MINUTE * (minute(enqueued_at) / 15) AS quarter_before
  FROM known
  WHERE enqueued_at IS NOT NULL
),

-- An array, because the engine may unnest the quarters of a wrong date before it leaves that out.
covered AS (
  SELECT
    ended.*,
    -- Nobody waits for ninety days: one of the dates is wrong.
    CASE
      WHEN left_at > enqueued_at AND left_at <= enqueued_at + INTERVAL '90' DAY
        THEN sequence(0, date_diff('minute', quarter_before, left_at) / 15)
    END AS quarters_covered
  FROM ended
),

quarters AS (
  SELECT
    instancearn,
    enqueued_at,
    queue_arn,
    left_at,
    time_zone,
    from_day,
    to_day,
    quarter_before + INTERVAL '15' MINUTE * quarter AS quarter_start
  FROM covered
  CROSS JOIN parameters
  CROSS JOIN UNNEST(quarters_covered) AS each (quarter)
),

waiting AS (
  SELECT
    quarters.*,
    CAST(at_timezone(with_timezone(quarter_start, 'UTC'), time_zone) AS timestamp(6))
      AS quarter_start_local
  FROM quarters
  WHERE enqueued_at <= quarter_start
    AND quarter_start < left_at
),

names AS (
  SELECT
    instancearn,
    queue_arn,
    max_by(queue, initiated_at) AS queue
  FROM contact_facts
  CROSS JOIN parameters
  WHERE initiated_at >= from_day - INTERVAL '8' DAY
    AND initiated_at < to_day + INTERVAL '9' DAY
    AND queue <> ''
  GROUP BY instancearn, queue_arn
),

named AS (
  SELECT
    waiting.*,
    names.queue,
    CAST(
      CASE
        WHEN waiting.queue_arn LIKE '%/queue/agent/%' THEN 'agent'
        WHEN names.queue IS NOT NULL THEN 'standard'
        ELSE 'unnamed'
      END
      AS varchar
    ) AS queue_kind
  FROM waiting
  LEFT JOIN names
    ON names.instancearn = waiting.instancearn
    AND names.queue_arn = waiting.queue_arn
)

SELECT
  quarter_start AS quarter_start_utc,
  queue,
  queue_kind,
  quarter_start_local,
  count(*) AS contacts_waiting,
  CAST(date_diff('millisecond', min(enqueued_at), quarter_start) AS double) / 1000 AS longest_wait_seconds
FROM named
WHERE CAST(quarter_start_local AS date) BETWEEN from_day AND to_day
GROUP BY quarter_start, queue, queue_kind, quarter_start_local
ORDER BY quarter_start_utc, queue, queue_kind
