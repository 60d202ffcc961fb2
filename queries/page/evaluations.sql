-- Question: How did each agent's evaluations score?
-- Grain: one row per day, instance, agent and version of a form
-- Time: submission; an evaluation counts when it was last submitted
-- Chart: page: people, agent
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   agent, text: username, as in the records of the evaluated contacts
--   form, text: id and version of the form, whose scores can be compared
--   evaluations_submitted, evaluations: submitted, each as it was last submitted; none for calibration, and none deleted
--   evaluations_scored, evaluations: of these, with a score
--   score_ten_thousandths_sum, ten-thousandths: their scores, 0 to 100 % each, together
--   score_ten_thousandths_squares, ten-thousandths: the squares of these scores together
--   automatic_fails, evaluations: failed by one answer, whose score is 0
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
    -- Decimals add up to the same in any order.
    CAST(score AS decimal(18, 4)) AS exact_score,
    CAST(at_timezone(with_timezone(submitted_at, 'UTC'), time_zone) AS date) AS local_day
  FROM evaluations
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE submitted_at >= from_day - INTERVAL '1' DAY
    AND submitted_at < to_day + INTERVAL '2' DAY
    AND element_at(split(instance, '/'), -1) IN ('all', instance_id)
    AND NOT is_calibration
),

named AS (
  SELECT
    evaluated.*,
    -- Without the id of an agent, nothing but its contact says whose an evaluation is.
    CASE
      WHEN agent_id IS NULL THEN contact_facts.agent
      ELSE max(contact_facts.agent) OVER (PARTITION BY evaluated.instance_id, agent_id)
    END AS agent
  FROM evaluated
  LEFT JOIN contact_facts
    ON contact_facts.instance_id = evaluated.instance_id
    AND contact_facts.contactid = evaluated.contactid
    -- Few contacts are evaluated later. Those that are only lend no name.
    AND contact_facts.initiated_at >= evaluated.from_day - INTERVAL '100' DAY
    AND contact_facts.initiated_at < evaluated.to_day + INTERVAL '2' DAY
  WHERE local_day BETWEEN from_day AND to_day
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  agent,
  coalesce(form_id, '') || ' ' || coalesce(CAST(form_version AS varchar), '') AS form,
  count(*) AS evaluations_submitted,
  count(score) AS evaluations_scored,
  CAST(coalesce(sum(exact_score), 0) * 10000 AS bigint) AS score_ten_thousandths_sum,
  CAST(coalesce(sum(exact_score * exact_score), 0) * 10000 AS bigint)
    AS score_ten_thousandths_squares,
  count(*) FILTER (WHERE is_automatic_fail) AS automatic_fails
FROM named
WHERE agent IS NOT NULL
GROUP BY local_day, instance_id, agent, form_id, form_version
ORDER BY day, instance_id, agent, form
