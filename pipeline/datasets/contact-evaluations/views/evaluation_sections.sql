-- Question: How did each section of an evaluation's form score?
-- Grain: one row per evaluation (instance_id, evaluationid) and section, at most 300
-- Columns:
--   instance_id, evaluationid, contactid, agent_id, evaluator, form_id, form, form_version, started_at,
--   submitted_at, is_calibration: as in evaluations
--   section_place, number: place of the section in the form, from 1 on
--   section_id, text: id of the section
--   parent_section_id, text: id of the section that it is a part of; null at the top
--   section, text: title of the section
--   section_score, percent 0 to 100: null if it has none or is not applicable
--   is_section_not_applicable, flag: no question of the section counts
--   is_section_automatic_fail, flag: an answer failed the section
WITH listed AS (
  SELECT
    evaluation_forms.*,
    CAST(place AS bigint) AS section_place,
    element_at(sections, place) AS part
  FROM evaluation_forms
  -- Not of each form's own length: so a condition on a form's column reaches the table in both engines.
  CROSS JOIN UNNEST(sequence(1, 300)) AS places (place)
  WHERE place <= cardinality(sections)
)

SELECT
  instance_id,
  evaluationid,
  contactid,
  agent_id,
  evaluator,
  form_id,
  form,
  form_version,
  started_at,
  submitted_at,
  is_calibration,
  section_place,
  listed.part.sectionrefid AS section_id,
  listed.part.parentsectionrefid AS parent_section_id,
  listed.part.sectiontitle AS section,
  CASE
    WHEN NOT coalesce(listed.part.score.notapplicable, false)
      AND listed.part.score.percentage BETWEEN 0 AND 100
    THEN listed.part.score.percentage
  END AS section_score,
  coalesce(listed.part.score.notapplicable, false) AS is_section_not_applicable,
  coalesce(listed.part.score.automaticfail, false) AS is_section_automatic_fail
FROM listed
