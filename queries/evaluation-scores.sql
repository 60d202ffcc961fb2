-- Question: How did the evaluations score, form by form?
-- Group: People
-- Grain: one row per period, form and version of the form
-- Time: submission; an evaluation counts when it was last submitted
-- Chart: line: average_score over period_start, a line per form
-- Narrow: period_start, form, form_version, average_score, evaluations_submitted, automatic_fails
-- Columns:
--   period_start, date: local day, or first local day of the week (a Monday) or month
--   form, text: title of the form
--   form_id, text: id of the form
--   form_version, number: version of the form; scores of two versions cannot be compared
--   evaluations_submitted, evaluations: submitted, each as it was last submitted; deleted ones are left out
--   evaluations_scored, evaluations: of these, with a score
--   score_sum, percent: scores of these
--   average_score, percent 0 to 100: score_sum / evaluations_scored
--   lowest_score, percent 0 to 100: lowest of the scores
--   highest_score, percent 0 to 100: highest of the scores
--   automatic_fails, evaluations: failed by one answer, whose score is 0
--   resubmitted, evaluations: changed after they were first submitted
-- Parameters: time_zone, from_day, to_day, instance, period, with_calibrations
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'day' AS period, -- length of a period: day, week or month
    false AS with_calibrations -- whether evaluations for calibration count too, true or false
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
    AND (with_calibrations OR NOT is_calibration)
),

dated AS (
  SELECT
    evaluated.*,
    CAST(
      CASE period
        WHEN 'week' THEN date_trunc('week', day)
        WHEN 'month' THEN date_trunc('month', day)
        ELSE day
      END
      AS date
    ) AS period_start
  FROM evaluated
  WHERE day BETWEEN from_day AND to_day
)

SELECT
  period_start,
  form,
  form_id,
  form_version,
  count(*) AS evaluations_submitted,
  count(score) AS evaluations_scored,
  -- The sum is of decimals, because a sum of doubles depends on their order.
  CAST(coalesce(sum(CAST(score AS decimal(18, 4))), 0) AS double) AS score_sum,
  CAST(sum(CAST(score AS decimal(18, 4))) AS double) / nullif(count(score), 0) AS average_score,
  min(score) AS lowest_score,
  max(score) AS highest_score,
  count(*) FILTER (WHERE is_automatic_fail) AS automatic_fails,
  count(*) FILTER (WHERE is_resubmitted) AS resubmitted
FROM dated
GROUP BY period_start, form, form_id, form_version
ORDER BY period_start, form, form_id, form_version
