-- Question: What do the page's figures rest on?
-- Grain: one row, of an empty lake too
-- Time: none
-- Chart: page: what this page covers
-- Columns:
--   contacts, contacts: records in the table
--   contacts_not_disconnected, contacts: of these, still going on, and so in no figure by day yet
--   contacts_on_other_days, contacts: disconnected before from_day or after to_day
--   first_disconnected_local, text: local time, 2026-11-23 14:05:09, within the days; null if there is none
--   last_disconnected_local, text: local time of the latest one
--   last_updated_local, text: latest LastUpdateTimestamp, local time
--   last_updated_utc, text: the same in UTC
--   quarantined, records: could not be read, and are in quarantine
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days and of the local times, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

facts AS (
  SELECT
    disconnected_at,
    last_updated_at,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date)
      BETWEEN from_day AND to_day AS is_in_days
  FROM contact_facts
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
),

spans AS (
  SELECT
    count(*) AS contacts,
    count(*) FILTER (WHERE disconnected_at IS NULL) AS contacts_not_disconnected,
    count(*) FILTER (WHERE NOT is_in_days) AS contacts_on_other_days,
    min(CASE WHEN is_in_days THEN disconnected_at END) AS first_disconnected_at,
    max(CASE WHEN is_in_days THEN disconnected_at END) AS last_disconnected_at,
    max(last_updated_at) AS last_updated_at
  FROM facts
),

put_aside AS (
  SELECT count(*) AS quarantined
  FROM quarantine
)

SELECT
  contacts,
  contacts_not_disconnected,
  contacts_on_other_days,
  substr(
    CAST(
      CAST(at_timezone(with_timezone(first_disconnected_at, 'UTC'), time_zone) AS timestamp(6))
      AS varchar
    ), 1, 19
  ) AS first_disconnected_local,
  substr(
    CAST(
      CAST(at_timezone(with_timezone(last_disconnected_at, 'UTC'), time_zone) AS timestamp(6))
      AS varchar
    ), 1, 19
  ) AS last_disconnected_local,
  substr(
    CAST(
      CAST(at_timezone(with_timezone(last_updated_at, 'UTC'), time_zone) AS timestamp(6)) AS varchar
    ), 1, 19
  ) AS last_updated_local,
  substr(CAST(last_updated_at AS varchar), 1, 19) AS last_updated_utc,
  quarantined
FROM spans
CROSS JOIN put_aside
CROSS JOIN parameters
