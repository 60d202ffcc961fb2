-- Question: Which categories does each call or chat match?
-- Grain: one row per contact and category (instance_id, contact_id, category), of the original analysis if it is kept, else of the redacted one
-- Columns:
--   instance_id, text: id of the Connect instance
--   contact_id, text: id of the contact, that is of the segment
--   connected_on, timestamp UTC: start of the day on which the agent was connected; the table's partition
--   channel, text: VOICE or CHAT
--   category, text: name of the category, as the rule names it
--   points, points: places in the contact that match; null if the file does not say
--   is_whole_contact, flag: matched by the contact as a whole, and not at points of it
--   first_point_milliseconds, milliseconds: of a call, from its start to the first point
--
-- An empty list of points means the whole contact. Points are looked up by the name in small letters without signs
-- and spaces, as keys of maps are written in the lake; a name in another script has no points.
-- The number of categories is a column of its own: with a list DuckDB would read all days.
WITH voice_files AS (
  SELECT
    record.*,
    row_number() OVER (
      PARTITION BY connected_on, instance_id, contact_id
      ORDER BY CASE output WHEN 'Raw' THEN 1 ELSE 2 END, output
    ) AS place
  FROM (SELECT instance_id, contact_id, connected_on, output, categories FROM contact_lens_voice)
    AS record
),

voice_names AS (
  SELECT
    file.*,
    array_distinct(file.categories.matchedcategories) AS names
  FROM voice_files AS file
  WHERE file.place = 1
),

voice_lists AS (
  SELECT
    voice_names.*,
    least(cardinality(names), 10000) AS name_count
  FROM voice_names
  WHERE cardinality(names) > 0
),

voice_matches AS (
  SELECT
    file.instance_id,
    file.contact_id,
    file.connected_on,
    file.categories.matcheddetails AS details_by_name,
    element_at(file.names, numbers.place) AS category
  FROM voice_lists AS file
  CROSS JOIN UNNEST(sequence(1, file.name_count)) AS numbers (place)
),

voice_details AS (
  SELECT
    voice_matches.*,
    element_at(details_by_name, lower(regexp_replace(category, '[^A-Za-z0-9_]', ''))) AS details
  FROM voice_matches
),

chat_files AS (
  SELECT
    record.*,
    row_number() OVER (
      PARTITION BY connected_on, instance_id, contact_id
      ORDER BY CASE output WHEN 'Raw' THEN 1 ELSE 2 END, output
    ) AS place
  FROM (SELECT instance_id, contact_id, connected_on, output, categories FROM contact_lens_chat)
    AS record
),

chat_names AS (
  SELECT
    file.*,
    array_distinct(file.categories.matchedcategories) AS names
  FROM chat_files AS file
  WHERE file.place = 1
),

chat_lists AS (
  SELECT
    chat_names.*,
    least(cardinality(names), 10000) AS name_count
  FROM chat_names
  WHERE cardinality(names) > 0
),

chat_matches AS (
  SELECT
    file.instance_id,
    file.contact_id,
    file.connected_on,
    file.categories.matcheddetails AS details_by_name,
    element_at(file.names, numbers.place) AS category
  FROM chat_lists AS file
  CROSS JOIN UNNEST(sequence(1, file.name_count)) AS numbers (place)
),

chat_details AS (
  SELECT
    chat_matches.*,
    element_at(details_by_name, lower(regexp_replace(category, '[^A-Za-z0-9_]', ''))) AS details
  FROM chat_matches
),

counted AS (
  SELECT
    instance_id,
    contact_id,
    connected_on,
    CAST('VOICE' AS varchar) AS channel,
    category,
    CASE
      WHEN details IS NOT NULL THEN coalesce(cardinality(found.details.pointsofinterest), 0)
    END AS points,
    element_at(found.details.pointsofinterest, 1).beginoffsetmillis AS first_point_milliseconds
  FROM voice_details AS found
  UNION ALL
  SELECT
    instance_id,
    contact_id,
    connected_on,
    CAST('CHAT' AS varchar) AS channel,
    category,
    CASE
      WHEN details IS NOT NULL THEN coalesce(cardinality(found.details.pointsofinterest), 0)
    END AS points,
    CAST(NULL AS bigint) AS first_point_milliseconds
  FROM chat_details AS found
)

SELECT
  instance_id,
  contact_id,
  connected_on,
  channel,
  category,
  points,
  coalesce(points = 0, false) AS is_whole_contact,
  first_point_milliseconds
FROM counted
