-- Question: What do the page's figures rest on?
-- Grain: one row, of an empty lake too
-- Time: none
-- Chart: page: what this page covers
-- Columns:
--   contacts, contacts: records in the table
--   contacts_not_disconnected, contacts: of these, going on, so in no figure by day yet
--   first_disconnected_local, text: local time, 2026-11-23 14:05:09; null without records
--   last_disconnected_local, text: the same of the latest
--   last_updated_local, text: latest LastUpdateTimestamp, local time
--   last_updated_utc, text: the same in UTC
--   quarantined, records: that could not be read and were put aside
-- Parameters: time_zone, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the local times, IANA name
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

spans AS (
  SELECT
    count(*) AS contacts,
    count(*) FILTER (WHERE disconnected_at IS NULL) AS contacts_not_disconnected,
    min(disconnected_at) AS first_disconnected_at,
    max(disconnected_at) AS last_disconnected_at,
    max(last_updated_at) AS last_updated_at
  FROM contact_facts
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
),

put_aside AS (
  SELECT count(*) AS quarantined
  FROM quarantine
)

SELECT
  contacts,
  contacts_not_disconnected,
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
