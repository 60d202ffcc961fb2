import { asServiceError, MissingPermission, NotFound, type Subject } from './errors.ts';

/*
 * Files import the AWS SDK where they use it (`await import(…)`), not at their top: it takes longer to
 * load than most local verbs take to run.
 */

// The SDK warns of its future versions. Its version is pinned here, so a user can do nothing about it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Options of every client: the usual three attempts are too few for a stream that is throttled. */
export const CLIENT_OPTIONS = { retryMode: 'standard', maxAttempts: 5 } as const;

/** What the code needs of any SDK client. */
interface AnyClient {
  readonly config: { region(): Promise<string> };
  destroy(): void;
}

/** Runs `work` with a client, then closes it: an open connection would keep the process alive. */
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
 * Makes a call to AWS.
 * @param about the thing and the action, for an error: `['the stream a', 'kinesis:PutRecords']`
 * @throws UserError if the service refuses
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
    throw asServiceError(error, subject);
  }
}

/** Waits for an answer that is not essential; null if the permission for the call is missing. */
export async function unlessDenied<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof MissingPermission) return null;
    throw error;
  });
}

/** Waits for an answer about something that may not exist; null if it does not. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof NotFound) return null;
    throw error;
  });
}
