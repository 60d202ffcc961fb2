-- Question: What does each agent event say, those included that the table has not yet?
-- Grain: one row per event (instancearn, eventid)
--
-- The rows that agent_events will have once all flatfiles are converted, in the columns that agent_as_seen
-- reads. An event never changes, so any of several copies will do. Flatfiles stay for a while after they are
-- converted, and an erased event may be delivered again; neither changes the result.
WITH erased AS (
  SELECT identity_hash
  FROM erasures_agent_events
  CROSS JOIN UNNEST(contacts) AS parts (identity_hash)
  WHERE identity_hash IS NOT NULL
),

waiting AS (
  SELECT
    record.instancearn,
    record.eventid,
    record.agentarn,
    record.eventtype,
    CAST(record.eventtimestamp AS timestamp(6)) AS eventtimestamp,
    record.currentagentsnapshot,
    record.previousagentsnapshot,
    row_number() OVER (
      PARTITION BY record.instancearn, record.eventid
      ORDER BY record.source_key, record.source_offset
    ) AS place
  FROM flatfiles_agent_events AS record
  WHERE lower(to_hex(sha256(to_utf8(record.instancearn || chr(10) || record.eventid))))
    NOT IN (SELECT identity_hash FROM erased)
)

SELECT
  record.instancearn,
  record.eventid,
  record.agentarn,
  record.eventtype,
  record.eventtimestamp,
  record.currentagentsnapshot,
  record.previousagentsnapshot
FROM agent_events AS record
UNION ALL
SELECT
  waiting.instancearn,
  waiting.eventid,
  waiting.agentarn,
  waiting.eventtype,
  waiting.eventtimestamp,
  waiting.currentagentsnapshot,
  waiting.previousagentsnapshot
FROM waiting
LEFT JOIN agent_events AS record
  ON record.instancearn = waiting.instancearn
  AND record.eventid = waiting.eventid
WHERE waiting.place = 1
  AND record.eventid IS NULL
