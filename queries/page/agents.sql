-- Question: What does each agent do in each queue?
-- Grain: one row per day, agent, queue and channel
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: page: agents by queue
-- Columns:
--   day, text: local day, 2026-11-23
--   agent, text: username
--   queue, text: name of the queue; null for none and for the queue of one agent
--   channel, text: VOICE, CHAT, TASK…
--   handled, contacts: connected to the agent
--   handle_contacts, contacts: of these, with a handle time
--   handle_seconds_sum, seconds: their interaction, hold, after-contact work and pause
--   after_contact_work_contacts, contacts: of the handled, with after-contact work
--   after_contact_work_seconds_sum, seconds: their after-contact work
--   transferred_out, contacts: of the handled, transferred to somewhere else
--   holds, holds: of the handled
-- Parameters: time_zone
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the days, IANA name
),

facts AS (
  SELECT
    contact_facts.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS local_day
  FROM contact_facts
  CROSS JOIN parameters
  WHERE disconnected_at IS NOT NULL AND is_handled AND agent IS NOT NULL
)

SELECT
  CAST(local_day AS varchar) AS day,
  agent,
  queue,
  channel,
  count(*) AS handled,
  count(handle_seconds) AS handle_contacts,
  CAST(coalesce(sum(handle_seconds), 0) AS bigint) AS handle_seconds_sum,
  count(after_contact_work_seconds) AS after_contact_work_contacts,
  CAST(coalesce(sum(after_contact_work_seconds), 0) AS bigint) AS after_contact_work_seconds_sum,
  count(*) FILTER (WHERE is_transferred_out) AS transferred_out,
  CAST(coalesce(sum(holds), 0) AS bigint) AS holds
FROM facts
GROUP BY local_day, agent, queue, channel
ORDER BY day, agent, queue NULLS LAST, channel NULLS LAST
