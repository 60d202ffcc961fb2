-- Question: How long did contacts wait for an agent, as their events say?
-- Group: Service
-- Grain: one row per day and queue
-- Time: the answer; a contact counts when an agent is connected, before it has a record
-- Chosen by: its rows
-- Chart: line: average_answer_seconds over day, a line per queue
-- Narrow: day, queue, queue_kind, contacts_answered, average_answer_seconds, longest_answer_seconds
-- Columns:
--   day, date: local day of the answer
--   queue, text: name of the queue, as contact records have it; null where none has (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed
--   contacts_answered, contacts: entered the queue and were connected to an agent
--   answer_seconds_sum, seconds: from the entry into the queue to the agent
--   average_answer_seconds, seconds: answer_seconds_sum / contacts_answered
--   longest_answer_seconds, seconds: longest of them
-- Parameters: time_zone, from_day, to_day, instance
--
-- EventBridge may lose contact events: contact records stay the truth, once there are any.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

-- What a contact's events say of one stay in a queue; the events after its answer carry the time of it, too.
entries AS (
  SELECT
    instancearn,
    contactid,
    enqueued_at,
    time_zone,
    from_day,
    to_day,
    max(queue_arn) AS queue_arn,
    max(connected_to_agent_at) AS connected_to_agent_at
  FROM contact_event_facts
  CROSS JOIN parameters
  -- Bounds of the days, a day wider to cover any time zone, a week for what waited before, and a day for what came after.
  WHERE event_at >= from_day - INTERVAL '8' DAY
    AND event_at < to_day + INTERVAL '3' DAY
    AND instance IN ('all', instance_id, instancearn)
  GROUP BY instancearn, contactid, enqueued_at, time_zone, from_day, to_day
),

stays AS (
  SELECT
    instancearn,
    enqueued_at,
    time_zone,
    from_day,
    to_day,
    queue_arn,
    lead(enqueued_at) OVER (PARTITION BY instancearn, contactid ORDER BY enqueued_at) AS next_enqueued_at,
    max(connected_to_agent_at) OVER (PARTITION BY instancearn, contactid) AS connected_to_agent_at
  FROM entries
),

-- An event that has only its own whole second may be of an answer in the second of the entry.
waits AS (
  SELECT
    stays.*,
    CAST(at_timezone(with_timezone(connected_to_agent_at, 'UTC'), time_zone) AS date) AS day,
    CASE
      WHEN connected_to_agent_at < enqueued_at THEN 0
      ELSE date_diff('millisecond', enqueued_at, connected_to_agent_at)
    END AS wait_milliseconds
  FROM stays
  WHERE (connected_to_agent_at >= enqueued_at OR connected_to_agent_at = date_trunc('second', enqueued_at))
    AND coalesce(
      connected_to_agent_at < next_enqueued_at
      AND connected_to_agent_at <> date_trunc('second', next_enqueued_at),
      true
    )
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
    waits.*,
    names.queue,
    CAST(
      CASE
        WHEN waits.queue_arn LIKE '%/queue/agent/%' THEN 'agent'
        WHEN names.queue IS NOT NULL THEN 'standard'
        ELSE 'unnamed'
      END
      AS varchar
    ) AS queue_kind
  FROM waits
  LEFT JOIN names
    ON names.instancearn = waits.instancearn
    AND names.queue_arn = waits.queue_arn
)

SELECT
  day,
  queue,
  queue_kind,
  count(*) AS contacts_answered,
  CAST(sum(wait_milliseconds) AS double) / 1000 AS answer_seconds_sum,
  CAST(sum(wait_milliseconds) AS double) / 1000 / count(*) AS average_answer_seconds,
  CAST(max(wait_milliseconds) AS double) / 1000 AS longest_answer_seconds
FROM named
WHERE day BETWEEN from_day AND to_day
GROUP BY day, queue, queue_kind
ORDER BY day, queue, queue_kind
