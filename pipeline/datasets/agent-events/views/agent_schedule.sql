-- Question: In which status was each agent to be, and when?
-- Grain: one row per row of the files in schedules/ that can be read
-- Columns:
--   instance, text: id or whole ARN of the Connect instance, or all
--   agent, text: user name of the agent
--   status, text: name or ARN of the status
--   starts_at, timestamp UTC: when the agent was to begin with it
--   ends_at, timestamp UTC: when the agent was to end with it
--
-- The table is there without any file, too, and has no rows then. In CSV all is text. On a laptop a bad row stops the
-- query with its file and line; elsewhere the same rows are left out, as are blank lines, and leave the others as they are.
WITH forms AS (
  SELECT
    '^(all|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|arn:[^:]+:connect:[^:]+:[0-9]{12}:instance/[^/]+)\z' AS of_instance,
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z\z' AS of_time,
    -- A blank at an end, a quote, or what a byte becomes that is not UTF-8.
    '^[\s\x0b\p{Z}' || chr(65279) || ']|[\s\x0b\p{Z}' || chr(65279) || ']\z|["' || chr(65533) || ']' AS of_wrong_text
),

texts AS (
  SELECT
    instance,
    agent,
    status,
    starts_at,
    ends_at
  FROM schedules
  CROSS JOIN forms
  WHERE regexp_like(instance, of_instance)
    AND agent <> ''
    AND NOT regexp_like(agent, of_wrong_text)
    AND status <> ''
    AND NOT regexp_like(status, of_wrong_text)
    AND regexp_like(starts_at, of_time)
    AND regexp_like(ends_at, of_time)
    AND more IS NULL
),

-- A day may still be none of the calendar: 30 February.
moments AS (
  SELECT
    instance,
    agent,
    status,
    TRY_CAST(replace(substr(starts_at, 1, 19), 'T', ' ') AS timestamp(6)) AS starts_at,
    TRY_CAST(replace(substr(ends_at, 1, 19), 'T', ' ') AS timestamp(6)) AS ends_at
  FROM texts
)

SELECT instance, agent, status, starts_at, ends_at
FROM moments
WHERE starts_at < ends_at
  -- Nobody is to do one thing for a hundred days: one of its dates is wrong.
  AND ends_at <= starts_at + INTERVAL '100' DAY
