-- Question: How did each section of a form score?
-- Group: People
-- Grain: one row per form, version of the form and section
-- Time: submission; an evaluation counts when it was last submitted
-- Chart: bar: average_score by section
-- Narrow: form, form_version, section, average_score, evaluations_submitted, automatic_fails
-- Columns:
--   form, text: title of the form
--   form_id, text: id of the form
--   form_version, number: version of the form; scores of two versions cannot be compared
--   section, text: title of the section
--   section_id, text: id of the section
--   parent_section_id, text: id of the section that it is a part of; null at the top
--   evaluations_submitted, evaluations: of that version of the form, each as it was last submitted; deleted ones are left out
--   evaluations_scored, evaluations: of these, with a score of the section
--   score_sum, percent: scores of these
--   average_score, percent 0 to 100: score_sum / evaluations_scored
--   not_applicable, evaluations: in which the section does not apply
--   automatic_fails, evaluations: in which an answer failed the section
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
    evaluation_sections.*,
    parameters.*,
    CAST(at_timezone(with_timezone(submitted_at, 'UTC'), time_zone) AS date) AS day
  FROM evaluation_sections
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
  section_id,
  parent_section_id,
  count(*) AS evaluations_submitted,
  count(section_score) AS evaluations_scored,
  -- The sum is of decimals, because a sum of doubles depends on their order.
  CAST(coalesce(sum(CAST(section_score AS decimal(18, 4))), 0) AS double) AS score_sum,
  CAST(sum(CAST(section_score AS decimal(18, 4))) AS double) / nullif(count(section_score), 0) AS average_score,
  count(*) FILTER (WHERE is_section_not_applicable) AS not_applicable,
  count(*) FILTER (WHERE is_section_automatic_fail) AS automatic_fails
FROM evaluated
WHERE day BETWEEN from_day AND to_day
GROUP BY form, form_id, form_version, section, section_id, parent_section_id
ORDER BY form, form_id, form_version, min(section_place), section, section_id, parent_section_id
