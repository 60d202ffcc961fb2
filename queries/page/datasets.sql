-- Question: From which day to which are there records of the datasets beside contact records?
-- Grain: one row per dataset that has a record
-- Time: as the page counts them: events and entries of flow logs when they happened, an evaluation when it was last
--   submitted, an analysis on the day on which the agent was connected
-- Chart: page: what this page covers; since when there are the figures of another dataset
-- Columns:
--   dataset, text: agent_events, contact_analyses, contact_events, evaluations or flow_logs
--   first_day, text: local day, 2026-11-17
--   last_day, text: local day, 2026-11-23
-- Parameters: time_zone, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

spans AS (
  SELECT
    CAST('agent_events' AS varchar) AS dataset,
    min(eventtimestamp) AS first_at,
    max(eventtimestamp) AS last_at
  FROM agent_events
  CROSS JOIN parameters
  WHERE instance IN ('all', element_at(split(instancearn, '/'), -1), instancearn)
  UNION ALL
  SELECT
    CAST('contact_events' AS varchar) AS dataset,
    min(event_at) AS first_at,
    max(event_at) AS last_at
  FROM contact_event_facts
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
  UNION ALL
  SELECT
    CAST('evaluations' AS varchar) AS dataset,
    min(submitted_at) AS first_at,
    max(submitted_at) AS last_at
  FROM evaluations
  CROSS JOIN parameters
  WHERE element_at(split(instance, '/'), -1) IN ('all', instance_id)
  UNION ALL
  SELECT
    CAST('flow_logs' AS varchar) AS dataset,
    min(entered_at) AS first_at,
    max(entered_at) AS last_at
  FROM flow_entries
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
),

days AS (
  SELECT
    dataset,
    CAST(at_timezone(with_timezone(first_at, 'UTC'), time_zone) AS date) AS first_day,
    CAST(at_timezone(with_timezone(last_at, 'UTC'), time_zone) AS date) AS last_day
  FROM spans
  CROSS JOIN parameters
  UNION ALL
  SELECT
    CAST('contact_analyses' AS varchar) AS dataset,
    CAST(min(connected_on) AS date) AS first_day,
    CAST(max(connected_on) AS date) AS last_day
  FROM contact_analyses
  CROSS JOIN parameters
  WHERE element_at(split(instance, '/'), -1) IN ('all', instance_id)
)

SELECT
  dataset,
  CAST(first_day AS varchar) AS first_day,
  CAST(last_day AS varchar) AS last_day
FROM days
WHERE first_day IS NOT NULL
ORDER BY dataset
