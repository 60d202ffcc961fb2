-- Question: How does each event show its agent, before it and after it?
-- Grain: one row per event and snapshot: the current one, and the previous one if it shows anything else
-- Columns:
--   instancearn, text: ARN of the Connect instance
--   agentarn, text: ARN of the agent
--   event_at, timestamp UTC: when the event happened
--   eventid, text: id of the event
--   event_type, text: LOGIN, LOGOUT, STATE_CHANGE or HEART_BEAT
--   is_current, flag: the snapshot after the event, and not the one before it
--   shown_at, timestamp UTC: when the agent was as shown; null before a log-in, when nobody saw the agent
--   holds_until, timestamp UTC: agent_stale_seconds later; until then the agent counts as shown, if no event says otherwise
--   known_until, timestamp UTC: the last event of the instance
--   username, text: user name of the agent
--   routing_profile, text: name of the agent's routing profile
--   groups_above, row: the agent's hierarchy groups
--   agentstatus, row: the agent's status
--   contacts, array of rows: the agent's contacts
--
-- An agent without another event sends a heartbeat every 120 seconds. So an agent who is silent for longer than
-- agent_stale_seconds is no longer known to be there: a browser was closed without a log-out, or events were lost.
-- A view takes no parameter, so the limit of the lake is written into its text. A previous snapshot fills in for
-- an event that was lost; that of a log-in does not show that the agent was there until then.
WITH settings AS (
  SELECT 300 AS agent_stale_seconds
),

snapshots AS (
  SELECT
    event.instancearn,
    event.agentarn,
    event.eventtimestamp AS event_at,
    event.eventid,
    event.eventtype AS event_type,
    side = 1 AS is_current,
    CASE WHEN side = 1 OR event.eventtype <> 'LOGIN' THEN event.eventtimestamp END AS shown_at,
    CASE side
      WHEN 1 THEN event.currentagentsnapshot.configuration.username
      ELSE event.previousagentsnapshot.configuration.username
    END AS username,
    CASE side
      WHEN 1 THEN event.currentagentsnapshot.configuration.routingprofile.name
      ELSE event.previousagentsnapshot.configuration.routingprofile.name
    END AS routing_profile,
    CASE side
      WHEN 1 THEN event.currentagentsnapshot.configuration.hierarchygroups
      ELSE event.previousagentsnapshot.configuration.hierarchygroups
    END AS groups_above,
    CASE side
      WHEN 1 THEN event.currentagentsnapshot.agentstatus
      ELSE event.previousagentsnapshot.agentstatus
    END AS agentstatus,
    CASE side
      WHEN 1 THEN event.currentagentsnapshot.contacts
      ELSE event.previousagentsnapshot.contacts
    END AS contacts
  FROM agent_events AS event
  -- Not a union, because Athena would read the table twice for it.
  CROSS JOIN (VALUES (1), (0)) AS sides (side)
  -- Heartbeats, which are most events, have the same in both snapshots.
  WHERE side = 1
    OR event.previousagentsnapshot.agentstatus.starttimestamp
      IS DISTINCT FROM event.currentagentsnapshot.agentstatus.starttimestamp
    OR event.previousagentsnapshot.contacts IS DISTINCT FROM event.currentagentsnapshot.contacts
),

instances AS (
  SELECT instancearn, max(eventtimestamp) AS known_until
  FROM agent_events
  GROUP BY instancearn
)

SELECT
  snapshots.*,
  shown_at + INTERVAL '1' SECOND * agent_stale_seconds AS holds_until,
  instances.known_until
FROM snapshots
CROSS JOIN settings
JOIN instances ON instances.instancearn = snapshots.instancearn
