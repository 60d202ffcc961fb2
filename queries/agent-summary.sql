-- Question: What did each agent do?
-- Group: People
-- Grain: one row per agent who handled any contact
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: table: a row per agent, contacts_handled as bars in the cells
-- Narrow: agent, contacts_handled, average_handle_seconds, average_after_contact_work_seconds, contacts_held, agent_hung_up_first, active_days
-- Columns:
--   agent, text: user name of the agent
--   active_days, days: days on which the agent handled any contact
--   contacts_handled, contacts: connected to an agent, once per segment
--   contacts_handled_incoming, contacts: of these, incoming
--   contacts_handled_outbound, contacts: of these, dialled by the agent
--   handle_seconds_sum, seconds: interaction, hold, after-contact work and pause together
--   average_handle_seconds, seconds: handle time per contact that has one
--   average_after_contact_work_seconds, seconds: per contact handled; a contact without any counts 0
--   contacts_held, contacts: with at least one hold
--   holds, holds: times a customer was put on hold
--   hold_disconnects, contacts: ended while the customer was on hold
--   agent_hung_up_first, contacts: ended by the agent
--   transferred_out_by_agent, contacts: transferred to an agent, a queue or a number
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
  count(DISTINCT day) AS active_days,
  count(*) AS contacts_handled,
  count(*) FILTER (WHERE is_handled_incoming) AS contacts_handled_incoming,
  count(*) FILTER (WHERE is_handled_outbound) AS contacts_handled_outbound,
  CAST(coalesce(sum(handle_seconds), 0) AS bigint) AS handle_seconds_sum,
  avg(handle_seconds) AS average_handle_seconds,
  avg(after_contact_work_seconds) AS average_after_contact_work_seconds,
  count(*) FILTER (WHERE is_held) AS contacts_held,
  CAST(coalesce(sum(holds), 0) AS bigint) AS holds,
  count(*) FILTER (WHERE is_hold_disconnect) AS hold_disconnects,
  count(*) FILTER (WHERE is_agent_hung_up_first) AS agent_hung_up_first,
  count(*) FILTER (WHERE is_transferred_out_by_agent) AS transferred_out_by_agent
FROM contacts
WHERE is_handled
  AND agent IS NOT NULL
  AND day BETWEEN from_day AND to_day
GROUP BY agent
ORDER BY agent
