-- Question: Of which kinds was something redacted, and in how many contacts?
-- Group: Data
-- Grain: one row per category
-- Time: none; the whole lake
-- Chart: bar: contacts by category
-- Columns:
--   category, text: as Connect names it in connect:RedactedFields
--   contacts, contacts: in which something of that category was redacted
-- Parameters: instance
WITH parameters AS (
  SELECT
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

namings AS (
  SELECT
    element_at(segmentattributes, 'connectredactedfields') AS names,
    count(*) AS contacts
  FROM ctr
  CROSS JOIN parameters
  WHERE instance IN ('all', instancearn, element_at(split(instancearn, '/'), -1))
  GROUP BY element_at(segmentattributes, 'connectredactedfields')
),

-- A contact that names a category twice counts once.
categories AS (
  SELECT DISTINCT
    names,
    contacts,
    trim(name) AS category
  FROM namings
  CROSS JOIN UNNEST(split(names, ',')) AS parts (name)
)

SELECT
  category,
  CAST(sum(contacts) AS bigint) AS contacts
FROM categories
WHERE category <> ''
GROUP BY category
ORDER BY category
