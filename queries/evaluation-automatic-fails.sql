-- Question: Which evaluations did an answer fail, and which question was it?
-- Group: People
-- Grain: one row per evaluation and answer that failed it
-- Time: submission; an evaluation counts when it was last submitted
-- Chart: table: a row per failed evaluation and question
-- Narrow: day, agent_id, form, question, evaluator
-- Columns:
--   day, date: local day of the submission
--   agent_id, text: id of the agent's user
--   form, text: title of the form
--   form_version, number: version of the form
--   section, text: title of the question's section
--   question, text: the question whose answer failed the form
--   evaluator, text: who evaluated
--   contactid, text: id of the contact
--   evaluationid, text: id of the evaluation
--   instance_id, text: the Connect instance
-- Parameters: time_zone, from_day, to_day, instance, with_calibrations
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    false AS with_calibrations -- whether evaluations for calibration count too, true or false
),

failed AS (
  SELECT
    evaluation_answers.*,
    parameters.*,
    CAST(at_timezone(with_timezone(submitted_at, 'UTC'), time_zone) AS date) AS day
  FROM evaluation_answers
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE submitted_at >= from_day - INTERVAL '1' DAY
    AND submitted_at < to_day + INTERVAL '2' DAY
    AND element_at(split(instance, '/'), -1) IN ('all', instance_id)
    AND is_answer_automatic_fail
    AND (with_calibrations OR NOT is_calibration)
)

SELECT
  day,
  agent_id,
  form,
  form_version,
  section,
  question,
  evaluator,
  contactid,
  evaluationid,
  instance_id
FROM failed
WHERE day BETWEEN from_day AND to_day
ORDER BY day, agent_id, evaluationid, instance_id, question_place
