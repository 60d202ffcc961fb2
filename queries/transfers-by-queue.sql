-- Question: From and to which queues are contacts transferred, and by whom?
-- Group: Volume
-- Grain: one row per queue
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: transferred_out and transferred_in by queue
-- Narrow: queue, contacts_created, transferred_out, transferred_in, transferred_out_by_agent
-- Columns:
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   contacts_created, contacts: all records, by whatever method they began
--   transferred_out, contacts: transferred to an agent, a queue or a number
--   transferred_out_by_agent, contacts: of these, after an agent had been connected
--   transferred_out_from_queue, contacts: of these, while waiting; 0 where Connect does not say
--   transferred_in, contacts: came from another segment
--   transferred_in_by_agent, contacts: of these, transferred by an agent
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
  count(*) AS contacts_created,
  count(*) FILTER (WHERE is_transferred_out) AS transferred_out,
  count(*) FILTER (WHERE is_transferred_out_by_agent) AS transferred_out_by_agent,
  count(*) FILTER (WHERE is_transferred_out_from_queue) AS transferred_out_from_queue,
  count(*) FILTER (WHERE is_transferred_in) AS transferred_in,
  count(*) FILTER (WHERE is_transferred_in_by_agent) AS transferred_in_by_agent
FROM contacts
WHERE day BETWEEN from_day AND to_day
GROUP BY queue, queue_kind
ORDER BY queue, queue_kind
