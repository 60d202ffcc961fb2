-- Question: Which records or fields did the lake set aside, and how many?
-- Grain: one row per kind of finding and finding
--
-- Two kinds. A quarantined record was no record that can be read, and the finding is the reason; such a
-- record may lack an instance, so it has none here. A field outside the model is kept in other_fields,
-- and the finding is its path. Names of attributes are the centre's own, and any name may hold an
-- address by mistake: such paths are not handed over.
WITH field_lists AS (
  SELECT
    element_at(split(instancearn, '/'), -1) AS instance_id,
    map_keys(other_fields) AS fields,
    count(*) AS contacts
  FROM ctr
  GROUP BY element_at(split(instancearn, '/'), -1), map_keys(other_fields)
),

paths AS (
  SELECT
    CAST(
      CASE
        WHEN field LIKE 'Attributes.%' THEN 'Attributes.…'
        WHEN regexp_extract(field, '@|[0-9]{5}') IS NOT NULL THEN 'a name that may be personal'
        ELSE field
      END
      AS varchar
    ) AS path,
    instance_id,
    contacts
  FROM field_lists
  CROSS JOIN UNNEST(fields) AS parts (field)
)

SELECT
  CAST('field outside the model' AS varchar) AS kind,
  path AS finding,
  instance_id,
  CAST(sum(contacts) AS bigint) AS findings
FROM paths
GROUP BY path, instance_id
UNION ALL
SELECT
  CAST('quarantined record' AS varchar) AS kind,
  reason AS finding,
  CAST(NULL AS varchar) AS instance_id,
  count(*) AS findings
FROM quarantine
GROUP BY reason
