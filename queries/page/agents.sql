-- Question: What does each agent do in each queue?
-- Grain: one row per day, instance, agent, queue and channel
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: page: people, agents by queue
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   agent, text: username
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; without a queue,
--     outbound if the centre began the contact, else null
--   channel, text: VOICE, CHAT, TASK…
--   handled, contacts: connected to an agent
--   handle_contacts, contacts: with a handle time
--   handle_seconds_sum, seconds: their interaction, hold, after-contact work and pause
--   after_contact_work_contacts, contacts: with after-contact work
--   after_contact_work_seconds_sum, seconds: their after-contact work
--   hold_contacts, contacts: with a hold time, 0 included
--   hold_seconds_sum, seconds: their hold time
--   transferred_out, contacts: transferred to somewhere else
--   agent_hung_up_first, contacts: handled, and the agent disconnected
--   holds, holds: of the handled
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

facts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS local_day,
    CASE WHEN queue_kind IS NULL AND is_outbound THEN 'outbound' ELSE queue_kind END AS shown_kind
  FROM contact_facts
  CROSS JOIN parameters
  WHERE disconnected_at IS NOT NULL AND is_handled AND agent IS NOT NULL
    AND instance IN ('all', instance_id, instancearn)
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  agent,
  queue,
  shown_kind AS queue_kind,
  channel,
  count(*) AS handled,
  count(handle_seconds) AS handle_contacts,
  CAST(coalesce(sum(handle_seconds), 0) AS bigint) AS handle_seconds_sum,
  count(after_contact_work_seconds) AS after_contact_work_contacts,
  CAST(coalesce(sum(after_contact_work_seconds), 0) AS bigint) AS after_contact_work_seconds_sum,
  count(hold_seconds) AS hold_contacts,
  CAST(coalesce(sum(hold_seconds), 0) AS bigint) AS hold_seconds_sum,
  count(*) FILTER (WHERE is_transferred_out) AS transferred_out,
  count(*) FILTER (WHERE is_agent_hung_up_first) AS agent_hung_up_first,
  CAST(coalesce(sum(holds), 0) AS bigint) AS holds
FROM facts
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, agent, queue, shown_kind, channel
ORDER BY day, instance_id, agent, queue NULLS LAST, queue_kind NULLS LAST, channel NULLS LAST
