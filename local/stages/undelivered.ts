/**
 * What Firehose has read and could not deliver. It writes a line of JSON each below `errors/`: when
 * and why, and the record as `rawData` in base64. Developer guide, "Handle failure in data
 * transformation".
 */

/** The bytes of the record, of several if they came as one; null if the line is no such line. */
export function undelivered(line: string): Buffer | null {
  try {
    const { rawData } = JSON.parse(line) as { rawData?: unknown };
    const bytes = typeof rawData === 'string' ? Buffer.from(rawData, 'base64') : null;
    return bytes?.length ? bytes : null;
  } catch {
    return null;
  }
}
