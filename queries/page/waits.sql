-- Question: How many contacts wait how long, to the second?
-- Grain: one row per day, queue, channel, outcome and wait
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: page: wait in queue, its percentiles and curve; longest waits
-- Columns:
--   day, text: local day, 2026-11-23
--   queue, text: name of the queue; null for none and for the queue of one agent
--   channel, text: VOICE, CHAT, TASK…
--   outcome, text: answered, abandoned or left queue otherwise
--   wait_seconds, seconds: the wait
--   contacts, contacts: that waited so long; a histogram, so percentiles of any selection are exact
-- Parameters: time_zone
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the days, IANA name
),

facts AS (
  SELECT
    contact_facts.*,
    -- A histogram has no place for a wait below 0.
    greatest(wait_seconds, 0) AS counted_wait_seconds,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS local_day,
    CASE
      WHEN is_answered THEN 'answered'
      WHEN is_abandoned THEN 'abandoned'
      ELSE 'left queue otherwise'
    END AS outcome
  FROM contact_facts
  CROSS JOIN parameters
  WHERE disconnected_at IS NOT NULL
    AND wait_seconds IS NOT NULL
)

SELECT
  CAST(local_day AS varchar) AS day,
  queue,
  channel,
  outcome,
  counted_wait_seconds AS wait_seconds,
  count(*) AS contacts
FROM facts
GROUP BY local_day, queue, channel, outcome, counted_wait_seconds
ORDER BY day, queue NULLS LAST, channel NULLS LAST, outcome, wait_seconds
