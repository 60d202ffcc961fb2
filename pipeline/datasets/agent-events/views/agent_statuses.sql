-- Question: When was each agent in which status?
-- Grain: one row per agent (instancearn, agentarn) and start of a status
-- Columns:
--   instancearn, text: ARN of the Connect instance
--   agentarn, text: ARN of the agent
--   started_at, timestamp UTC: when the status began
--   ended_at, timestamp UTC: when it ended; null if it has not, as far as is known
--   closed_by, text: status (the next one began), logout, stale (events ceased) or open
--   instance_id, text: last part of the instance's ARN
--   agent, text: user name of the agent
--   routing_profile, text: name of the agent's routing profile
--   hierarchy, text: names of the agent's hierarchy groups, the highest level first, with / between them
--   status_arn, text: ARN of the status, which stays when the status is renamed
--   status, text: name of the status
--   status_type, text: ROUTABLE, CUSTOM or OFFLINE
--   last_seen_at, timestamp UTC: the last event that shows the status
--   known_until, timestamp UTC: the last event of the instance
--
-- Every start of a status that any snapshot shows is a row: events carry the start, so neither their order
-- nor heartbeats nor repeats matter. If snapshots differ on one start, the current one counts rather than the
-- previous one, and then the later event. What is open lasts until known_until at least.
WITH starts AS (
  SELECT
    instancearn,
    agentarn,
    seen.agentstatus.starttimestamp AS started_at,
    max_by(agentstatus, ROW(is_current, event_at, eventid)) AS agentstatus,
    max_by(username, ROW(is_current, event_at, eventid)) AS username,
    max_by(routing_profile, ROW(is_current, event_at, eventid)) AS routing_profile,
    max_by(groups_above, ROW(is_current, event_at, eventid)) AS groups_above,
    max(shown_at) AS last_seen_at,
    max(holds_until) AS holds_until,
    max(known_until) AS known_until,
    min(CASE WHEN is_current AND event_type = 'LOGOUT' THEN event_at END) AS logged_out_at
  FROM agent_as_seen AS seen
  WHERE seen.agentstatus.starttimestamp IS NOT NULL
  GROUP BY instancearn, agentarn, seen.agentstatus.starttimestamp
),

statuses AS (
  SELECT
    starts.*,
    -- Events had no type until 2022.
    CAST(
      CASE
        WHEN starts.agentstatus.type IS NOT NULL THEN starts.agentstatus.type
        WHEN starts.agentstatus.name = 'Available' THEN 'ROUTABLE'
        WHEN starts.agentstatus.name = 'Offline' THEN 'OFFLINE'
        ELSE 'CUSTOM'
      END
      AS varchar
    ) AS status_type,
    lead(started_at) OVER (PARTITION BY instancearn, agentarn ORDER BY started_at) AS next_started_at,
    max(username) OVER (PARTITION BY instancearn, agentarn) AS some_username
  FROM starts
),

closings AS (
  SELECT
    statuses.*,
    CAST(
      CASE
        -- Nothing is counted of Offline, so it needs no evidence until the next status begins.
        WHEN status_type = 'OFFLINE' AND next_started_at IS NULL THEN 'open'
        WHEN status_type = 'OFFLINE' THEN 'status'
        WHEN coalesce(logged_out_at < next_started_at, logged_out_at IS NOT NULL) THEN 'logout'
        WHEN next_started_at <= holds_until THEN 'status'
        WHEN holds_until > known_until THEN 'open'
        ELSE 'stale'
      END
      AS varchar
    ) AS closed_by
  FROM statuses
)

SELECT
  instancearn,
  agentarn,
  started_at,
  CASE closed_by
    WHEN 'status' THEN next_started_at
    WHEN 'logout' THEN logged_out_at
    -- Of a status that only the log-in after it shows, no more is known than that it began.
    WHEN 'stale' THEN CASE WHEN holds_until > started_at THEN holds_until ELSE started_at END
  END AS ended_at,
  closed_by,
  element_at(split(instancearn, '/'), -1) AS instance_id,
  coalesce(username, some_username) AS agent,
  routing_profile,
  closings.groups_above.level1.name
    || coalesce('/' || closings.groups_above.level2.name, '')
    || coalesce('/' || closings.groups_above.level3.name, '')
    || coalesce('/' || closings.groups_above.level4.name, '')
    || coalesce('/' || closings.groups_above.level5.name, '') AS hierarchy,
  closings.agentstatus.arn AS status_arn,
  closings.agentstatus.name AS status,
  status_type,
  last_seen_at,
  known_until
FROM closings
