-- Question: How did each question of a form score, and who answers it?
-- Group: People
-- Grain: one row per form, version of the form and question
-- Time: submission; an evaluation counts when it was last submitted
-- Chart: bar: average_score by question
-- Narrow: form, form_version, question, average_score, evaluations_submitted, automatic_fails
-- Columns:
--   form, text: title of the form
--   form_id, text: id of the form
--   form_version, number: version of the form; scores of two versions cannot be compared
--   section, text: title of the question's section
--   question, text: the question
--   question_id, text: id of the question
--   question_type, text: TEXT, SINGLESELECT, MULTISELECT, NUMERIC or DATETIME
--   evaluations_submitted, evaluations: of that version of the form, each as it was last submitted; deleted ones are left out
--   evaluations_scored, evaluations: of these, with a score of the question
--   score_sum, percent: scores of these
--   average_score, percent 0 to 100: score_sum / evaluations_scored
--   not_applicable, evaluations: in which the question does not apply
--   automatic_fails, evaluations: in which the answer failed the form
--   automated, evaluations: in which the answer is the system's
--   overridden, evaluations: in which the evaluator changed the system's answer
-- Parameters: time_zone, from_day, to_day, instance, with_calibrations
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    false AS with_calibrations -- whether evaluations for calibration count too, true or false
),

evaluated AS (
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
    AND (with_calibrations OR NOT is_calibration)
)

SELECT
  form,
  form_id,
  form_version,
  section,
  question,
  question_id,
  question_type,
  count(*) AS evaluations_submitted,
  count(answer_score) AS evaluations_scored,
  -- The sum is of decimals, because a sum of doubles depends on their order.
  CAST(coalesce(sum(CAST(answer_score AS decimal(18, 4))), 0) AS double) AS score_sum,
  CAST(sum(CAST(answer_score AS decimal(18, 4))) AS double) / nullif(count(answer_score), 0) AS average_score,
  count(*) FILTER (WHERE is_answer_not_applicable) AS not_applicable,
  count(*) FILTER (WHERE is_answer_automatic_fail) AS automatic_fails,
  count(*) FILTER (WHERE is_automated) AS automated,
  count(*) FILTER (WHERE automation_status = 'OVERRIDDEN_ANSWER') AS overridden
FROM evaluated
WHERE day BETWEEN from_day AND to_day
GROUP BY form, form_id, form_version, section, question, question_id, question_type
ORDER BY form, form_id, form_version, min(question_place), section, question, question_id, question_type
