import { UserError } from '../terminal/user-error.ts';

/** The error that an SDK client throws when the service refuses; every field may be missing. */
interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const NO_CREDENTIALS = /^(CredentialsProviderError|ProviderError)$/;
const BAD_CREDENTIALS =
  /^(Expired|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId|TokenRefreshRequired|MissingAuthenticationToken)/;
const DENIED = /^(AccessDenied|AuthorizationError|Forbidden|UnauthorizedOperation|NotAuthorized)/;
const MISSING = /(NotFound|NonExistent|DoesNotExist|NoSuch)/;
/** CloudFormation and Athena have no error name of their own for something missing. */
const MISSING_BY_MESSAGE = /^(Stack|WorkGroup) .*(does not exist|not found)/i;
const THROTTLED =
  /(Throttl|TooManyRequests|LimitExceeded|RequestLimitExceeded|ThroughputExceeded|SlowDown)/;
const UNREACHABLE =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError)$/;

/** The subject of a call, for its error. */
export interface Subject {
  /** `the stream contact-records` */
  readonly thing: string;
  /** `kinesis:PutRecords`, for a refusal that does not name the action. */
  readonly action: string;
  /** `eu-west-2`; null if it is not known. */
  readonly region: string | null;
}

/** A permission that the caller lacks. */
export class MissingPermission extends UserError {
  readonly permission: string;

  constructor(permission: string, thing: string) {
    super(`Missing permission: ${permission} on ${thing}`);
    this.permission = permission;
  }
}

/** The thing that a call was about does not exist. */
export class NotFound extends UserError {}

/**
 * Turns a service's refusal into one sentence; any other error stays as it is.
 *
 * The service's own message is left out: a validation error may quote the request, and so a record
 * with personal data.
 */
export function asServiceError(error: unknown, { thing, action, region }: Subject): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const { name, message, $metadata } = error as SdkError;
  const where = region === null ? '' : ` in ${region}`;
  const userError = (sentence: string) => new UserError(sentence, { cause: error });
  if (NO_CREDENTIALS.test(name) || /Could not load credentials/.test(message)) {
    return userError('There are no AWS credentials: log in (aws sso login) or set AWS_PROFILE');
  }
  if (/^Region (is missing|not accepted)/.test(message)) {
    return userError('There is no AWS region: set AWS_REGION, or a region in the profile');
  }
  if (BAD_CREDENTIALS.test(name)) {
    return userError(`AWS does not accept the credentials (${name}): log in again`);
  }
  if (DENIED.test(name) || $metadata?.httpStatusCode === 403) {
    return new MissingPermission(/to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? action, thing);
  }
  const code = [(error as SdkError).code, causeCode(error), name].find((candidate) =>
    UNREACHABLE.test(candidate ?? ''),
  );
  if (code !== undefined) {
    return userError(`AWS cannot be reached${where} (${code}): check the region and the network`);
  }
  if (THROTTLED.test(name)) {
    return userError(`AWS throttles ${action} on ${thing} (${name}): try again later`);
  }
  if (MISSING.test(name) || MISSING_BY_MESSAGE.test(message)) {
    return new NotFound(`There is no ${withoutArticle(thing)}${where}`, { cause: error });
  }
  return $metadata === undefined
    ? error
    : userError(
        `AWS refuses ${action} on ${thing} (${name}, status ${$metadata.httpStatusCode ?? '?'})`,
      );
}

function causeCode(error: Error): string | undefined {
  return (error.cause as SdkError | undefined)?.code;
}

function withoutArticle(thing: string): string {
  return thing.replace(/^the /, '');
}

/** `the stream a` → `The stream a` */
export function capitalised(thing: string): string {
  return thing.slice(0, 1).toUpperCase() + thing.slice(1);
}
