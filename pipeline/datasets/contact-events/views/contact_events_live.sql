-- Question: What does each contact event say, those included that the table has not yet?
-- Grain: one row per event (account, region, id)
--
-- The rows that contact_events will have once all flatfiles are converted, in the columns that
-- contact_event_facts reads. An event never changes, so any of several copies will do. Flatfiles stay for a while
-- after they are converted, and events of an erased contact may be delivered again; neither changes the result. For
-- a few events, an aggregate costs DuckDB far less than a window over their wide columns.
WITH erased AS (
  SELECT identity_hash
  FROM erasures_contact_events
  CROSS JOIN UNNEST(contacts) AS parts (identity_hash)
  WHERE identity_hash IS NOT NULL
),

waiting AS (
  SELECT
    record.account,
    record.region,
    record.id,
    CAST(min_by(record.time, ROW(record.source_key, record.source_offset)) AS timestamp(6)) AS time,
    min_by(record.contact_id, ROW(record.source_key, record.source_offset)) AS contact_id,
    min_by(record.detail, ROW(record.source_key, record.source_offset)) AS detail
  FROM flatfiles_contact_events AS record
  -- Who erases a contact erases its events.
  WHERE lower(to_hex(sha256(to_utf8(record.contact_id)))) NOT IN (SELECT identity_hash FROM erased)
  GROUP BY record.account, record.region, record.id
)

SELECT
  record.account,
  record.region,
  record.id,
  record.time,
  record.contact_id,
  record.detail
FROM contact_events AS record
UNION ALL
SELECT
  waiting.account,
  waiting.region,
  waiting.id,
  waiting.time,
  waiting.contact_id,
  waiting.detail
FROM waiting
LEFT JOIN contact_events AS record
  ON record.account = waiting.account
  AND record.region = waiting.region
  AND record.id = waiting.id
  -- Of an event's copies the time is the same. This lets the engine skip the files of other days.
  AND record.time >= waiting.time - INTERVAL '1' SECOND
  AND record.time <= waiting.time + INTERVAL '1' SECOND
WHERE record.id IS NULL
