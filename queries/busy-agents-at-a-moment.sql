-- Question: Which agents were busy with contacts at a moment?
-- Group: People
-- Grain: one row per agent who was connected to a contact, or in its after-contact work, at the moment
-- Time: the moment that is asked for
-- Chosen by: its rows
-- Chart: table: a row per agent
-- Narrow: agent, activity, busy_seconds, contacts_connected
-- Columns:
--   agent, text: user name of the agent, as contact records have it; null where none has
--   agent_arn, text: ARN of the agent
--   activity, text: on contact, or after-contact work if no contact is connected
--   contacts_connected, contacts: connected to the agent
--   contacts_after_work, contacts: ended, and the agent's work after them was not done
--   busy_since_local, timestamp local: when the first of these was connected, in time_zone
--   busy_seconds, seconds: how long ago that was
--   moment_utc, timestamp UTC: the moment
--   instance_id, text: the Connect instance
-- Parameters: time_zone, instance, moment, longest_after_work_minutes
--
-- EventBridge may lose contact events: contact records stay the truth, once there are any. So a contact that has
-- a record is over when the record says, and so is the work after it, if no event does.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the local times, IANA name
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'last' AS moment, -- time in UTC such as 2026-03-02 09:10:00, or last, the end of the second of the last event
    30 AS longest_after_work_minutes -- after so long without a COMPLETED event the work counts as done, minutes
),

newest AS (
  SELECT max(event_at) + INTERVAL '1' SECOND AS newest_at
  FROM contact_event_facts
  CROSS JOIN parameters
  -- Where the moment is given, the engine reads nothing here.
  WHERE moment = 'last'
    AND instance IN ('all', instance_id, instancearn)
),

moments AS (
  SELECT
    parameters.*,
    coalesce(CAST(nullif(moment, 'last') AS timestamp(6)), newest_at) AS moment_utc
  FROM parameters
  CROSS JOIN newest
),

events AS (
  SELECT
    contact_event_facts.*,
    moment_utc,
    time_zone,
    longest_after_work_minutes
  FROM contact_event_facts
  CROSS JOIN moments
  -- No contact lasts longer without an event, and later ones, if only that of its end, show what lost ones did not.
  WHERE event_at >= moment_utc - INTERVAL '7' DAY
    AND event_at < moment_utc + INTERVAL '100' DAY
    AND instance IN ('all', instance_id, instancearn)
),

told AS (
  SELECT
    instancearn,
    instance_id,
    contactid,
    moment_utc,
    time_zone,
    longest_after_work_minutes,
    max_by(agent_arn, ROW(agent_arn IS NOT NULL, event_at, eventid)) AS agent_arn,
    max(connected_to_agent_at) AS connected_to_agent_at,
    min(disconnected_at) AS disconnected_at,
    min(released_at) AS released_at,
    max(holds_until) AS holds_until
  FROM events
  GROUP BY instancearn, instance_id, contactid, moment_utc, time_zone, longest_after_work_minutes
),

ends AS (
  SELECT
    instancearn,
    contactid,
    disconnected_at,
    after_contact_work_ended_at
  FROM contact_facts
  CROSS JOIN moments
  -- The table's partition is the day of the start. No contact lasts for a hundred days.
  WHERE initiated_at >= moment_utc - INTERVAL '100' DAY
    AND initiated_at < moment_utc + INTERVAL '1' DAY
),

contacts AS (
  SELECT
    told.instancearn,
    told.instance_id,
    told.moment_utc,
    told.time_zone,
    told.longest_after_work_minutes,
    told.agent_arn,
    told.connected_to_agent_at,
    -- A record's times have whole seconds, so those of events come first.
    coalesce(told.disconnected_at, ends.disconnected_at) AS disconnected_at,
    coalesce(told.released_at, ends.after_contact_work_ended_at) AS released_at,
    told.holds_until
  FROM told
  LEFT JOIN ends
    ON ends.instancearn = told.instancearn
    AND ends.contactid = told.contactid
),

busy AS (
  SELECT
    contacts.*,
    coalesce(moment_utc < disconnected_at, true) AS is_connected
  FROM contacts
  WHERE connected_to_agent_at <= moment_utc
    AND agent_arn IS NOT NULL
    AND moment_utc < holds_until
    AND coalesce(moment_utc < released_at, true)
    AND coalesce(moment_utc < disconnected_at + INTERVAL '1' MINUTE * longest_after_work_minutes, true)
),

records AS (
  SELECT
    instancearn,
    contactid,
    agent,
    initiated_at
  FROM contact_facts
  CROSS JOIN moments
  WHERE initiated_at >= moment_utc - INTERVAL '7' DAY
    AND initiated_at < moment_utc + INTERVAL '7' DAY
    AND agent IS NOT NULL
),

-- Events have no names: a contact of the agent's that has a record has one.
names AS (
  SELECT
    events.instancearn,
    events.agent_arn,
    max_by(agent, initiated_at) AS agent
  FROM events
  JOIN records
    ON records.instancearn = events.instancearn
    AND records.contactid = events.contactid
  WHERE events.agent_arn IS NOT NULL
  GROUP BY events.instancearn, events.agent_arn
)

SELECT
  max(agent) AS agent,
  busy.agent_arn,
  CAST(CASE WHEN bool_or(is_connected) THEN 'on contact' ELSE 'after-contact work' END AS varchar)
    AS activity,
  count(*) FILTER (WHERE is_connected) AS contacts_connected,
  count(*) FILTER (WHERE NOT is_connected) AS contacts_after_work,
  CAST(at_timezone(with_timezone(min(connected_to_agent_at), 'UTC'), time_zone) AS timestamp(6))
    AS busy_since_local,
  CAST(date_diff('millisecond', min(connected_to_agent_at), moment_utc) AS double) / 1000 AS busy_seconds,
  moment_utc,
  instance_id
FROM busy
LEFT JOIN names
  ON names.instancearn = busy.instancearn
  AND names.agent_arn = busy.agent_arn
GROUP BY busy.agent_arn, instance_id, moment_utc, time_zone
ORDER BY agent, agent_arn, instance_id
