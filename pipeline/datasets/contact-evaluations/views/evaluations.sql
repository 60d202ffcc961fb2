-- Question: How was each contact evaluated?
-- Grain: one row per evaluation (instance_id, evaluationid), as last submitted; deleted ones are left out
-- Columns:
--   instance_id, text: id of the Connect instance
--   evaluationid, text: id of the evaluation
--   contactid, text: id of the contact
--   agent_id, text: id of the agent's user, the last part of the agent's ARN
--   evaluator, text: who evaluated
--   form_id, text: id of the form
--   form, text: title of the form
--   form_version, number: version of the form
--   evaluation_source, text: MANUAL, ASSISTED_BY_AUTOMATION or AUTOMATED; null in old ones
--   evaluation_type, text: such as CONTACT_EVALUATION; null in old ones
--   calibration_session_id, text: the session in which evaluators compare their scores; null outside of one
--   participant_role, text: who is evaluated, such as AGENT; null in old ones
--   started_at, timestamp UTC: when the evaluation began; its day is the table's partition
--   submitted_at, timestamp UTC: when it was last submitted
--   acknowledged_at, timestamp UTC: when the agent acknowledged it; null before
--   score, percent 0 to 100: of the form; null if it has none or is not applicable
--   is_not_applicable, flag: no question of the form counts
--   is_automatic_fail, flag: an answer failed the form, whose score is 0
--   is_calibration, flag: for calibration, and no evaluation of the agent
--   is_resubmitted, flag: changed after it was first submitted
SELECT
  instance_id,
  evaluationid,
  contactid,
  agent_id,
  evaluator,
  form_id,
  form,
  form_version,
  evaluation_source,
  evaluation_type,
  calibration_session_id,
  participant_role,
  started_at,
  submitted_at,
  acknowledged_at,
  score,
  is_not_applicable,
  is_automatic_fail,
  is_calibration,
  is_resubmitted
FROM evaluation_forms
