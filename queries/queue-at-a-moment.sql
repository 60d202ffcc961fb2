-- Question: How many contacts waited in each queue at a moment, and since when?
-- Group: Service
-- Grain: one row per queue in which a contact waited at the moment
-- Time: the moment that is asked for
-- Chosen by: its rows
-- Chart: table: a row per queue
-- Narrow: queue, queue_kind, contacts_waiting, longest_wait_seconds
-- Columns:
--   queue, text: name of the queue, as contact records have it; null where none has (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed
--   contacts_waiting, contacts: in the queue
--   oldest_contact_id, text: of these, the one that had waited longest
--   oldest_enqueued_at_local, timestamp local: when that one entered the queue, in time_zone
--   longest_wait_seconds, seconds: how long that one had waited
--   moment_utc, timestamp UTC: the moment
-- Parameters: time_zone, instance, moment
--
-- EventBridge may lose contact events: contact records stay the truth, once there are any. So a contact that has
-- a record is over when the record says, if no event does.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the local times, IANA name
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'last' AS moment -- time in UTC such as 2026-03-02 09:10:00, or last, the end of the second of the last event
),

newest AS (
  SELECT max(event_at) + INTERVAL '1' SECOND AS newest_at
  FROM contact_event_facts
  CROSS JOIN parameters
  -- Where the moment is given, the engine reads nothing here.
  WHERE moment = 'last'
    AND instance IN ('all', instance_id, instancearn)
),

moments AS (
  SELECT
    time_zone,
    instance,
    coalesce(CAST(nullif(moment, 'last') AS timestamp(6)), newest_at) AS moment_utc
  FROM parameters
  CROSS JOIN newest
),

-- What a contact's events say of one stay in a queue; in events before the queue and after it, enqueued_at is null.
entries AS (
  SELECT
    instancearn,
    contactid,
    enqueued_at,
    moment_utc,
    time_zone,
    max(queue_arn) AS queue_arn,
    max(connected_to_agent_at) AS connected_to_agent_at,
    min(disconnected_at) AS disconnected_at,
    max(holds_until) AS holds_until
  FROM contact_event_facts
  CROSS JOIN moments
  -- No contact waits longer without an event, and later ones, if only that of its end, show what lost ones did not.
  WHERE event_at >= moment_utc - INTERVAL '7' DAY
    AND event_at < moment_utc + INTERVAL '100' DAY
    AND instance IN ('all', instance_id, instancearn)
  GROUP BY instancearn, contactid, enqueued_at, moment_utc, time_zone
),

stays AS (
  SELECT
    instancearn,
    contactid,
    enqueued_at,
    moment_utc,
    time_zone,
    queue_arn,
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
  CROSS JOIN moments
  -- The table's partition is the day of the start. No contact lasts for a hundred days.
  WHERE initiated_at >= moment_utc - INTERVAL '100' DAY
    AND initiated_at < moment_utc + INTERVAL '1' DAY
),

-- A record's times have whole seconds: those of events come first, and its answer may lie in the second of the entry.
-- So may the answer of an event that has only its own whole second.
known AS (
  SELECT
    stays.instancearn,
    stays.contactid,
    stays.enqueued_at,
    stays.moment_utc,
    stays.time_zone,
    stays.queue_arn,
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

waiting AS (
  SELECT known.*
  FROM known
  WHERE enqueued_at <= moment_utc
    AND moment_utc < holds_until
    AND coalesce(moment_utc < next_enqueued_at, true)
    AND coalesce(moment_utc < disconnected_at, true)
    AND coalesce(moment_utc < answered_at, true)
),

names AS (
  SELECT
    instancearn,
    queue_arn,
    max_by(queue, initiated_at) AS queue
  FROM contact_facts
  CROSS JOIN moments
  WHERE initiated_at >= moment_utc - INTERVAL '7' DAY
    AND initiated_at < moment_utc + INTERVAL '7' DAY
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
  queue,
  queue_kind,
  count(*) AS contacts_waiting,
  min_by(contactid, ROW(enqueued_at, contactid)) AS oldest_contact_id,
  CAST(at_timezone(with_timezone(min(enqueued_at), 'UTC'), time_zone) AS timestamp(6))
    AS oldest_enqueued_at_local,
  CAST(date_diff('millisecond', min(enqueued_at), moment_utc) AS double) / 1000 AS longest_wait_seconds,
  moment_utc
FROM named
GROUP BY queue, queue_kind, moment_utc, time_zone
ORDER BY queue, queue_kind
