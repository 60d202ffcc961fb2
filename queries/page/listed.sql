-- Question: Which contacts are behind the figures of the page?
-- Grain: one row per disconnected contact
-- Time: any; a contact is listed if it was initiated, entered its queue, left in a flow or disconnected on one of the
--   days
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
--   is_callback, boolean: the first callback record of its chain, which stands for the callback
--   is_callback_dialled, boolean: of these, the customer was called
--   is_callback_answered, boolean: of these, agent and customer were connected
--   is_callback_abandoned, boolean: of these, not answered, and a callback record was abandoned
--   is_first_contact, boolean: inbound first segment from a known address
--   is_followed, boolean: of these, followed by another from the same address within window_days
--   is_window_open, boolean: of these, the window is not over yet
--   is_window_open_alone, boolean: of these, the window is not over at the instance's own last contact
--   is_analysed, boolean: Contact Lens has analysed the contact
--   exit_day, text: local day on which it entered its last block of a flow, if it reached neither a queue nor an agent
--   exit_flow, text: name of the flow of that block, else its id
--   exit_block_type, text: what the block does, such as GetUserInput
--   exit_block, text: name or id of the block; null in older logs
-- Parameters: time_zone, from_day, to_day, instance, window_days
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days and offsets, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    7 AS window_days -- how soon another contact makes this one repeated, days up to 365
),

-- The last moment that an instance's own records know, as in repeats.sql.
moments AS (
  SELECT
    instancearn,
    max(known_at) AS as_of_alone
  FROM contact_facts
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
  GROUP BY instancearn
),

instances AS (
  SELECT
    moments.*,
    max(as_of_alone) OVER () AS as_of
  FROM moments
),

returns AS (
  SELECT
    customer_returns.instancearn,
    contactid,
    next_initiated_at,
    initiated_at + INTERVAL '1' DAY * window_days AS window_ends_at,
    as_of,
    as_of_alone
  FROM customer_returns
  CROSS JOIN parameters
  INNER JOIN instances ON instances.instancearn = customer_returns.instancearn
),

analysed AS (
  SELECT DISTINCT
    instance_id,
    contact_id
  FROM contact_analyses
  CROSS JOIN parameters
  -- A chat lasts seven days at the most, so its agent was connected no earlier before its end.
  WHERE connected_on >= from_day - INTERVAL '9' DAY
    AND connected_on < to_day + INTERVAL '9' DAY
),

-- The last entry of each contact, as in exits.sql.
last_entries AS (
  SELECT
    instancearn,
    contactid,
    entered_at,
    flow,
    block_type,
    block,
    row_number() OVER (
      PARTITION BY instancearn, contactid ORDER BY entered_at DESC, logeventid DESC
    ) AS place_from_end
  FROM flow_entries
  CROSS JOIN parameters
  -- A contact lasts seven days at the most.
  WHERE entered_at >= from_day - INTERVAL '9' DAY
    AND entered_at < to_day + INTERVAL '9' DAY
    AND contactid IS NOT NULL
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
      AS disconnected_local,
    CAST(CAST(at_timezone(with_timezone(entered_at, 'UTC'), time_zone) AS date) AS varchar)
      AS exit_day,
    last_entries.flow AS exit_flow,
    last_entries.block_type AS exit_block_type,
    last_entries.block AS exit_block
  FROM facts
  LEFT JOIN last_entries
    ON last_entries.instancearn = facts.instancearn
    AND last_entries.contactid = facts.contactid
    AND place_from_end = 1
    AND is_contained
)

SELECT
  CAST(CAST(disconnected_local AS date) AS varchar) AS disconnected_day,
  local_times.instance_id,
  local_times.contactid AS contact_id,
  local_times.chain_id,
  local_times.queue,
  shown_kind AS queue_kind,
  local_times.channel,
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
  local_times.is_answered,
  local_times.is_abandoned,
  is_handled AND is_held AS is_held,
  is_hold_disconnect,
  is_transferred_out,
  is_transferred_out_by_agent,
  is_transferred_out_from_queue,
  is_transferred_in,
  is_agent_hung_up_first,
  requested_callbacks.contactid IS NOT NULL AS is_callback,
  coalesce(requested_callbacks.is_dialled, false) AS is_callback_dialled,
  coalesce(requested_callbacks.is_answered, false) AS is_callback_answered,
  coalesce(requested_callbacks.is_abandoned, false) AS is_callback_abandoned,
  returns.contactid IS NOT NULL AS is_first_contact,
  coalesce(next_initiated_at <= window_ends_at, false) AS is_followed,
  coalesce(window_ends_at > as_of, false) AS is_window_open,
  coalesce(window_ends_at > as_of_alone, false) AS is_window_open_alone,
  analysed.contact_id IS NOT NULL AS is_analysed,
  exit_day,
  exit_flow,
  exit_block_type,
  exit_block
FROM local_times
LEFT JOIN requested_callbacks
  ON requested_callbacks.instancearn = local_times.instancearn
  AND requested_callbacks.contactid = local_times.contactid
LEFT JOIN returns
  ON returns.instancearn = local_times.instancearn AND returns.contactid = local_times.contactid
LEFT JOIN analysed
  ON analysed.instance_id = local_times.instance_id
  AND analysed.contact_id = local_times.contactid
WHERE CAST(disconnected_local AS date) BETWEEN from_day AND to_day
  OR CAST(enqueued_local AS date) BETWEEN from_day AND to_day
  OR CAST(begun_local AS date) BETWEEN from_day AND to_day
  OR CAST(exit_day AS date) BETWEEN from_day AND to_day
ORDER BY disconnected_day, begun_second, contact_id
