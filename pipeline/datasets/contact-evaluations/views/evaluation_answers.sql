-- Question: What was the answer to each question of an evaluation's form, and how did it score?
-- Grain: one row per evaluation (instance_id, evaluationid) and question, at most 1,000
-- Columns:
--   instance_id, evaluationid, contactid, agent_id, evaluator, form_id, form, form_version, started_at,
--   submitted_at, is_calibration: as in evaluations
--   question_place, number: place of the question in the form, from 1 on
--   question_id, text: id of the question
--   section_id, text: id of the question's section
--   section, text: title of that section
--   question, text: the question
--   question_type, text: TEXT, SINGLESELECT, MULTISELECT, NUMERIC or DATETIME
--   answer, text: the answer as text, numbers too; of several choices those that are chosen, "; " between them. It may name customers
--   answer_score, percent 0 to 100: null if it has none or is not applicable
--   is_answer_not_applicable, flag: the question does not count
--   is_answer_automatic_fail, flag: the answer fails the section and the form
--   automation_status, text: SYSTEM_ANSWER, OVERRIDDEN_ANSWER or UNAVAILABLE; null if no system answers the question
--   is_automated, flag: the answer is the system's
WITH places AS (
  SELECT
    evaluation_forms.*,
    CASE WHEN cardinality(questions) > 1000 THEN 1000 ELSE cardinality(questions) END AS most
  FROM evaluation_forms
),

listed AS (
  SELECT
    places.*,
    CAST(question_number AS bigint) AS question_place,
    element_at(questions, question_number) AS item
  FROM places
  CROSS JOIN UNNEST(CASE WHEN most > 0 THEN sequence(1, most) END) AS numbers (question_number)
),

answered AS (
  SELECT
    listed.*,
    listed.item.sectionrefid AS section_id,
    filter(listed.item.answer."values", choice -> choice.selected) AS choices,
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
    element_at(filter(sections, one -> one.sectionrefid = section_id), 1) AS part,
    choice_place,
    element_at(choices, choice_place) AS choice
  FROM answered
  CROSS JOIN UNNEST(
    sequence(1, CASE WHEN cardinality(choices) BETWEEN 1 AND 1000 THEN cardinality(choices) ELSE 1 END)
  ) AS numbers (choice_place)
),

texts AS (
  SELECT
    chosen.*,
    chosen.part.sectiontitle AS section,
    chosen.item.questionrefid AS question_id,
    chosen.item.questiontext AS question,
    chosen.item.questiontype AS question_type,
    chosen.item.score.percentage AS percentage,
    coalesce(chosen.item.score.automaticfail, false) AS is_answer_automatic_fail,
    coalesce(chosen.choice.valuerefid = 'system_default_null_value', false) AS is_null_choice,
    chosen.choice.valuetext AS choice_text
  FROM chosen
),

answers AS (
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
    question_id,
    section_id,
    section,
    question,
    question_type,
    written,
    percentage,
    is_marked_not_applicable,
    is_answer_automatic_fail,
    automation_status,
    bool_or(is_null_choice) AS has_null_choice,
    array_join(
      array_agg(choice_text ORDER BY choice_place) FILTER (WHERE NOT is_null_choice AND choice_text IS NOT NULL),
      '; '
    ) AS choice_texts
  FROM texts
  GROUP BY
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
    question_id,
    section_id,
    section,
    question,
    question_type,
    written,
    percentage,
    is_marked_not_applicable,
    is_answer_automatic_fail,
    automation_status
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
  question_id,
  section_id,
  section,
  question,
  question_type,
  coalesce(written, choice_texts) AS answer,
  CASE WHEN NOT is_marked_not_applicable AND NOT has_null_choice THEN percentage END AS answer_score,
  is_marked_not_applicable OR has_null_choice AS is_answer_not_applicable,
  is_answer_automatic_fail,
  automation_status,
  coalesce(automation_status = 'SYSTEM_ANSWER', false) AS is_automated
FROM answers
