-- Question: How much do the times of the contacts that agents handle differ from each other?
-- Grain: one row per day, instance, queue and channel
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: page: people, the spread that chance alone explains
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; without a queue,
--     outbound if the centre began the contact, else null
--   channel, text: VOICE, CHAT, TASK…
--   handle_squares, square seconds: sum of the squares of the handle times
--   after_contact_work_squares, square seconds: of the after-contact work
--   hold_squares, square seconds: of the hold times
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

facts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS local_day,
    CASE WHEN queue_kind IS NULL AND is_outbound THEN 'outbound' ELSE queue_kind END AS shown_kind
  FROM contact_facts
  CROSS JOIN parameters
  WHERE disconnected_at IS NOT NULL AND is_handled AND agent IS NOT NULL
    AND instance IN ('all', instance_id, instancearn)
),

-- A wrong time of years would leave no room for its square. Here, no time is longer than a day.
limited AS (
  SELECT
    facts.*,
    CASE WHEN handle_seconds BETWEEN 0 AND 86400 THEN handle_seconds ELSE 86400 END
      AS limited_handle_seconds,
    CASE
      WHEN after_contact_work_seconds BETWEEN 0 AND 86400 THEN after_contact_work_seconds
      ELSE 86400
    END AS limited_after_contact_work_seconds,
    CASE WHEN hold_seconds BETWEEN 0 AND 86400 THEN hold_seconds ELSE 86400 END
      AS limited_hold_seconds
  FROM facts
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  queue,
  shown_kind AS queue_kind,
  channel,
  CAST(
    coalesce(
      sum(
        CASE
          WHEN handle_seconds IS NOT NULL THEN limited_handle_seconds * limited_handle_seconds
        END
      ),
      0
    ) AS bigint
  ) AS handle_squares,
  CAST(
    coalesce(
      sum(
        CASE
          WHEN after_contact_work_seconds IS NOT NULL
          THEN limited_after_contact_work_seconds * limited_after_contact_work_seconds
        END
      ),
      0
    ) AS bigint
  ) AS after_contact_work_squares,
  CAST(
    coalesce(
      sum(
        CASE WHEN hold_seconds IS NOT NULL THEN limited_hold_seconds * limited_hold_seconds END
      ),
      0
    ) AS bigint
  ) AS hold_squares
FROM limited
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, queue, shown_kind, channel
ORDER BY day, instance_id, queue NULLS LAST, queue_kind NULLS LAST, channel NULLS LAST
