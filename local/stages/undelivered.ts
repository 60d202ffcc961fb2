/**
 * Records that Firehose could not deliver. Below `errors/` it writes a line of JSON for each, with
 * the time, the reason, and the record as `rawData` in base64. Firehose developer guide, "Handle
 * failure in data transformation".
 */

/** The bytes of the record, or of several that were sent as one; null if the line is no error output. */
export function undelivered(line: string): Buffer | null {
  try {
    const { rawData } = JSON.parse(line) as { rawData?: unknown };
    const bytes = typeof rawData === 'string' ? Buffer.from(rawData, 'base64') : null;
    return bytes?.length ? bytes : null;
  } catch {
    return null;
  }
}
