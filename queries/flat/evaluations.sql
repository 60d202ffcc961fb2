-- Question: What score had each evaluation of an agent, for a tool that knows one time zone?
-- Grain: one row per evaluation (instance_id, evaluationid), as last submitted, without those for calibration
--
-- Reads evaluations and contact_facts. An agent of whom the lake has no record is named by the user's id. The score is a
-- whole number, because tools round fractions in their own ways: 955000 is 95.5 percent.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the local times, IANA name
),

names AS (
  SELECT
    evaluations.instance_id,
    evaluations.agent_id,
    max(contact_facts.agent) AS agent
  FROM evaluations
  INNER JOIN contact_facts
    ON contact_facts.instance_id = evaluations.instance_id
    AND contact_facts.contactid = evaluations.contactid
  WHERE NOT is_calibration
  GROUP BY evaluations.instance_id, evaluations.agent_id
)

SELECT
  evaluations.evaluationid,
  evaluations.instance_id,
  coalesce(names.agent, evaluations.agent_id) AS agent,
  evaluations.form,
  evaluations.form_version,
  evaluations.submitted_at,
  CAST(at_timezone(with_timezone(evaluations.submitted_at, 'UTC'), time_zone) AS timestamp(6))
    AS submitted_local,
  CAST(round(evaluations.score * 10000) AS bigint) AS score_ten_thousandths,
  CASE WHEN evaluations.is_automatic_fail THEN 1 ELSE 0 END AS is_automatic_fail
FROM evaluations
LEFT JOIN names
  ON names.instance_id = evaluations.instance_id
  AND names.agent_id = evaluations.agent_id
CROSS JOIN parameters
WHERE NOT evaluations.is_calibration
