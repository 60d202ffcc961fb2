-- Question: What was the answer to each question of an evaluation's form, and how did it score?
-- Grain: one row per evaluation (instance_id, evaluationid) and question, at most 300
-- Columns:
--   instance_id, evaluationid, contactid, agent_id, evaluator, form_id, form, form_version, started_at,
--   submitted_at, is_calibration: as in evaluations
--   question_place, number: place of the question in the form, from 1 on
--   question_id, text: id of the question
--   section_id, text: id of the question's section
--   section, text: title of that section
--   question, text: the question
--   question_type, text: TEXT, SINGLESELECT, MULTISELECT, NUMERIC or DATETIME
--   answer, text: the answer as text, numbers too; of several choices those that are chosen, at most 20, "; " between them. It may name customers
--   answer_score, percent 0 to 100: null if it has none or is not applicable
--   is_answer_not_applicable, flag: the question does not count
--   is_answer_automatic_fail, flag: the answer fails the section and the form
--   automation_status, text: SYSTEM_ANSWER, OVERRIDDEN_ANSWER or UNAVAILABLE; null if no system answers the question
--   is_automated, flag: the answer is the system's
WITH listed AS (
  SELECT
    evaluation_forms.*,
    CAST(place AS bigint) AS question_place,
    element_at(questions, place) AS item
  FROM evaluation_forms
  -- Not of each form's own length: so a condition on a form's column reaches the table in both engines.
  CROSS JOIN UNNEST(sequence(1, 300)) AS places (place)
  WHERE place <= cardinality(questions)
),

answered AS (
  SELECT
    listed.*,
    listed.item.sectionrefid AS section_id,
    listed.item.answer."values" AS offered,
    -- Numbers have no place in a column of text, so normalise keeps them beside it.
    coalesce(
      nullif(listed.item.answer.value, ''),
      element_at(other_fields, 'questions[' || CAST(question_place - 1 AS varchar) || '].answer.value')
    ) AS written,
    coalesce(listed.item.answer.metadata.notapplicable, listed.item.score.notapplicable, false)
      AS is_marked_not_applicable,
    coalesce(listed.item.answer.automation.status, listed.item.answer.metadata.automation.status)
      AS automation_status
  FROM listed
),

chosen AS (
  SELECT
    answered.*,
    (element_at(filter(sections, one -> one.sectionrefid = section_id), 1)).sectiontitle AS section,
    filter(
      offered,
      one -> one.selected AND one.valuerefid IS DISTINCT FROM 'system_default_null_value'
    ) AS choices,
    is_marked_not_applicable
      OR coalesce(
        cardinality(
          filter(offered, one -> one.selected AND one.valuerefid = 'system_default_null_value')
        ) > 0,
        false
      ) AS is_answer_not_applicable
  FROM answered
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
  question_place,
  chosen.item.questionrefid AS question_id,
  section_id,
  section,
  chosen.item.questiontext AS question,
  chosen.item.questiontype AS question_type,
  coalesce(
    written,
    nullif(
      array_join(
        ARRAY[
          (element_at(choices, 1)).valuetext,
          (element_at(choices, 2)).valuetext,
          (element_at(choices, 3)).valuetext,
          (element_at(choices, 4)).valuetext,
          (element_at(choices, 5)).valuetext,
          (element_at(choices, 6)).valuetext,
          (element_at(choices, 7)).valuetext,
          (element_at(choices, 8)).valuetext,
          (element_at(choices, 9)).valuetext,
          (element_at(choices, 10)).valuetext,
          (element_at(choices, 11)).valuetext,
          (element_at(choices, 12)).valuetext,
          (element_at(choices, 13)).valuetext,
          (element_at(choices, 14)).valuetext,
          (element_at(choices, 15)).valuetext,
          (element_at(choices, 16)).valuetext,
          (element_at(choices, 17)).valuetext,
          (element_at(choices, 18)).valuetext,
          (element_at(choices, 19)).valuetext,
          (element_at(choices, 20)).valuetext
        ],
        '; '
      ),
      ''
    )
  ) AS answer,
  CASE
    WHEN NOT is_answer_not_applicable AND chosen.item.score.percentage BETWEEN 0 AND 100
      THEN chosen.item.score.percentage
  END AS answer_score,
  is_answer_not_applicable,
  coalesce(chosen.item.score.automaticfail, false) AS is_answer_automatic_fail,
  automation_status,
  coalesce(automation_status = 'SYSTEM_ANSWER', false) AS is_automated
FROM chosen
