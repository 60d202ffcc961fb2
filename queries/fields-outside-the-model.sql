-- Question: Which fields does Connect send that the model does not know, or not in that form?
-- Group: Data
-- Grain: one row per field, by its original dotted path
-- Time: none; the whole lake
-- Chart: table: a row per field
-- Columns:
--   field, text: original dotted path, as in other_fields
--   contacts, contacts: whose latest version has the field
-- Parameters: instance
WITH parameters AS (
  SELECT
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

field_lists AS (
  SELECT
    map_keys(other_fields) AS fields,
    count(*) AS contacts
  FROM ctr
  CROSS JOIN parameters
  WHERE instance IN ('all', instancearn, element_at(split(instancearn, '/'), -1))
  GROUP BY map_keys(other_fields)
)

SELECT
  field,
  CAST(sum(contacts) AS bigint) AS contacts
FROM field_lists
CROSS JOIN UNNEST(fields) AS parts (field)
GROUP BY field
ORDER BY field
