-- Question: What was each agent doing at a moment?
-- Group: People
-- Grain: one row per agent who had a status at the moment
-- Time: the moment that is asked for
-- Chart: table: a row per agent
-- Narrow: agent, activity, activity_seconds, status, contacts
-- Columns:
--   agent, text: user name of the agent
--   activity, text: error, missed, rejected, on contact, after-contact work, incoming, custom status, available or offline: the first that holds
--   activity_started_at_local, timestamp local: when it began, in time_zone
--   activity_seconds, seconds: how long it had lasted
--   status, text: name of the agent's status
--   status_type, text: ROUTABLE, CUSTOM or OFFLINE
--   contacts, contacts: with the agent, in whatever state
--   contacts_in_progress, contacts: of these, connected, on hold or paused
--   moment_utc, timestamp UTC: the moment
--   instance_id, text: the Connect instance
-- Parameters: time_zone, instance, moment
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the local times, IANA name
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'last' AS moment -- time in UTC such as 2026-03-02 09:10:00, or last, which is that of the instance's last event
),

statuses AS (
  SELECT
    agent_statuses.*,
    time_zone,
    coalesce(CAST(nullif(moment, 'last') AS timestamp(6)), known_until) AS moment_utc
  FROM agent_statuses
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
),

present AS (
  SELECT statuses.*
  FROM statuses
  WHERE started_at <= moment_utc
    AND coalesce(moment_utc < ended_at, true)
),

states AS (
  SELECT
    agent_contact_states.*,
    coalesce(CAST(nullif(moment, 'last') AS timestamp(6)), known_until) AS moment_utc,
    CASE
      WHEN state = 'ERROR' THEN 1
      WHEN state = 'MISSED' THEN 2
      WHEN state = 'REJECTED' THEN 3
      WHEN is_on_contact AND state <> 'ENDED' THEN 4
      WHEN state = 'ENDED' THEN 5
      WHEN is_offer OR state = 'INCOMING' THEN 6
      ELSE 7
    END AS precedence
  FROM agent_contact_states
  CROSS JOIN parameters
),

firsts AS (
  SELECT
    instancearn,
    agentarn,
    min(precedence) AS first_precedence,
    min_by(started_at, ROW(precedence, started_at)) AS began_at,
    count(*) AS contacts,
    count(*) FILTER (WHERE is_in_progress) AS contacts_in_progress
  FROM states
  WHERE started_at <= moment_utc
    AND coalesce(moment_utc < ended_at, true)
  GROUP BY instancearn, agentarn
),

activities AS (
  SELECT
    present.*,
    firsts.contacts,
    firsts.contacts_in_progress,
    CASE WHEN first_precedence < 7 THEN began_at ELSE started_at END AS activity_started_at,
    CASE
      WHEN first_precedence = 1 THEN 'error'
      WHEN first_precedence = 2 THEN 'missed'
      WHEN first_precedence = 3 THEN 'rejected'
      WHEN first_precedence = 4 THEN 'on contact'
      WHEN first_precedence = 5 THEN 'after-contact work'
      WHEN first_precedence = 6 THEN 'incoming'
      WHEN status_type = 'CUSTOM' THEN 'custom status'
      WHEN status_type = 'ROUTABLE' THEN 'available'
      ELSE 'offline'
    END AS activity
  FROM present
  LEFT JOIN firsts
    ON firsts.instancearn = present.instancearn
    AND firsts.agentarn = present.agentarn
)

SELECT
  agent,
  CAST(activity AS varchar) AS activity,
  CAST(at_timezone(with_timezone(activity_started_at, 'UTC'), time_zone) AS timestamp(6))
    AS activity_started_at_local,
  CAST(date_diff('millisecond', activity_started_at, moment_utc) AS double) / 1000 AS activity_seconds,
  status,
  status_type,
  coalesce(contacts, 0) AS contacts,
  coalesce(contacts_in_progress, 0) AS contacts_in_progress,
  moment_utc,
  instance_id
FROM activities
ORDER BY agent, instance_id, activity_started_at_local
