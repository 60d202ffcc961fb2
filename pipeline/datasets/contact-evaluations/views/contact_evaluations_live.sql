-- Question: What does each object about an evaluation say, those included that the table has not yet?
-- Grain: one row per evaluation (instance_id, evaluationid) and object_kind, as last submitted
--
-- The rows that contact_evaluations will have once all flatfiles are converted, in the columns that
-- evaluation_forms reads. The latest is chosen as the conversion chooses it, within a day of started_at.
WITH erased AS (
  SELECT identity_hash
  FROM erasures_contact_evaluations
  CROSS JOIN UNNEST(contacts) AS parts (identity_hash)
  WHERE identity_hash IS NOT NULL
),

waiting AS (
  SELECT
    record.instance_id,
    record.evaluationid,
    record.object_kind,
    record.contact_id,
    CAST(record.started_at AS timestamp(6)) AS started_at,
    CAST(record.submitted_at AS timestamp(6)) AS submitted_at,
    record.metadata,
    record.sections,
    record.questions,
    record.other_fields,
    record.source_key,
    record.source_offset,
    row_number() OVER (
      PARTITION BY record.instance_id, record.evaluationid, record.object_kind, CAST(record.started_at AS date)
      ORDER BY record.submitted_at DESC, record.source_key DESC, record.source_offset DESC
    ) AS place
  FROM flatfiles_contact_evaluations AS record
  -- An erased contact's evaluations are erased, and one of no contact by its identity.
  WHERE lower(to_hex(sha256(to_utf8(coalesce(
    nullif(record.contact_id, ''),
    record.instance_id || chr(10) || record.evaluationid || chr(10) || record.object_kind
  ))))) NOT IN (SELECT identity_hash FROM erased)
),

latest AS (
  SELECT * FROM waiting WHERE place = 1
)

SELECT
  record.instance_id,
  record.evaluationid,
  record.object_kind,
  record.contact_id,
  record.started_at,
  record.submitted_at,
  record.metadata,
  record.sections,
  record.questions,
  record.other_fields
FROM contact_evaluations AS record
LEFT JOIN latest
  ON latest.instance_id = record.instance_id
  AND latest.evaluationid = record.evaluationid
  AND latest.object_kind = record.object_kind
  AND CAST(latest.started_at AS date) = CAST(record.started_at AS date)
WHERE latest.evaluationid IS NULL
  OR latest.submitted_at < record.submitted_at
  OR latest.submitted_at = record.submitted_at
    AND (
      latest.source_key < record.source_key
      OR latest.source_key = record.source_key AND latest.source_offset <= record.source_offset
    )
UNION ALL
SELECT
  latest.instance_id,
  latest.evaluationid,
  latest.object_kind,
  latest.contact_id,
  latest.started_at,
  latest.submitted_at,
  latest.metadata,
  latest.sections,
  latest.questions,
  latest.other_fields
FROM latest
LEFT JOIN contact_evaluations AS record
  ON record.instance_id = latest.instance_id
  AND record.evaluationid = latest.evaluationid
  AND record.object_kind = latest.object_kind
  AND CAST(record.started_at AS date) = CAST(latest.started_at AS date)
WHERE record.evaluationid IS NULL
  OR latest.submitted_at > record.submitted_at
  OR latest.submitted_at = record.submitted_at
    AND (
      latest.source_key > record.source_key
      OR latest.source_key = record.source_key AND latest.source_offset > record.source_offset
    )
