-- Question: Who ends a conversation, the agent or the customer?
-- Group: People
-- Grain: one row per queue that had any contact handled
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: agent_hung_up_first, customer_hung_up_first and other by queue, stacked
-- Columns:
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   contacts_handled, contacts: connected to an agent, once per segment
--   agent_hung_up_first, contacts: ended by the agent
--   customer_hung_up_first, contacts: ended by the customer
--   other, contacts: ended in another way, or Connect does not say
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
),

counts AS (
  SELECT
    queue,
    queue_kind,
    count(*) AS contacts_handled,
    count(*) FILTER (WHERE is_agent_hung_up_first) AS agent_hung_up_first,
    count(*) FILTER (WHERE disconnect_reason = 'CUSTOMER_DISCONNECT') AS customer_hung_up_first
  FROM contacts
  WHERE is_handled AND day BETWEEN from_day AND to_day
  GROUP BY queue, queue_kind
)

SELECT
  counts.*,
  contacts_handled - agent_hung_up_first - customer_hung_up_first AS other
FROM counts
ORDER BY queue, queue_kind
