-- Question: On which days are there records of the datasets beside contact records, and since when on each?
-- Grain: one row per dataset and day that has a record
-- Time: as the page counts them: events and entries of flow logs when they happened, an evaluation when it was last
--   submitted, an analysis on the day on which the agent was connected
-- Chart: page: what this page covers; since when there are the figures of another dataset
-- Columns:
--   dataset, text: agent_events, contact_analyses, contact_events, evaluations or flow_logs
--   day, text: local day, 2026-11-17
--   first_local, text: local time of its first record, 2026-11-17 08:05:09; null of analyses, whose day alone is known
-- Parameters: time_zone, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

records AS (
  SELECT
    CAST('agent_events' AS varchar) AS dataset,
    element_at(split(instancearn, '/'), -1) AS instance_id,
    CAST(eventtimestamp AS timestamp(6)) AS happened_at,
    CAST(NULL AS date) AS known_day
  FROM agent_events
  UNION ALL
  SELECT 'contact_events', instance_id, event_at, NULL
  FROM contact_event_facts
  UNION ALL
  SELECT 'evaluations', instance_id, submitted_at, NULL
  FROM evaluations
  UNION ALL
  SELECT 'flow_logs', instance_id, entered_at, NULL
  FROM flow_entries
  UNION ALL
  SELECT 'contact_analyses', instance_id, NULL, CAST(connected_on AS date)
  FROM contact_analyses
),

local_records AS (
  SELECT
    dataset,
    known_day,
    CAST(at_timezone(with_timezone(happened_at, 'UTC'), time_zone) AS timestamp(6)) AS happened_local
  FROM records
  CROSS JOIN parameters
  WHERE element_at(split(instance, '/'), -1) IN ('all', instance_id)
),

days AS (
  SELECT
    dataset,
    coalesce(CAST(happened_local AS date), known_day) AS local_day,
    min(happened_local) AS first_at
  FROM local_records
  GROUP BY dataset, coalesce(CAST(happened_local AS date), known_day)
)

SELECT
  dataset,
  CAST(local_day AS varchar) AS day,
  substr(CAST(first_at AS varchar), 1, 19) AS first_local
FROM days
WHERE local_day IS NOT NULL
ORDER BY dataset, day
