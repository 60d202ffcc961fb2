-- Question: How far apart do evaluators score the same contact?
-- Group: People
-- Grain: one row per calibration session, contact, form and version of the form
-- Time: submission; an evaluation counts when it was last submitted
-- Chart: bar: score_spread by calibration_session_id
-- Narrow: form, first_day, evaluations_submitted, score_spread, average_score, agreement_rate
-- Columns:
--   calibration_session_id, text: id of the session
--   contactid, text: id of the contact
--   form, text: title of the form
--   form_version, number: version of the form
--   first_day, date: local day of the first submission in the days
--   evaluations_submitted, evaluations: submitted in the session
--   average_score, percent 0 to 100: mean of their scores
--   lowest_score, percent 0 to 100: lowest of the scores
--   highest_score, percent 0 to 100: highest of the scores
--   score_spread, percent: highest_score less lowest_score
--   questions_compared, questions: of the form, answered in two evaluations or more
--   questions_agreed, questions: of these, answered alike in all
--   agreement_rate, share 0..1: questions_agreed / questions_compared
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

evaluated AS (
  SELECT
    evaluations.*,
    parameters.*,
    CAST(at_timezone(with_timezone(submitted_at, 'UTC'), time_zone) AS date) AS day
  FROM evaluations
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE submitted_at >= from_day - INTERVAL '1' DAY
    AND submitted_at < to_day + INTERVAL '2' DAY
    AND element_at(split(instance, '/'), -1) IN ('all', instance_id)
    AND calibration_session_id IS NOT NULL
),

sessions AS (
  SELECT
    instance_id,
    calibration_session_id,
    contactid,
    form,
    form_id,
    form_version,
    min(day) AS first_day,
    count(*) AS evaluations_submitted,
    -- The sum is of decimals, because a sum of doubles depends on their order.
    CAST(sum(CAST(score AS decimal(18, 4))) AS double) / nullif(count(score), 0) AS average_score,
    min(score) AS lowest_score,
    max(score) AS highest_score
  FROM evaluated
  WHERE day BETWEEN from_day AND to_day
  GROUP BY instance_id, calibration_session_id, contactid, form, form_id, form_version
),

questions AS (
  SELECT
    evaluated.instance_id,
    evaluated.calibration_session_id,
    evaluated.contactid,
    evaluated.form_id,
    evaluated.form_version,
    answers.question_id,
    count(*) AS times,
    -- Not applicable is an answer, too.
    count(DISTINCT coalesce(answers.answer, '')) AS different
  FROM evaluated
  JOIN evaluation_answers AS answers
    ON answers.instance_id = evaluated.instance_id
    AND answers.evaluationid = evaluated.evaluationid
  WHERE evaluated.day BETWEEN evaluated.from_day AND evaluated.to_day
    AND answers.question_type <> 'TEXT'
  GROUP BY
    evaluated.instance_id,
    evaluated.calibration_session_id,
    evaluated.contactid,
    evaluated.form_id,
    evaluated.form_version,
    answers.question_id
),

agreements AS (
  SELECT
    instance_id,
    calibration_session_id,
    contactid,
    form_id,
    form_version,
    count(*) AS questions_compared,
    count(*) FILTER (WHERE different = 1) AS questions_agreed
  FROM questions
  WHERE times > 1
  GROUP BY instance_id, calibration_session_id, contactid, form_id, form_version
)

SELECT
  sessions.calibration_session_id,
  sessions.contactid,
  form,
  sessions.form_version,
  first_day,
  evaluations_submitted,
  average_score,
  lowest_score,
  highest_score,
  highest_score - lowest_score AS score_spread,
  coalesce(questions_compared, 0) AS questions_compared,
  coalesce(questions_agreed, 0) AS questions_agreed,
  CAST(questions_agreed AS double) / questions_compared AS agreement_rate
FROM sessions
LEFT JOIN agreements
  ON agreements.instance_id = sessions.instance_id
  AND agreements.calibration_session_id = sessions.calibration_session_id
  AND agreements.contactid IS NOT DISTINCT FROM sessions.contactid
  AND agreements.form_id IS NOT DISTINCT FROM sessions.form_id
  AND agreements.form_version IS NOT DISTINCT FROM sessions.form_version
ORDER BY first_day, sessions.calibration_session_id, sessions.contactid, form, sessions.form_version
