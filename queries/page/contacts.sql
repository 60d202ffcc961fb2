-- Question: What happened to the contacts of each day, queue and channel?
-- Grain: one row per day, instance, queue and channel
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: page: headline figures, service level by day, queues, transfers and holds
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; without a queue,
--     outbound if the centre began the contact, else null
--   channel, text: VOICE, CHAT, TASK…
--   created, contacts: all
--   incoming, contacts: inbound and transferred in
--   queued, contacts: entered a queue
--   handled, contacts: connected to an agent
--   handled_incoming, contacts: of these, inbound and transferred in
--   handled_outbound, contacts: of these, outbound
--   abandoned, contacts: left the queue for good without an agent
--   handled_from_queue, contacts: queued and connected to an agent, whether the wait is known or not
--   answered, contacts: queued, connected to an agent, and the wait is known
--   removed_within, contacts: left the queue within X, in any way
--   answered_within, contacts: answered within X
--   abandoned_within_short, contacts: abandoned within short_abandon_seconds
--   abandoned_at_or_after, contacts: abandoned at or after X
--   answer_wait_seconds_sum, seconds: waits of the answered
--   abandon_wait_seconds_sum, seconds: waits of the abandoned
--   abandoned_with_wait, contacts: abandoned whose wait is known
--   handle_contacts, contacts: with a handle time
--   handle_seconds_sum, seconds: their interaction, hold, after-contact work and pause
--   after_contact_work_contacts, contacts: with after-contact work
--   after_contact_work_seconds_sum, seconds: their after-contact work
--   hold_contacts, contacts: with a hold time, 0 included
--   hold_seconds_sum, seconds: their hold time
--   held, contacts: handled and put on hold at least once
--   holds, holds: of the handled
--   hold_disconnects, contacts: ended on hold
--   transferred_out, contacts: transferred to somewhere else
--   transferred_out_by_agent, contacts: of these, by an agent
--   transferred_out_from_queue, contacts: of these, out of a queue
--   transferred_in, contacts: begun by a transfer
--   agent_hung_up_first, contacts: handled, and the agent disconnected
-- Parameters: time_zone, from_day, to_day, instance, target_seconds, service_level_seconds, short_abandon_seconds
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    '{}' AS target_seconds, -- JSON: X by channel and queue, seconds; 0 promises nothing
    20 AS service_level_seconds, -- X of contacts without one in target_seconds
    5 AS short_abandon_seconds -- an abandon after less than this is short, seconds
),

targets AS (
  SELECT CAST(json_parse(target_seconds) AS map(varchar, integer)) AS seconds_by_kind
  FROM parameters
),

facts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    nullif(
      coalesce(
        element_at(seconds_by_kind, 'channel:' || channel || ' queue:' || queue),
        element_at(seconds_by_kind, 'queue:' || queue),
        element_at(seconds_by_kind, 'channel:' || channel),
        element_at(seconds_by_kind, 'all'),
        service_level_seconds
      ),
      0
    ) AS within_seconds,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS local_day,
    CASE WHEN queue_kind IS NULL AND is_outbound THEN 'outbound' ELSE queue_kind END AS shown_kind
  FROM contact_facts
  CROSS JOIN parameters
  CROSS JOIN targets
  WHERE disconnected_at IS NOT NULL AND instance IN ('all', instance_id, instancearn)
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  queue,
  shown_kind AS queue_kind,
  channel,
  count(*) AS created,
  count(*) FILTER (WHERE is_incoming) AS incoming,
  count(*) FILTER (WHERE is_queued) AS queued,
  count(*) FILTER (WHERE is_handled) AS handled,
  count(*) FILTER (WHERE is_handled_incoming) AS handled_incoming,
  count(*) FILTER (WHERE is_handled_outbound) AS handled_outbound,
  count(*) FILTER (WHERE is_abandoned) AS abandoned,
  count(*) FILTER (WHERE is_queued AND is_handled) AS handled_from_queue,
  count(*) FILTER (WHERE is_answered) AS answered,
  count(*) FILTER (WHERE is_queued AND wait_seconds < within_seconds) AS removed_within,
  count(*) FILTER (WHERE is_answered AND wait_seconds < within_seconds) AS answered_within,
  count(*) FILTER (WHERE is_abandoned AND wait_seconds < short_abandon_seconds)
    AS abandoned_within_short,
  count(*) FILTER (WHERE is_abandoned AND wait_seconds >= within_seconds)
    AS abandoned_at_or_after,
  CAST(coalesce(sum(CASE WHEN is_answered THEN wait_seconds END), 0) AS bigint)
    AS answer_wait_seconds_sum,
  CAST(coalesce(sum(CASE WHEN is_abandoned THEN wait_seconds END), 0) AS bigint)
    AS abandon_wait_seconds_sum,
  count(*) FILTER (WHERE is_abandoned AND wait_seconds IS NOT NULL)
    AS abandoned_with_wait,
  count(handle_seconds) AS handle_contacts,
  CAST(coalesce(sum(handle_seconds), 0) AS bigint) AS handle_seconds_sum,
  count(after_contact_work_seconds) AS after_contact_work_contacts,
  CAST(coalesce(sum(after_contact_work_seconds), 0) AS bigint) AS after_contact_work_seconds_sum,
  count(hold_seconds) AS hold_contacts,
  CAST(coalesce(sum(hold_seconds), 0) AS bigint) AS hold_seconds_sum,
  count(*) FILTER (WHERE is_handled AND is_held) AS held,
  CAST(coalesce(sum(CASE WHEN is_handled THEN holds END), 0) AS bigint) AS holds,
  count(*) FILTER (WHERE is_hold_disconnect) AS hold_disconnects,
  count(*) FILTER (WHERE is_transferred_out) AS transferred_out,
  count(*) FILTER (WHERE is_transferred_out_by_agent) AS transferred_out_by_agent,
  count(*) FILTER (WHERE is_transferred_out_from_queue) AS transferred_out_from_queue,
  count(*) FILTER (WHERE is_transferred_in) AS transferred_in,
  count(*) FILTER (WHERE is_agent_hung_up_first) AS agent_hung_up_first
FROM facts
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, queue, shown_kind, channel
ORDER BY day, instance_id, queue NULLS LAST, queue_kind NULLS LAST, channel NULLS LAST
