-- Question: How much of their scheduled time were the agents in the status that was scheduled?
-- Group: People
-- Grain: one row per day and agent with a schedule
-- Time: every moment that is scheduled, until the last event of the instance
-- Chart: line: adherence over day, a line per agent
-- Columns:
--   day, date: local day
--   agent, text: user name of the agent, as the schedule has it
--   scheduled_seconds, seconds: scheduled, whatever the status, Offline left out
--   in_adherence_seconds, seconds: of these, in the scheduled status
--   out_of_adherence_seconds, seconds: of these, in another status, or not known to be there
--   adherence, share 0..1: in_adherence_seconds / scheduled_seconds
-- Parameters: time_zone, from_day, to_day, instance
--
-- Schedules are files of CSV in schedules/: docs/metrics.md says how they count. A name that no event has is never in
-- adherence.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

instances AS (
  SELECT
    instancearn,
    element_at(split(instancearn, '/'), -1) AS instance_id,
    max(eventtimestamp) AS known_until
  FROM agent_events
  GROUP BY instancearn
),

-- Rows that are for all instances count once, and until the last event of any.
due AS (
  SELECT
    agent_schedule.agent,
    agent_schedule.status,
    agent_schedule.starts_at,
    agent_schedule.ends_at,
    CASE WHEN agent_schedule.instance = 'all' THEN 0 ELSE 1 END AS of_instance,
    CASE WHEN count(*) = 1 THEN max(instances.instancearn) ELSE 'all' END AS scope,
    CASE
      WHEN max(instances.known_until) < agent_schedule.ends_at THEN max(instances.known_until)
      ELSE agent_schedule.ends_at
    END AS counted_until
  FROM (SELECT DISTINCT * FROM agent_schedule) AS agent_schedule
  CROSS JOIN parameters
  INNER JOIN instances
    ON agent_schedule.instance IN ('all', instances.instance_id, instances.instancearn)
    AND parameters.instance IN ('all', instances.instance_id, instances.instancearn)
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE agent_schedule.ends_at > from_day - INTERVAL '1' DAY
    AND agent_schedule.starts_at < to_day + INTERVAL '2' DAY
  GROUP BY
    agent_schedule.instance,
    agent_schedule.agent,
    agent_schedule.status,
    agent_schedule.starts_at,
    agent_schedule.ends_at
  HAVING agent_schedule.starts_at < max(instances.known_until)
),

-- Schedules and statuses in pieces of a quarter of an hour in UTC, which lie within one day of any time zone.
due_quarters AS (
  SELECT
    due.*,
    date_trunc('hour', starts_at) + INTERVAL '15' MINUTE * quarter AS quarter_start
  FROM due
  CROSS JOIN UNNEST(
    sequence(
      minute(starts_at) / 15,
      (date_diff('minute', date_trunc('hour', starts_at), counted_until)) / 15
    )
  ) AS covered (quarter)
),

due_cells AS (
  SELECT
    due_quarters.*,
    CASE WHEN quarter_start > starts_at THEN quarter_start ELSE starts_at END AS begun_at,
    CASE
      WHEN quarter_start + INTERVAL '15' MINUTE < counted_until
      THEN quarter_start + INTERVAL '15' MINUTE
      ELSE counted_until
    END AS done_at
  FROM due_quarters
),

edges AS (
  SELECT
    agent,
    quarter_start,
    changed_at,
    lead(changed_at) OVER (PARTITION BY agent, quarter_start ORDER BY changed_at) AS changed_next_at
  FROM (
    SELECT agent, quarter_start, begun_at AS changed_at FROM due_cells
    UNION
    SELECT agent, quarter_start, done_at AS changed_at FROM due_cells
  ) AS changes
),

-- Of rows of an agent that overlap, one of an instance counts before those for all, then the one that starts last,
-- and then the one that ends first.
due_in_scopes AS (
  SELECT
    due_cells.scope,
    edges.agent,
    edges.quarter_start,
    edges.changed_at,
    edges.changed_next_at,
    date_diff('millisecond', edges.changed_at, edges.changed_next_at) AS milliseconds,
    max(max(due_cells.of_instance)) OVER (PARTITION BY edges.agent, edges.changed_at) AS most_of_instance,
    max(due_cells.of_instance) AS of_instance,
    max_by(
      due_cells.status,
      ROW(
        due_cells.of_instance,
        due_cells.starts_at,
        -date_diff('millisecond', due_cells.starts_at, due_cells.ends_at),
        due_cells.status
      )
    ) AS status
  FROM edges
  INNER JOIN due_cells
    ON due_cells.agent = edges.agent
    AND due_cells.quarter_start = edges.quarter_start
    AND due_cells.begun_at <= edges.changed_at
    AND due_cells.done_at >= edges.changed_next_at
  WHERE edges.changed_at < edges.changed_next_at
  GROUP BY
    due_cells.scope,
    edges.agent,
    edges.quarter_start,
    edges.changed_at,
    edges.changed_next_at
),

due_pieces AS (
  SELECT scope, agent, quarter_start, changed_at, changed_next_at, milliseconds, status
  FROM due_in_scopes
  WHERE of_instance = most_of_instance
),

statuses AS (
  SELECT
    instancearn,
    instance_id,
    agent,
    status,
    status_arn,
    started_at,
    -- An open one has no end.
    coalesce(ended_at, known_until) AS ended_at
  FROM agent_statuses
  WHERE status_type <> 'OFFLINE'
    AND started_at < coalesce(ended_at, known_until)
    AND coalesce(ended_at, known_until) <= started_at + INTERVAL '100' DAY
),

status_quarters AS (
  SELECT
    statuses.*,
    date_trunc('hour', started_at) + INTERVAL '15' MINUTE * quarter AS quarter_start
  FROM statuses
  CROSS JOIN parameters
  CROSS JOIN UNNEST(
    sequence(
      minute(started_at) / 15,
      (date_diff('minute', date_trunc('hour', started_at), ended_at)) / 15
    )
  ) AS covered (quarter)
  WHERE instance IN ('all', instance_id, instancearn)
),

-- The stretches of each piece in which somebody of the name held its status, clipped to it. Several agents have one
-- name if they are in two instances, or if one was deleted and made again.
held AS (
  SELECT
    due_pieces.scope,
    due_pieces.agent,
    due_pieces.changed_at,
    due_pieces.milliseconds,
    CASE
      WHEN status_quarters.started_at > due_pieces.changed_at THEN status_quarters.started_at
      ELSE due_pieces.changed_at
    END AS held_from,
    CASE
      WHEN status_quarters.ended_at < due_pieces.changed_next_at THEN status_quarters.ended_at
      ELSE due_pieces.changed_next_at
    END AS held_until,
    status_quarters.quarter_start IS NOT NULL AS is_held
  FROM due_pieces
  LEFT JOIN status_quarters
    ON status_quarters.agent = due_pieces.agent
    AND status_quarters.quarter_start = due_pieces.quarter_start
    AND (due_pieces.scope = 'all' OR due_pieces.scope = status_quarters.instancearn)
    AND status_quarters.started_at < due_pieces.changed_next_at
    AND status_quarters.ended_at > due_pieces.changed_at
    AND due_pieces.status IN (status_quarters.status, status_quarters.status_arn)
  WHERE due_pieces.status <> 'Offline'
),

held_in_order AS (
  SELECT
    held.*,
    max(held_until) OVER (
      PARTITION BY scope, agent, changed_at ORDER BY held_from, held_until
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS counted_until
  FROM held
),

-- Stretches that overlap count once.
kept AS (
  SELECT
    scope,
    agent,
    changed_at,
    milliseconds,
    sum(
      CASE
        WHEN NOT is_held OR counted_until >= held_until THEN 0
        WHEN counted_until > held_from THEN date_diff('millisecond', counted_until, held_until)
        ELSE date_diff('millisecond', held_from, held_until)
      END
    ) AS in_adherence_milliseconds
  FROM held_in_order
  GROUP BY scope, agent, changed_at, milliseconds
),

days AS (
  SELECT
    kept.*,
    parameters.*,
    CAST(at_timezone(with_timezone(changed_at, 'UTC'), time_zone) AS date) AS day
  FROM kept
  CROSS JOIN parameters
),

sums AS (
  SELECT
    day,
    agent,
    CAST(sum(milliseconds) AS double) / 1000 AS scheduled_seconds,
    CAST(sum(in_adherence_milliseconds) AS double) / 1000 AS in_adherence_seconds
  FROM days
  WHERE day BETWEEN from_day AND to_day
  GROUP BY day, agent
)

SELECT
  day,
  agent,
  scheduled_seconds,
  in_adherence_seconds,
  scheduled_seconds - in_adherence_seconds AS out_of_adherence_seconds,
  in_adherence_seconds / scheduled_seconds AS adherence
FROM sums
ORDER BY day, agent
