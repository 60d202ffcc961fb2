-- Question: What became of each contact that was offered to an agent?
-- Grain: one row per agent (instancearn, agentarn), contact and offer
-- Columns:
--   instancearn, text: ARN of the Connect instance
--   agentarn, text: ARN of the agent
--   contactid, text: id of the contact
--   instance_id, text: last part of the instance's ARN
--   agent, text: user name of the agent
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   initiation_method, text: how the contact began, such as INBOUND, TRANSFER, CALLBACK
--   queue, text: name of the queue; null where it has none
--   queue_arn, text: ARN of the queue
--   offered_at, timestamp UTC: when the ring began
--   ring_ended_at, timestamp UTC: when it ended; null while it rings
--   outcome, text: answered, missed, rejected (the customer may have left), error or gone (of no known state); null while it rings, or if events ceased
--   ring_milliseconds, milliseconds: from the start of the ring to its end; null while it rings
--
-- An offer is a contact that is CONNECTING and that the agent did not begin. A contact that is offered to
-- the same agent twice has two rows.
WITH rings AS (
  SELECT
    agent_contact_states.*,
    CASE
      WHEN next_state IN ('CONNECTED', 'CONNECTED_ONHOLD', 'PAUSED') THEN 'answered'
      -- The event of the connection was lost.
      WHEN next_state = 'ENDED' AND next_connected_to_agent_at >= started_at THEN 'answered'
      WHEN next_state = 'MISSED' THEN 'missed'
      WHEN next_state = 'REJECTED' THEN 'rejected'
      WHEN next_state = 'ERROR' THEN 'error'
      WHEN closed_by IN ('state', 'cleared') THEN 'gone'
    END AS how_it_ended
  FROM agent_contact_states
  WHERE is_offer
)

SELECT
  instancearn,
  agentarn,
  contactid,
  instance_id,
  agent,
  channel,
  initiation_method,
  queue,
  queue_arn,
  started_at AS offered_at,
  ended_at AS ring_ended_at,
  CAST(how_it_ended AS varchar) AS outcome,
  date_diff('millisecond', started_at, ended_at) AS ring_milliseconds
FROM rings
