-- Question: What is in the lake, and what did it cost to get right?
-- Group: Data
-- Grain: one row per measure, in the order in which a lake works
-- Time: none; the whole lake, contacts without a disconnect included
-- Chart: table: a row per measure
-- Columns:
--   measure, text: name of the measure
--   value, number: contacts, versions or records, as the measure says
-- Parameters: instance
WITH parameters AS (
  SELECT
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

-- One pass gives all measures: a union with a select for each measure would read the table each time.
contacts AS (
  SELECT
    CAST(cardinality(versions_seen) AS bigint) AS versions,
    coalesce(lastupdatetimestamp > disconnecttimestamp + INTERVAL '24' HOUR, false) AS is_late,
    coalesce(cardinality(map_keys(other_fields)) > 0, false) AS has_other_fields
  FROM ctr
  CROSS JOIN parameters
  WHERE instance IN ('all', instancearn, element_at(split(instancearn, '/'), -1))
),

totals AS (
  SELECT
    count(*) AS contacts,
    count(*) FILTER (WHERE versions > 1) AS several_versions,
    CAST(coalesce(sum(versions), 0) AS bigint) AS versions,
    coalesce(max(versions), 0) AS most_versions,
    count(*) FILTER (WHERE is_late) AS late,
    count(*) FILTER (WHERE has_other_fields) AS with_other_fields
  FROM contacts
),

quarantined AS (
  SELECT count(*) AS records FROM quarantine
),

measures (place, measure) AS (
  VALUES
    (1, 'contacts'),
    (2, 'contacts_with_several_versions'),
    (3, 'versions_seen'),
    (4, 'most_versions_of_one_contact'),
    (5, 'contacts_updated_over_24_hours_after_disconnect'),
    (6, 'contacts_with_other_fields'),
    (7, 'quarantined_records')
)

SELECT
  measure,
  CASE place
    WHEN 1 THEN totals.contacts
    WHEN 2 THEN totals.several_versions
    WHEN 3 THEN totals.versions
    WHEN 4 THEN totals.most_versions
    WHEN 5 THEN totals.late
    WHEN 6 THEN totals.with_other_fields
    ELSE quarantined.records
  END AS value
FROM measures
CROSS JOIN totals
CROSS JOIN quarantined
ORDER BY place
