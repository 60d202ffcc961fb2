-- Question: Which categories does each call or chat match?
-- Grain: one row per contact and category (instance_id, contact_id, category), of the original analysis if it is kept, else of the redacted one
-- Columns:
--   instance_id, text: id of the Connect instance
--   contact_id, text: id of the contact, that is of the segment
--   connected_on, timestamp UTC: begin of the day on which the agent was connected; the table's partition
--   channel, text: VOICE or CHAT
--   category, text: name of the category, as the rule names it
--   points, points: places in the contact that match; null if the file does not say
--   is_whole_contact, flag: matched by the contact as a whole, and not at points of it
--   first_point_milliseconds, milliseconds: of a call, from its start to the first point
--
-- An empty list of points means the whole contact. Points are looked up by the name in small letters without signs
-- and spaces, as keys of maps are written in the lake; a name in another script has no points.
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

voice_matches AS (
  SELECT
    file.instance_id,
    file.contact_id,
    file.connected_on,
    matches.category,
    element_at(
      file.categories.matcheddetails,
      lower(regexp_replace(matches.category, '[^A-Za-z0-9_]', ''))
    ) AS details
  FROM voice_files AS file
  CROSS JOIN UNNEST(array_distinct(file.categories.matchedcategories)) AS matches (category)
  WHERE file.place = 1
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

chat_matches AS (
  SELECT
    file.instance_id,
    file.contact_id,
    file.connected_on,
    matches.category,
    element_at(
      file.categories.matcheddetails,
      lower(regexp_replace(matches.category, '[^A-Za-z0-9_]', ''))
    ) AS details
  FROM chat_files AS file
  CROSS JOIN UNNEST(array_distinct(file.categories.matchedcategories)) AS matches (category)
  WHERE file.place = 1
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
  FROM voice_matches AS found
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
  FROM chat_matches AS found
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
