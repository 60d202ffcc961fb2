-- Question: Which contacts are behind the figures of the page?
-- Grain: one row per disconnected contact
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: page: the list of contacts behind a figure, and the journey of one
-- Columns:
--   disconnected_day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   contact_id, text: ContactId
--   chain_id, text: ContactId of the first contact of its chain
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; without a queue,
--     outbound if the centre began the contact, else null
--   channel, text: VOICE, CHAT, TASK…
--   agent, text: username
--   initiation_method, text: INBOUND, OUTBOUND, TRANSFER…
--   disconnect_reason, text: how it ended, as Connect names it
--   begun_second, seconds: since 1970 UTC, of the initiation; of the enqueue or the disconnect where it is missing
--   begun_offset_minutes, minutes: local time minus UTC at that moment
--   enqueued_second, seconds: since 1970 UTC, of the enqueue
--   enqueued_offset_minutes, minutes: local time minus UTC at that moment
--   connected_second, seconds: since 1970 UTC, of the connection to the agent
--   disconnected_second, seconds: since 1970 UTC, of the disconnect
--   disconnected_offset_minutes, minutes: local time minus UTC at that moment
--   wait_seconds, seconds: in the queue
--   handle_seconds, seconds: interaction, hold, after-contact work and pause
--   hold_seconds, seconds: on hold
--   after_contact_work_seconds, seconds: after-contact work
--   holds, holds: of a handled contact
--   is_incoming, boolean: inbound or transferred in
--   is_in_volume, boolean: counts for the contact volume
--   is_queued, boolean: entered a queue
--   is_handled, boolean: connected to an agent
--   is_handled_incoming, boolean: of these, inbound or transferred in
--   is_handled_outbound, boolean: of these, outbound
--   is_answered, boolean: queued, connected to an agent, and the wait is known
--   is_abandoned, boolean: left the queue for good without an agent
--   is_held, boolean: handled and put on hold at least once
--   is_hold_disconnect, boolean: ended on hold
--   is_transferred_out, boolean: transferred to somewhere else
--   is_transferred_out_by_agent, boolean: of these, by an agent
--   is_transferred_out_from_queue, boolean: of these, out of a queue
--   is_transferred_in, boolean: begun by a transfer
--   is_agent_hung_up_first, boolean: handled, and the agent disconnected
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days and offsets, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

facts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    coalesce(initiated_at, enqueued_at, disconnected_at) AS begun_at,
    CASE WHEN queue_kind IS NULL AND is_outbound THEN 'outbound' ELSE queue_kind END AS shown_kind
  FROM contact_facts
  CROSS JOIN parameters
  WHERE disconnected_at IS NOT NULL AND instance IN ('all', instance_id, instancearn)
),

local_times AS (
  SELECT
    facts.*,
    CAST(at_timezone(with_timezone(begun_at, 'UTC'), time_zone) AS timestamp(6)) AS begun_local,
    CAST(at_timezone(with_timezone(enqueued_at, 'UTC'), time_zone) AS timestamp(6))
      AS enqueued_local,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS timestamp(6))
      AS disconnected_local
  FROM facts
)

SELECT
  CAST(CAST(disconnected_local AS date) AS varchar) AS disconnected_day,
  instance_id,
  contactid AS contact_id,
  chain_id,
  queue,
  shown_kind AS queue_kind,
  channel,
  agent,
  initiation_method,
  disconnect_reason,
  date_diff('second', TIMESTAMP '1970-01-01 00:00:00', begun_at) AS begun_second,
  date_diff('minute', begun_at, begun_local) AS begun_offset_minutes,
  date_diff('second', TIMESTAMP '1970-01-01 00:00:00', enqueued_at) AS enqueued_second,
  date_diff('minute', enqueued_at, enqueued_local) AS enqueued_offset_minutes,
  date_diff('second', TIMESTAMP '1970-01-01 00:00:00', connected_to_agent_at) AS connected_second,
  date_diff('second', TIMESTAMP '1970-01-01 00:00:00', disconnected_at) AS disconnected_second,
  date_diff('minute', disconnected_at, disconnected_local) AS disconnected_offset_minutes,
  wait_seconds,
  handle_seconds,
  hold_seconds,
  after_contact_work_seconds,
  CASE WHEN is_handled THEN holds END AS holds,
  is_incoming,
  is_in_volume,
  is_queued,
  is_handled,
  is_handled_incoming,
  is_handled_outbound,
  is_answered,
  is_abandoned,
  is_handled AND is_held AS is_held,
  is_hold_disconnect,
  is_transferred_out,
  is_transferred_out_by_agent,
  is_transferred_out_from_queue,
  is_transferred_in,
  is_agent_hung_up_first
FROM local_times
WHERE CAST(disconnected_local AS date) BETWEEN from_day AND to_day
ORDER BY disconnected_day, begun_second, contact_id
