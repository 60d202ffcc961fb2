-- Question: When had each agent which contact in which state?
-- Grain: one row per agent (instancearn, agentarn), contact and start of a state
-- Columns:
--   instancearn, text: ARN of the Connect instance
--   agentarn, text: ARN of the agent
--   contactid, text: id of the contact
--   started_at, timestamp UTC: when the state began
--   ended_at, timestamp UTC: when it ended; null if it has not, as far as is known
--   closed_by, text: state (the contact's next one began), cleared (the agent no longer had the contact), stale (events ceased) or open
--   instance_id, text: last part of the instance's ARN
--   agent, text: user name of the agent
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   initiation_method, text: how the contact began, such as INBOUND, OUTBOUND, TRANSFER, CALLBACK
--   queue, text: name of the queue; null where it has none
--   queue_arn, text: ARN of the queue
--   state, text: such as CONNECTING, CONNECTED, CONNECTED_ONHOLD, MISSED or ENDED (after-contact work)
--   connected_to_agent_at, timestamp UTC: when the agent was connected to the contact; null before
--   next_state, text: the state that followed; null if none did at once
--   next_connected_to_agent_at, timestamp UTC: connected_to_agent_at in the state that followed
--   is_offer, flag: CONNECTING, and not begun by an agent: it rings
--   is_in_progress, flag: connected, on hold or paused
--   is_on_contact, flag: counts as contact time: in progress, in after-contact work, or dialled by an agent
--   last_seen_at, timestamp UTC: the last event that shows the state
--   known_until, timestamp UTC: the last event of the instance
--
-- As in agent_statuses, every start of a state that any snapshot shows is a row. A contact is cleared at the
-- first event whose current snapshot does not list it any more.
WITH counted AS (
  SELECT
    seen.*,
    -- Nobody has more at once, and no engine counts beyond 10,000.
    least(cardinality(contacts), 1000) AS contacts_listed
  FROM agent_as_seen AS seen
),

listed AS (
  SELECT
    instancearn,
    agentarn,
    event_at,
    eventid,
    is_current,
    shown_at,
    holds_until,
    known_until,
    username,
    element_at(contacts, place) AS contact
  FROM counted
  CROSS JOIN UNNEST(CASE WHEN contacts_listed > 0 THEN sequence(1, contacts_listed) END) AS places (place)
),

starts AS (
  SELECT
    instancearn,
    agentarn,
    listed.contact.contactid AS contactid,
    listed.contact.statestarttimestamp AS started_at,
    max_by(contact, ROW(is_current, event_at, eventid)) AS contact,
    max_by(eventid, ROW(is_current, event_at, eventid)) AS last_eventid,
    max(username) AS agent,
    bool_or(is_current) AS is_listed,
    max(shown_at) AS last_seen_at,
    max(holds_until) AS holds_until,
    max(known_until) AS known_until
  FROM listed
  WHERE listed.contact.statestarttimestamp IS NOT NULL
  GROUP BY instancearn, agentarn, listed.contact.contactid, listed.contact.statestarttimestamp
),

events AS (
  SELECT
    instancearn,
    agentarn,
    eventid,
    event_at,
    lead(event_at) OVER (PARTITION BY instancearn, agentarn ORDER BY event_at, eventid) AS next_event_at
  FROM (
    SELECT instancearn, agentarn, eventid, max(eventtimestamp) AS event_at
    FROM agent_events
    GROUP BY instancearn, agentarn, eventid
  ) AS once
),

states AS (
  SELECT
    starts.*,
    starts.contact.state AS state,
    CASE WHEN is_listed THEN next_event_at ELSE event_at END AS unlisted_at,
    lead(started_at) OVER next_one AS next_started_at,
    lead(starts.contact.state) OVER next_one AS following_state,
    lead(starts.contact.connectedtoagenttimestamp) OVER next_one AS following_connected_at
  FROM starts
  JOIN events
    ON events.instancearn = starts.instancearn
    AND events.agentarn = starts.agentarn
    AND events.eventid = starts.last_eventid
  WINDOW next_one AS (
    PARTITION BY starts.instancearn, starts.agentarn, contactid
    ORDER BY started_at
  )
),

closings AS (
  SELECT
    states.*,
    CAST(
      CASE
        -- The event that follows the last list with this state has another state of the contact, or no contact.
        WHEN unlisted_at <= holds_until AND coalesce(unlisted_at < next_started_at, true) THEN 'cleared'
        WHEN next_started_at <= holds_until THEN 'state'
        WHEN holds_until > known_until THEN 'open'
        ELSE 'stale'
      END
      AS varchar
    ) AS closed_by
  FROM states
)

SELECT
  instancearn,
  agentarn,
  contactid,
  started_at,
  CASE closed_by
    WHEN 'cleared' THEN unlisted_at
    WHEN 'state' THEN next_started_at
    WHEN 'stale' THEN CASE WHEN holds_until > started_at THEN holds_until ELSE started_at END
  END AS ended_at,
  closed_by,
  element_at(split(instancearn, '/'), -1) AS instance_id,
  agent,
  closings.contact.channel,
  closings.contact.initiationmethod AS initiation_method,
  closings.contact.queue.name AS queue,
  closings.contact.queue.arn AS queue_arn,
  state,
  closings.contact.connectedtoagenttimestamp AS connected_to_agent_at,
  CASE WHEN closed_by = 'state' THEN following_state END AS next_state,
  CASE WHEN closed_by = 'state' THEN following_connected_at END AS next_connected_to_agent_at,
  coalesce(
    state = 'CONNECTING'
      AND coalesce(
        closings.contact.initiationmethod
          NOT IN ('OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY', 'MONITOR'),
        true
      ),
    false
  ) AS is_offer,
  coalesce(state IN ('CONNECTED', 'CONNECTED_ONHOLD', 'PAUSED'), false) AS is_in_progress,
  coalesce(
    state IN ('CONNECTED', 'CONNECTED_ONHOLD', 'PAUSED', 'ENDED')
      OR state = 'CONNECTING' AND closings.contact.initiationmethod = 'OUTBOUND',
    false
  ) AS is_on_contact,
  last_seen_at,
  known_until
FROM closings
