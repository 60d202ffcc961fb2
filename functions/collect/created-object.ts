/** An object that S3 says was created. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly createdAt: Date;
}

/**
 * The object of an event "Object Created" of EventBridge.
 * @throws Error if the text is no such event
 */
export function createdObjectOf(text: string): CreatedObject {
  const event = parse(text) as Partial<Event> | null;
  const { bucket, object } = event?.detail ?? {};
  const createdAt = new Date(event?.time ?? Number.NaN);
  if (
    typeof bucket?.name !== 'string' ||
    typeof object?.key !== 'string' ||
    Number.isNaN(+createdAt)
  )
    throw new Error('The message is no event of a created object');
  return { bucket: bucket.name, key: object.key, createdAt };
}

/** EventBridge user guide, "Amazon S3 events". Unlike those in a notification of S3, its keys are not encoded. */
interface Event {
  readonly time: string;
  readonly detail: Partial<{
    readonly bucket: { readonly name: string };
    readonly object: { readonly key: string };
  }>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
