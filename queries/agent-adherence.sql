-- Question: How much of their scheduled time were the agents in the status that was scheduled?
-- Group: People
-- Grain: one row per day and agent with a schedule
-- Time: every moment that is scheduled, from the first to the last event of the instance
-- Chart: line: adherence over day, a line per agent
-- Columns:
--   day, date: local day
--   agent, text: user name of the agent, as the schedule has it
--   scheduled_seconds, seconds: scheduled, whatever the status
--   in_adherence_seconds, seconds: of these, in the scheduled status; null of an agent whom no event names
--   out_of_adherence_seconds, seconds: of these, in another status, or not known to be there; null as before
--   adherence, share 0..1: in_adherence_seconds / scheduled_seconds; null as before
-- Parameters: time_zone, from_day, to_day, instance
--
-- Schedules are files of CSV in schedules/: docs/metrics.md says how they count.
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
    min(event_at) AS known_from,
    max(known_until) AS known_until
  FROM agent_as_seen
  GROUP BY instancearn
),

statuses AS (
  SELECT
    agent_statuses.instancearn,
    agent_statuses.instance_id,
    agent_statuses.agent,
    agent_statuses.status,
    agent_statuses.status_arn,
    agent_statuses.started_at,
    CASE
      WHEN agent_statuses.closed_by = 'open' THEN agent_statuses.known_until
      ELSE agent_statuses.ended_at
    END AS ended_at,
    instances.known_from,
    instances.known_until
  FROM agent_statuses
  INNER JOIN instances ON instances.instancearn = agent_statuses.instancearn
),

agents AS (
  SELECT
    agent,
    instancearn,
    instance_id,
    known_from,
    known_until
  FROM statuses
  GROUP BY agent, instancearn, instance_id, known_from, known_until
),

-- A row that is for all instances is for each that has an agent of this name.
due AS (
  SELECT
    agent_schedule.agent,
    agent_schedule.status,
    agent_schedule.starts_at,
    agent_schedule.ends_at,
    coalesce(agents.instancearn, '') AS instancearn,
    CASE
      WHEN agents.known_from > agent_schedule.starts_at THEN agents.known_from
      ELSE agent_schedule.starts_at
    END AS counted_from,
    CASE
      WHEN agents.known_until < agent_schedule.ends_at THEN agents.known_until
      ELSE agent_schedule.ends_at
    END AS counted_until
  FROM agent_schedule
  CROSS JOIN parameters
  LEFT JOIN agents
    ON agents.agent = agent_schedule.agent
    AND agent_schedule.instance IN ('all', agents.instance_id, agents.instancearn)
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE agent_schedule.ends_at > from_day - INTERVAL '1' DAY
    AND agent_schedule.starts_at < to_day + INTERVAL '2' DAY
    AND (
      parameters.instance IN ('all', agents.instance_id, agents.instancearn)
      OR (
        agents.instancearn IS NULL
        AND element_at(split(agent_schedule.instance, '/'), -1)
          IN ('all', element_at(split(parameters.instance, '/'), -1))
      )
    )
),

-- Schedules and statuses in pieces of a quarter of an hour in UTC, which lie within one day of any time zone.
due_quarters AS (
  SELECT
    due.*,
    date_trunc('hour', counted_from) + INTERVAL '15' MINUTE * quarter AS quarter_start
  FROM due
  CROSS JOIN UNNEST(
    sequence(
      minute(counted_from) / 15,
      (date_diff('minute', date_trunc('hour', counted_from), counted_until)) / 15
    )
  ) AS covered (quarter)
  WHERE counted_from < counted_until
    AND counted_until <= counted_from + INTERVAL '100' DAY
),

due_cells AS (
  SELECT
    due_quarters.*,
    CASE WHEN quarter_start > counted_from THEN quarter_start ELSE counted_from END AS begun_at,
    CASE
      WHEN quarter_start + INTERVAL '15' MINUTE < counted_until
      THEN quarter_start + INTERVAL '15' MINUTE
      ELSE counted_until
    END AS done_at
  FROM due_quarters
),

edges AS (
  SELECT
    instancearn,
    agent,
    quarter_start,
    changed_at,
    lead(changed_at) OVER (
      PARTITION BY instancearn, agent, quarter_start ORDER BY changed_at
    ) AS changed_next_at
  FROM (
    SELECT instancearn, agent, quarter_start, begun_at AS changed_at FROM due_cells
    UNION
    SELECT instancearn, agent, quarter_start, done_at AS changed_at FROM due_cells
  ) AS changes
),

-- Of rows of an agent that overlap, the one that starts last counts, and then the one that ends first.
due_pieces AS (
  SELECT
    edges.instancearn,
    edges.agent,
    edges.quarter_start,
    edges.changed_at,
    edges.changed_next_at,
    date_diff('millisecond', edges.changed_at, edges.changed_next_at) AS milliseconds,
    max_by(
      due_cells.status,
      ROW(
        due_cells.starts_at,
        -date_diff('millisecond', due_cells.starts_at, due_cells.ends_at),
        due_cells.status
      )
    ) AS status
  FROM edges
  INNER JOIN due_cells
    ON due_cells.instancearn = edges.instancearn
    AND due_cells.agent = edges.agent
    AND due_cells.quarter_start = edges.quarter_start
    AND due_cells.begun_at <= edges.changed_at
    AND due_cells.done_at >= edges.changed_next_at
  WHERE edges.changed_at < edges.changed_next_at
  GROUP BY edges.instancearn, edges.agent, edges.quarter_start, edges.changed_at, edges.changed_next_at
),

status_quarters AS (
  SELECT
    statuses.*,
    date_trunc('hour', started_at) + INTERVAL '15' MINUTE * quarter AS quarter_start
  FROM statuses
  CROSS JOIN UNNEST(
    sequence(
      minute(started_at) / 15,
      (date_diff('minute', date_trunc('hour', started_at), ended_at)) / 15
    )
  ) AS covered (quarter)
  WHERE started_at < ended_at
    -- Nobody is in one status for a hundred days: one of its dates is wrong.
    AND ended_at <= started_at + INTERVAL '100' DAY
),

kept AS (
  SELECT
    due_pieces.instancearn,
    due_pieces.agent,
    due_pieces.changed_at,
    due_pieces.milliseconds,
    coalesce(
      sum(
        date_diff(
          'millisecond',
          CASE
            WHEN held.started_at > due_pieces.changed_at THEN held.started_at
            ELSE due_pieces.changed_at
          END,
          CASE
            WHEN held.ended_at < due_pieces.changed_next_at THEN held.ended_at
            ELSE due_pieces.changed_next_at
          END
        )
      ) FILTER (WHERE held.quarter_start IS NOT NULL),
      0
    ) AS kept_milliseconds
  FROM due_pieces
  LEFT JOIN status_quarters AS held
    ON held.instancearn = due_pieces.instancearn
    AND held.agent = due_pieces.agent
    AND held.quarter_start = due_pieces.quarter_start
    AND held.started_at < due_pieces.changed_next_at
    AND held.ended_at > due_pieces.changed_at
    AND (due_pieces.status = held.status OR due_pieces.status = held.status_arn)
  GROUP BY due_pieces.instancearn, due_pieces.agent, due_pieces.changed_at, due_pieces.milliseconds
),

sums AS (
  SELECT
    CAST(at_timezone(with_timezone(changed_at, 'UTC'), time_zone) AS date) AS day,
    from_day,
    to_day,
    agent,
    CAST(sum(milliseconds) AS double) / 1000 AS scheduled_seconds,
    CAST(sum(CASE WHEN instancearn <> '' THEN milliseconds END) AS double) / 1000 AS known_seconds,
    CAST(sum(CASE WHEN instancearn <> '' THEN kept_milliseconds END) AS double) / 1000
      AS in_adherence_seconds
  FROM kept
  CROSS JOIN parameters
  GROUP BY 1, from_day, to_day, agent
)

SELECT
  day,
  agent,
  scheduled_seconds,
  in_adherence_seconds,
  known_seconds - in_adherence_seconds AS out_of_adherence_seconds,
  in_adherence_seconds / known_seconds AS adherence
FROM sums
WHERE day BETWEEN from_day AND to_day
ORDER BY day, agent
