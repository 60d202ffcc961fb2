-- Question: What did each agent do on each day, and how long did contacts take, for a tool that knows one time zone?
-- Grain: one row per agent, UTC day and local day (instance_id, agent, utc_day, local_day)
--
-- Reads agent_time and contact_facts. A day of one zone has parts of two days of another, so a tool may add up the
-- rows of the days of either. Time counts when it passes, and a contact when it disconnects. Without agent events
-- there are only contacts, and without contacts only time: the other columns are null then.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the local times, IANA name
),

pieces AS (
  SELECT
    instance_id,
    agent,
    started_at AS counted_at,
    CASE WHEN is_online THEN milliseconds ELSE 0 END AS online_milliseconds,
    CASE WHEN is_on_contact THEN milliseconds ELSE 0 END AS on_contact_milliseconds,
    CASE WHEN is_idle THEN milliseconds ELSE 0 END AS idle_milliseconds,
    CAST(NULL AS bigint) AS contacts_handled,
    CAST(NULL AS bigint) AS contacts_with_handle_time,
    CAST(NULL AS bigint) AS handle_seconds
  FROM agent_time
  UNION ALL
  SELECT
    instance_id,
    agent,
    disconnected_at AS counted_at,
    CAST(NULL AS bigint) AS online_milliseconds,
    CAST(NULL AS bigint) AS on_contact_milliseconds,
    CAST(NULL AS bigint) AS idle_milliseconds,
    CAST(CASE WHEN is_handled THEN 1 ELSE 0 END AS bigint) AS contacts_handled,
    CAST(CASE WHEN handle_seconds IS NOT NULL THEN 1 ELSE 0 END AS bigint)
      AS contacts_with_handle_time,
    handle_seconds
  FROM contact_facts
  WHERE agent IS NOT NULL
    AND disconnected_at IS NOT NULL
),

on_days AS (
  SELECT
    pieces.*,
    date_trunc('day', counted_at) AS utc_day,
    date_trunc(
      'day', CAST(at_timezone(with_timezone(counted_at, 'UTC'), time_zone) AS timestamp(6))
    ) AS local_day
  FROM pieces
  CROSS JOIN parameters
)

SELECT
  instance_id,
  agent,
  utc_day,
  local_day,
  CAST(sum(online_milliseconds) AS bigint) AS online_milliseconds,
  CAST(sum(on_contact_milliseconds) AS bigint) AS on_contact_milliseconds,
  CAST(sum(idle_milliseconds) AS bigint) AS idle_milliseconds,
  CAST(sum(contacts_handled) AS bigint) AS contacts_handled,
  CAST(sum(contacts_with_handle_time) AS bigint) AS contacts_with_handle_time,
  CAST(sum(handle_seconds) AS bigint) AS handle_seconds
FROM on_days
GROUP BY instance_id, agent, utc_day, local_day
