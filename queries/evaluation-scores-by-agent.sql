-- Question: How did each agent's evaluations score?
-- Group: People
-- Grain: one row per agent, form and version of the form
-- Time: submission; an evaluation counts when it was last submitted
-- Chosen by: its rows
-- Chart: bar: average_score by agent
-- Narrow: agent, form, form_version, average_score, evaluations_submitted, automatic_fails
-- Columns:
--   agent, text: user name of the agent, as in the records of the evaluated contacts; null if none is in the lake
--   agent_id, text: id of the agent's user; null if none of the agent's evaluations says it, or they say several
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

contacts AS (
  SELECT instance_id, contactid, agent
  FROM contact_facts
  CROSS JOIN parameters
  -- Few contacts are evaluated later. Those that are only lend no name.
  WHERE initiated_at >= from_day - INTERVAL '100' DAY
    AND initiated_at < to_day + INTERVAL '2' DAY
),

named AS (
  SELECT
    evaluated.*,
    -- Without the id of an agent, nothing but its contact says whose an evaluation is.
    CASE
      WHEN agent_id IS NULL THEN contacts.agent
      ELSE max(contacts.agent) OVER (PARTITION BY evaluated.instance_id, agent_id)
    END AS agent
  FROM evaluated
  LEFT JOIN contacts
    ON contacts.instance_id = evaluated.instance_id
    AND contacts.contactid = evaluated.contactid
  WHERE day BETWEEN from_day AND to_day
),

-- An agent has one row of a form's version, also if only some of the evaluations say the id.
of_agents AS (
  SELECT
    agent,
    CASE
      WHEN agent_id IS NULL
        AND agent IS NOT NULL
        AND min(agent_id) OVER (PARTITION BY instance_id, agent)
          = max(agent_id) OVER (PARTITION BY instance_id, agent)
      THEN max(agent_id) OVER (PARTITION BY instance_id, agent)
      ELSE agent_id
    END AS agent_id,
    form,
    form_id,
    form_version,
    score,
    is_automatic_fail
  FROM named
)

SELECT
  agent,
  agent_id,
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
  count(*) FILTER (WHERE is_automatic_fail) AS automatic_fails
FROM of_agents
GROUP BY agent, agent_id, form, form_id, form_version
ORDER BY agent, agent_id, form, form_id, form_version
