-- Question: In which status was each agent to be, and when?
-- Grain: one row per row of the files in schedules/
-- Columns:
--   instance, text: id or whole ARN of the Connect instance, or all
--   agent, text: user name of the agent
--   status, text: name or ARN of the status
--   starts_at, timestamp UTC: when the agent was to begin with it
--   ends_at, timestamp UTC: when the agent was to end with it
--
-- The table is there without any file, too, and has no rows then. In CSV all is text.
SELECT
  instance,
  agent,
  status,
  CAST(from_iso8601_timestamp(starts_at) AS timestamp(6)) AS starts_at,
  CAST(from_iso8601_timestamp(ends_at) AS timestamp(6)) AS ends_at
FROM schedules
-- A blank line is no row.
WHERE agent <> ''
