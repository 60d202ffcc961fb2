-- Question: How did each section of an evaluation's form score?
-- Grain: one row per evaluation (instance_id, evaluationid) and section, at most 1,000
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
WITH places AS (
  SELECT
    evaluation_forms.*,
    CASE WHEN cardinality(sections) > 1000 THEN 1000 ELSE cardinality(sections) END AS most
  FROM evaluation_forms
),

listed AS (
  SELECT
    places.*,
    CAST(section_number AS bigint) AS section_place,
    element_at(sections, section_number) AS part
  FROM places
  CROSS JOIN UNNEST(CASE WHEN most > 0 THEN sequence(1, most) END) AS numbers (section_number)
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
    WHEN NOT coalesce(listed.part.score.notapplicable, false) THEN listed.part.score.percentage
  END AS section_score,
  coalesce(listed.part.score.notapplicable, false) AS is_section_not_applicable,
  coalesce(listed.part.score.automaticfail, false) AS is_section_automatic_fail
FROM listed
