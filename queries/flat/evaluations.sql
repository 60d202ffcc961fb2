-- Question: What score had each evaluation of an agent, for a tool that knows one time zone?
-- Grain: one row per evaluation (instance_id, evaluationid), as last submitted, without those for calibration
--
-- Reads evaluations and contact_facts. An agent of whom the lake has no record is named by the user's id. The score is a
-- whole number, because tools round fractions in their own ways: 955000 is 95.5 percent.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the local times, IANA name
),

named AS (
  SELECT
    evaluations.*,
    -- Without the id of an agent, nothing but its contact says whose an evaluation is.
    CASE
      WHEN agent_id IS NULL THEN contact_facts.agent
      ELSE max(contact_facts.agent) OVER (PARTITION BY evaluations.instance_id, agent_id)
    END AS agent
  FROM evaluations
  LEFT JOIN contact_facts
    ON contact_facts.instance_id = evaluations.instance_id
    AND contact_facts.contactid = evaluations.contactid
  WHERE NOT is_calibration
)

SELECT
  evaluationid,
  instance_id,
  coalesce(agent, agent_id) AS agent,
  form,
  form_version,
  submitted_at,
  CAST(at_timezone(with_timezone(submitted_at, 'UTC'), time_zone) AS timestamp(6)) AS submitted_local,
  CAST(round(score * 10000) AS bigint) AS score_ten_thousandths,
  CASE WHEN is_automatic_fail THEN 1 ELSE 0 END AS is_automatic_fail
FROM named
CROSS JOIN parameters
