/** What to do about an import that failed, by QuickSight's type of the error (API reference, ErrorInfo). */

const ROLE =
  "QuickSight cannot take on the data source's role: see the stack's drift in CloudFormation's console";
const RIGHTS =
  "the data source's role may not read: grant it the tables where Lake Formation is in force, and the key where the lake has one (docs/quicksight.md); otherwise see the stack's drift in CloudFormation's console";
const VIEWS =
  'the view does not have the expected columns: start the conversion job, which puts tables and views right';
const GONE = "a part was deleted by hand: see the stack's drift in CloudFormation's console";
const TOO_BIG =
  'there are more rows than SPICE takes: choose DIRECT_QUERY for QuickSightImportMode';
const BUSY =
  "Athena was too busy, or the query was above the workgroup's limit of bytes: Athena's console, the workgroup, Recent queries";
const OWN_FAULT = 'the next run of the conversion imports again';

const SENTENCES: Readonly<Record<string, string>> = {
  ACCOUNT_CAPACITY_LIMIT_EXCEEDED:
    'SPICE is full in this Region: buy capacity in the QuickSight console, in this Region, Manage account, SPICE capacity (capacity that comes with authors is in the identity region only)',
  DATA_SET_SIZE_LIMIT_EXCEEDED: TOO_BIG,
  ROW_SIZE_LIMIT_EXCEEDED: TOO_BIG,
  FAILURE_TO_ASSUME_ROLE: ROLE,
  IAM_ROLE_NOT_AVAILABLE: ROLE,
  DATA_SOURCE_AUTH_FAILED: RIGHTS,
  PERMISSION_DENIED: RIGHTS,
  PERMISSION_NOT_FOUND: RIGHTS,
  S3_FILE_INACCESSIBLE: RIGHTS,
  INVALID_DATE_FORMAT: VIEWS,
  SQL_EXCEPTION: VIEWS,
  SQL_INVALID_PARAMETER_VALUE: VIEWS,
  SQL_NUMERIC_OVERFLOW: VIEWS,
  SQL_SCHEMA_MISMATCH_ERROR: VIEWS,
  SQL_TABLE_NOT_FOUND: VIEWS,
  DATA_SET_DELETED: GONE,
  DATA_SET_NOT_SPICE: GONE,
  DATA_SOURCE_NOT_FOUND: GONE,
  SPICE_TABLE_NOT_FOUND: GONE,
  QUERY_TIMEOUT: BUSY,
  SOURCE_API_LIMIT_EXCEEDED_FAILURE: BUSY,
  SOURCE_RESOURCE_LIMIT_EXCEEDED: BUSY,
};

/**
 * What to do, in a sentence. QuickSight's own message is left out, since it may quote a row.
 * @param type such as `PERMISSION_DENIED`; null if QuickSight gives none
 */
export function importRemedy(type: string | null): string {
  return SENTENCES[type ?? ''] ?? OWN_FAULT;
}
