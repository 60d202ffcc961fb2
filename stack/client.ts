import { asUserError, MissingPermission, NotFound, type Subject } from './errors.ts';

/*
 * The AWS SDK is imported where it is used (`await import(…)`) and not at the top of a file: it
 * takes longer to load than most local verbs take to run.
 */

// A warning about versions of the SDK to come: ours is pinned, and its user can do nothing about it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Of every client: three attempts are few where a stream is throttled for a second or two. */
export const CLIENT_OPTIONS = { retryMode: 'standard', maxAttempts: 5 } as const;

/** What the code needs of any SDK client. */
interface AnyClient {
  readonly config: { region(): Promise<string> };
  destroy(): void;
}

/** Runs `work` with a client, which is closed after it: an open connection would keep the process. */
export async function withClient<C extends AnyClient, T>(
  client: C,
  work: (client: C) => Promise<T>,
): Promise<T> {
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/**
 * The answer to a call.
 * @param about what the call is about: `['the stream contact-records', 'kinesis:PutRecords']`
 * @throws UserError for what the service refuses
 */
export async function callAws<T>(
  client: AnyClient,
  [thing, action]: readonly [string, string],
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const region = await client.config.region().catch(() => null);
    const subject: Subject = { thing, action, region };
    throw asUserError(error, subject);
  }
}

/** An answer that one can do without; null where the permission to ask is missing. */
export async function unlessDenied<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof MissingPermission) return null;
    throw error;
  });
}

/** An answer about what may not exist; null where it does not. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof NotFound) return null;
    throw error;
  });
}
