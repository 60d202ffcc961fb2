-- Question: What does each entry of a flow log say, those included that the table has not yet?
-- Grain: one row per entry (owner, loggroup, logeventid)
--
-- The rows that flow_logs will have once all flatfiles are converted, in the columns that flow_entries reads. An
-- entry never changes, so any of several copies will do. Flatfiles stay for a while after they are converted, and
-- an entry of an erased contact may be delivered again; neither changes the result.
WITH erased AS (
  SELECT identity_hash
  FROM erasures_flow_logs
  CROSS JOIN UNNEST(contacts) AS parts (identity_hash)
  WHERE identity_hash IS NOT NULL
),

waiting AS (
  SELECT
    record.owner,
    record.loggroup,
    record.logeventid,
    record.contactid,
    record.contactflowid,
    record.contactflowname,
    record.contactflowmoduletype,
    record.identifier,
    CAST(record.timestamp AS timestamp(6)) AS timestamp,
    record.error_json,
    record.result_json,
    row_number() OVER (
      PARTITION BY record.owner, record.loggroup, record.logeventid
      ORDER BY record.source_key, record.source_offset
    ) AS place
  FROM flatfiles_flow_logs AS record
  WHERE lower(
    to_hex(sha256(to_utf8(
      coalesce(
        nullif(record.contactid, ''),
        record.owner || chr(10) || record.loggroup || chr(10) || record.logeventid
      )
    )))
  ) NOT IN (SELECT identity_hash FROM erased)
)

SELECT
  record.owner,
  record.loggroup,
  record.logeventid,
  record.contactid,
  record.contactflowid,
  record.contactflowname,
  record.contactflowmoduletype,
  record.identifier,
  record.timestamp,
  record.error_json,
  record.result_json
FROM flow_logs AS record
UNION ALL
SELECT
  waiting.owner,
  waiting.loggroup,
  waiting.logeventid,
  waiting.contactid,
  waiting.contactflowid,
  waiting.contactflowname,
  waiting.contactflowmoduletype,
  waiting.identifier,
  waiting.timestamp,
  waiting.error_json,
  waiting.result_json
FROM waiting
LEFT JOIN flow_logs AS record
  ON record.owner = waiting.owner
  AND record.loggroup = waiting.loggroup
  AND record.logeventid = waiting.logeventid
WHERE waiting.place = 1
  AND record.logeventid IS NULL
