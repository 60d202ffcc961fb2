-- Question: What does each evaluation say, with the sections and questions of its form?
-- Grain: one row per evaluation (instance_id, evaluationid), as last submitted; deleted ones are left out
-- Columns:
--   as evaluations, and
--   sections, array of rows: the form's sections
--   questions, array of rows: the form's questions and their answers
--   other_fields, map: answers that are numbers and not text, by their places in questions
--
-- A deletion counts whenever it comes, and so does not let an older copy that comes later bring the
-- evaluation back. The table has a row for each day on which an evaluation began, and one that is submitted
-- again may begin anew; so a few columns of all days are read, and all columns of the days asked for. Scores
-- are those that Connect has written: the export lacks the weights that make them.
WITH latest AS (
  SELECT
    instance_id,
    evaluationid,
    max_by(started_at, ROW(submitted_at, started_at)) AS started_at
  FROM contact_evaluations
  GROUP BY instance_id, evaluationid
  HAVING count(*) FILTER (WHERE object_kind = 'deletion') = 0
)

SELECT
  element_at(split(record.instance_id, '/'), -1) AS instance_id,
  record.evaluationid,
  record.contact_id AS contactid,
  record.metadata.agentid AS agent_id,
  record.metadata.evaluator,
  record.metadata.evaluationdefinitionid AS form_id,
  record.metadata.evaluationdefinitiontitle AS form,
  record.metadata.evaluationdefinitionversion AS form_version,
  record.metadata.evaluationsource AS evaluation_source,
  record.metadata.evaluationtype AS evaluation_type,
  nullif(record.metadata.calibrationsessionid, '') AS calibration_session_id,
  record.metadata.evaluatedparticipantrole AS participant_role,
  record.started_at,
  record.submitted_at,
  record.metadata.acknowledgedtimestamp AS acknowledged_at,
  CASE
    WHEN NOT coalesce(record.metadata.score.notapplicable, false)
      AND record.metadata.score.percentage BETWEEN 0 AND 100
    THEN record.metadata.score.percentage
  END AS score,
  coalesce(record.metadata.score.notapplicable, false) AS is_not_applicable,
  coalesce(record.metadata.score.automaticfail, false) AS is_automatic_fail,
  coalesce(
    record.metadata.calibrationsessionid <> '' OR record.metadata.evaluationtype LIKE '%CALIBRATION%',
    false
  ) AS is_calibration,
  coalesce(record.metadata.resubmitted, false) AS is_resubmitted,
  record.sections,
  record.questions,
  record.other_fields
FROM contact_evaluations AS record
JOIN latest
  ON latest.instance_id = record.instance_id
  AND latest.evaluationid = record.evaluationid
  AND latest.started_at = record.started_at
WHERE record.object_kind = 'evaluation'
