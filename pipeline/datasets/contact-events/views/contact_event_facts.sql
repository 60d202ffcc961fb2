-- Question: What does each contact event say of its contact's way?
-- Grain: one row per event that counts (instancearn, eventid)
-- Columns:
--   instancearn, text: ARN of the Connect instance
--   contactid, text: id of the contact, that is of the segment
--   eventid, text: id of the event
--   event_at, timestamp UTC: when the event happened, in whole seconds; its day is the table's partition
--   instance_id, text: last part of the instance's ARN
--   event_type, text: such as INITIATED, QUEUED, CONNECTED_TO_AGENT, DISCONNECTED or COMPLETED
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   initiation_method, text: how the contact began, such as INBOUND, OUTBOUND, TRANSFER, CALLBACK
--   queue_arn, text: ARN of the queue; null before a queue, or without one
--   agent_arn, text: ARN of the agent; null before an agent, or without one
--   enqueued_at, timestamp UTC: when the contact entered that queue
--   connected_to_agent_at, timestamp UTC: when that agent was connected
--   disconnected_at, timestamp UTC: when the contact ended
--   released_at, timestamp UTC: when the agent had done the work after the contact, or had none to do
--   holds_until, timestamp UTC: 24 hours later, 7 days for tasks; a contact without an event or record by then is over
--
-- An event carries the times of what was before it, so neither the order of events nor most lost ones matter. Where
-- it lacks the time of what it reports itself, its own whole second counts. With global resiliency both Regions send
-- each event under another id; those of the Region where the contact began count. 1970 means: not set. The limits are
-- constants, because a view takes no parameter. EventBridge may lose events: contact records stay the truth.
WITH told AS (
  SELECT
    record.id AS eventid,
    record.time AS event_at,
    record.contact_id AS contactid,
    record.detail.instancearn AS instancearn,
    upper(record.detail.eventtype) AS event_type,
    upper(record.detail.channel) AS channel,
    record.detail.initiationmethod AS initiation_method,
    record.detail.queueinfo.queuearn AS queue_arn,
    record.detail.agentinfo.agentarn AS agent_arn,
    coalesce(record.detail.queueinfo.enqueuetimestamp, record.detail.enqueuetimestamp) AS enqueued_at,
    coalesce(record.detail.agentinfo.connectedtoagenttimestamp, record.detail.connectedtoagenttimestamp)
      AS connected_to_agent_at,
    record.detail.disconnecttimestamp AS disconnected_at,
    record.detail.agentinfo.aftercontactworkendtimestamp AS work_ended_at,
    TIMESTAMP '1970-01-02 00:00:00' AS least_time
  FROM contact_events AS record
  WHERE coalesce(record.region = record.detail.globalresiliencymetadata.originregion, true)
)

SELECT
  instancearn,
  contactid,
  eventid,
  event_at,
  element_at(split(instancearn, '/'), -1) AS instance_id,
  event_type,
  channel,
  initiation_method,
  queue_arn,
  agent_arn,
  CASE
    WHEN enqueued_at >= least_time THEN enqueued_at
    WHEN event_type = 'QUEUED' THEN event_at
  END AS enqueued_at,
  CASE
    WHEN connected_to_agent_at >= least_time THEN connected_to_agent_at
    WHEN event_type = 'CONNECTED_TO_AGENT' THEN event_at
  END AS connected_to_agent_at,
  CASE
    WHEN disconnected_at >= least_time THEN disconnected_at
    WHEN event_type IN ('DISCONNECTED', 'COMPLETED') THEN event_at
  END AS disconnected_at,
  CASE
    WHEN work_ended_at >= least_time THEN work_ended_at
    WHEN event_type = 'COMPLETED' THEN event_at
  END AS released_at,
  event_at + CASE WHEN channel = 'TASK' THEN INTERVAL '7' DAY ELSE INTERVAL '1' DAY END AS holds_until
FROM told
