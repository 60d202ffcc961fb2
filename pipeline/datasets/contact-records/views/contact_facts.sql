-- Question: What does each contact record count for, in every metric?
-- Grain: one row per contact (instancearn, contactid), that is per segment, its latest version
-- Columns:
--   instancearn, text: ARN of the Connect instance
--   contactid, text: id of the contact, that is of the segment
--   instance_id, text: last part of the instance's ARN
--   chain_id, text: id of the first segment of the contact, the same for all that follow by transfers
--   initialcontactid, text: the first segment, as the record says; null on the first itself
--   previouscontactid, text: the segment before
--   nextcontactid, text: the segment after
--   channel, text: VOICE, CHAT, TASK, EMAIL
--   initiation_method, text: how the segment began, such as INBOUND, OUTBOUND, TRANSFER, CALLBACK
--   queue, text: name of the queue; null where it has none
--   queue_arn, text: ARN of the queue
--   queue_kind, text: standard, agent (an agent's own queue) or unnamed; null without a queue
--   queue_label, text: name of the queue, or words where there is none
--   agent, text: user name of the agent
--   disconnect_reason, text: who or what ended it, such as CUSTOMER_DISCONNECT
--   pre_disconnect_state, text: state before the end, such as IN_QUEUE; often missing
--   customer_address, text: the customer's number or address: personal data
--   initiated_at, timestamp UTC: when the segment began; its day is the table's partition
--   connected_to_system_at, timestamp UTC: when Connect answered
--   enqueued_at, timestamp UTC: when it entered the queue
--   connected_to_agent_at, timestamp UTC: when an agent was connected
--   transfer_completed_at, timestamp UTC: when it was transferred to somewhere else
--   disconnected_at, timestamp UTC: when the customer's part ended
--   after_contact_work_ended_at, timestamp UTC: when the agent had done the work after the contact
--   last_updated_at, timestamp UTC: version of the record
--   known_at, timestamp UTC: a moment that the record knows: its begin, or its last update if the begin is a wrong date
--   is_incoming, flag: inbound or transferred in
--   is_outbound, flag: begun by the centre
--   is_in_volume, flag: counts as contact volume
--   is_queued, flag: entered a queue
--   is_handled, flag: connected to an agent
--   is_handled_incoming, flag: handled, and incoming
--   is_handled_outbound, flag: handled, and the method is OUTBOUND
--   is_answered, flag: queued and handled, and the wait is known
--   is_abandoned, flag: left the queue for good without an agent
--   is_contained, flag: over, and it entered no queue and reached no agent
--   is_transferred_out, flag: transferred to somewhere else
--   is_transferred_out_by_agent, flag: transferred out after an agent was connected
--   is_transferred_out_from_queue, flag: transferred out while in the queue
--   is_transferred_in, flag: begun by a transfer
--   is_transferred_in_by_agent, flag: begun by an agent's transfer
--   is_held, flag: put on hold at least once
--   is_hold_disconnect, flag: handled, and ended on hold
--   is_agent_hung_up_first, flag: handled, and the agent disconnected
--   wait_seconds, seconds: in the queue, whisper included; null if not queued or not known
--   handle_seconds, seconds: interaction, hold, after-contact work and pause; null if none is known
--   interaction_seconds, seconds: talk, without hold and after-contact work
--   hold_seconds, seconds: the customer on hold; 0 if handled without a hold
--   after_contact_work_seconds, seconds: the agent's work after the contact; 0 if handled without any
--   pause_seconds, seconds: the agent paused a task
--   flow_seconds, seconds: in the flow, until the queue, a transfer or the end
--   resolution_seconds, seconds: from the start to the end, after-contact work included
--   holds, holds: number of holds
--   longest_hold_seconds, seconds: longest of the holds
--   agent_interaction_seconds_raw, seconds: as the record says
--   customer_hold_seconds_raw, seconds: as the record says
--   after_contact_work_seconds_raw, seconds: as the record says
--   versions, versions: distinct versions received of the record
--
-- The rules of the metrics are written here alone; every saved query reads this view. Timestamps are
-- UTC, durations are whole seconds. Null means "the metric skips this contact", and is never 0; a flag
-- is true or false, and never null. The view has no column for the open struct `attributes`, because a
-- view must be made again when a column of it grows: join ctr on instancearn and contactid.
WITH ctr_fields AS (
  SELECT
    record.instancearn,
    record.contactid,
    element_at(split(record.instancearn, '/'), -1) AS instance_id,
    coalesce(record.initialcontactid, record.contactid) AS chain_id,
    record.initialcontactid,
    record.previouscontactid,
    record.nextcontactid,
    record.channel,
    record.initiationmethod AS initiation_method,
    record.queue.name AS queue,
    record.queue.arn AS queue_arn,
    record.agent.username AS agent,
    record.disconnectreason AS disconnect_reason,
    -- Connect does not document this field, so it has no column. The rules that use it also work
    -- where it is missing.
    element_at(record.other_fields, 'PreDisconnectState') AS pre_disconnect_state_json,
    record.customerendpoint.address AS customer_address,
    record.initiationtimestamp AS initiated_at,
    record.connectedtosystemtimestamp AS connected_to_system_at,
    record.queue.enqueuetimestamp AS enqueued_at,
    record.agent.connectedtoagenttimestamp AS connected_to_agent_at,
    record.agent.aftercontactworkendtimestamp AS after_contact_work_ended_at,
    record.transfercompletedtimestamp AS transfer_completed_at,
    record.disconnecttimestamp AS disconnected_at,
    record.lastupdatetimestamp AS last_updated_at,
    CAST(record.queue.duration AS bigint) AS queue_seconds_raw,
    CAST(record.agent.agentinteractionduration AS bigint) AS agent_interaction_seconds_raw,
    CAST(record.agent.customerholdduration AS bigint) AS customer_hold_seconds_raw,
    CAST(record.agent.aftercontactworkduration AS bigint) AS after_contact_work_seconds_raw,
    CAST(record.agent.agentpauseduration AS bigint) AS agent_pause_seconds_raw,
    CAST(record.agent.longestholdduration AS bigint) AS longest_hold_seconds,
    CAST(record.agent.numberofholds AS bigint) AS holds,
    CAST(cardinality(record.versions_seen) AS bigint) AS versions
  FROM ctr AS record
),

conditions AS (
  SELECT
    ctr_fields.*,
    enqueued_at IS NOT NULL AS is_queued,
    connected_to_agent_at IS NOT NULL AS is_handled,
    transfer_completed_at IS NOT NULL AS is_transferred_out,
    -- Within CASE, JSON is read for these contacts alone. Reading it takes longer than the other rules.
    CASE
      WHEN transfer_completed_at IS NOT NULL
      THEN coalesce(json_extract_scalar(pre_disconnect_state_json, '$') = 'IN_QUEUE', false)
      ELSE false
    END AS is_transferred_out_from_queue,
    -- A JSON text without escapes is the characters between its quotes, which needs no reader of JSON.
    CASE
      WHEN pre_disconnect_state_json LIKE '"%' AND strpos(pre_disconnect_state_json, '\') = 0
      THEN replace(pre_disconnect_state_json, '"', '')
      ELSE json_extract_scalar(pre_disconnect_state_json, '$')
    END AS pre_disconnect_state,
    -- Each agent has a queue of their own, which only its ARN shows: Connect gives it no name. A contact
    -- that entered a queue has a queue, even if the record lacks its name and ARN.
    CAST(
      CASE
        WHEN queue_arn LIKE '%/queue/agent/%' THEN 'agent'
        WHEN queue <> '' THEN 'standard'
        WHEN queue_arn IS NOT NULL OR enqueued_at IS NOT NULL THEN 'unnamed'
      END
      AS varchar
    ) AS queue_kind,
    coalesce(initiation_method IN ('OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY'), false)
      AS is_outbound,
    -- A method that this list does not know is data, not an error: no flag is set for it.
    coalesce(initiation_method IN ('INBOUND', 'TRANSFER', 'QUEUE_TRANSFER'), false) AS is_incoming,
    CASE WHEN enqueued_at IS NOT NULL THEN queue_seconds_raw END AS wait_seconds,
    coalesce(enqueued_at, transfer_completed_at, disconnected_at) AS flow_ended_at,
    -- Not greatest(), because with a null it gives null in Athena and the other value in DuckDB.
    CASE
      WHEN after_contact_work_ended_at > disconnected_at THEN after_contact_work_ended_at
      ELSE disconnected_at
    END AS resolved_at
  FROM ctr_fields
),

spans AS (
  SELECT
    conditions.*,
    CASE
      WHEN is_incoming OR initiation_method = 'API'
      THEN date_diff('second', connected_to_system_at, flow_ended_at)
    END AS flow_span_seconds,
    CASE
      WHEN disconnected_at IS NOT NULL THEN date_diff('second', initiated_at, resolved_at)
    END AS resolution_span_seconds
  FROM conditions
)

SELECT
  instancearn,
  contactid,
  instance_id,
  chain_id,
  initialcontactid,
  previouscontactid,
  nextcontactid,
  channel,
  initiation_method,
  queue,
  queue_arn,
  queue_kind,
  -- Words for a queue that has no name, and for a contact that has no queue. The page says the same.
  CAST(
    CASE
      WHEN queue_kind = 'standard' THEN queue
      WHEN queue_kind = 'agent' THEN 'Agents’ own queues'
      WHEN queue_kind = 'unnamed' THEN 'Queue without a name'
      WHEN is_outbound THEN 'Outbound, no queue'
      ELSE 'Never queued'
    END
    AS varchar
  ) AS queue_label,
  agent,
  disconnect_reason,
  pre_disconnect_state,
  customer_address,

  initiated_at,
  connected_to_system_at,
  enqueued_at,
  connected_to_agent_at,
  transfer_completed_at,
  disconnected_at,
  after_contact_work_ended_at,
  last_updated_at,
  -- No moment in a record is later than its last update. So the greatest of a lake is its last moment, whatever wrong
  -- date one record has.
  CASE WHEN initiated_at > last_updated_at THEN last_updated_at ELSE initiated_at END AS known_at,

  is_incoming,
  is_outbound,
  is_queued
    AND (is_incoming OR coalesce(initiation_method IN ('CALLBACK', 'API'), false)) AS is_in_volume,
  is_queued,
  is_handled,
  is_handled AND is_incoming AS is_handled_incoming,
  is_handled AND coalesce(initiation_method = 'OUTBOUND', false) AS is_handled_outbound,
  is_handled AND wait_seconds IS NOT NULL AS is_answered,
  -- "Agent is null" would not do: a customer who hung up in the flow never entered a queue, and a contact
  -- that went on to another queue or became a callback has a next contact.
  is_queued
    AND NOT is_handled
    AND nextcontactid IS NULL
    AND NOT is_transferred_out_from_queue AS is_abandoned,
  NOT is_queued AND NOT is_handled AND disconnected_at IS NOT NULL AS is_contained,
  is_transferred_out,
  is_transferred_out AND is_handled AS is_transferred_out_by_agent,
  is_transferred_out_from_queue,
  coalesce(initiation_method IN ('TRANSFER', 'QUEUE_TRANSFER'), false) AS is_transferred_in,
  coalesce(initiation_method = 'TRANSFER', false) AS is_transferred_in_by_agent,
  coalesce(holds > 0, false) AS is_held,
  is_handled AND coalesce(pre_disconnect_state = 'CONNECTED_ONHOLD', false) AS is_hold_disconnect,
  is_handled AND coalesce(disconnect_reason = 'AGENT_DISCONNECT', false) AS is_agent_hung_up_first,

  wait_seconds,
  CASE
    WHEN agent_interaction_seconds_raw IS NOT NULL
      OR customer_hold_seconds_raw IS NOT NULL
      OR after_contact_work_seconds_raw IS NOT NULL
      OR agent_pause_seconds_raw IS NOT NULL
    THEN
      coalesce(agent_interaction_seconds_raw, 0)
      + coalesce(customer_hold_seconds_raw, 0)
      + coalesce(after_contact_work_seconds_raw, 0)
      + coalesce(agent_pause_seconds_raw, 0)
  END AS handle_seconds,
  CASE WHEN is_handled THEN agent_interaction_seconds_raw END AS interaction_seconds,
  CASE
    WHEN is_handled AND customer_hold_seconds_raw IS NOT NULL THEN customer_hold_seconds_raw
    WHEN is_handled AND holds IS NOT NULL THEN 0
  END AS hold_seconds,
  CASE
    WHEN after_contact_work_seconds_raw IS NOT NULL THEN after_contact_work_seconds_raw
    WHEN is_handled THEN 0
  END AS after_contact_work_seconds,
  agent_pause_seconds_raw AS pause_seconds,
  CASE WHEN flow_span_seconds < 0 THEN 0 ELSE flow_span_seconds END AS flow_seconds,
  CASE
    WHEN resolution_span_seconds < 0 THEN 0
    ELSE resolution_span_seconds
  END AS resolution_seconds,

  holds,
  longest_hold_seconds,
  agent_interaction_seconds_raw,
  customer_hold_seconds_raw,
  after_contact_work_seconds_raw,
  versions
FROM spans
