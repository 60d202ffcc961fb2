-- Question: Which agents work which queues, and how does it go there?
-- Group: People
-- Grain: one row per agent and queue in which the agent handled any contact
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: heat map: average_handle_seconds by agent and queue
-- Columns:
--   agent, text: user name of the agent
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   contacts_handled, contacts: connected to an agent, once per segment
--   handle_seconds_sum, seconds: interaction, hold, after-contact work and pause together
--   average_handle_seconds, seconds: handle time per contact that has one
--   interaction_seconds_sum, seconds: conversation, without hold
--   hold_seconds_sum, seconds: customers on hold
--   after_contact_work_seconds_sum, seconds: work after the contact
--   transferred_out, contacts: transferred to an agent, a queue or a number
--   holds, holds: times a customer was put on hold
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
  agent,
  queue,
  queue_kind,
  count(*) AS contacts_handled,
  CAST(coalesce(sum(handle_seconds), 0) AS bigint) AS handle_seconds_sum,
  avg(handle_seconds) AS average_handle_seconds,
  CAST(coalesce(sum(agent_interaction_seconds_raw), 0) AS bigint) AS interaction_seconds_sum,
  CAST(coalesce(sum(customer_hold_seconds_raw), 0) AS bigint) AS hold_seconds_sum,
  CAST(coalesce(sum(after_contact_work_seconds_raw), 0) AS bigint)
    AS after_contact_work_seconds_sum,
  count(*) FILTER (WHERE is_transferred_out) AS transferred_out,
  CAST(coalesce(sum(holds), 0) AS bigint) AS holds
FROM contacts
WHERE is_handled
  AND agent IS NOT NULL
  AND day BETWEEN from_day AND to_day
GROUP BY agent, queue, queue_kind
ORDER BY agent, queue, queue_kind
