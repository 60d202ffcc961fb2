/** Looks at the QuickSight of an account: its subscription, and who is to own a dashboard. */
import type { QuickSight } from '@aws-sdk/client-quicksight';
import { type CheckResult, fault, well } from '../../terminal/finding.ts';
import { UserError } from '../../terminal/user-error.ts';
import { CLIENT_OPTIONS, callAws, unlessMissing, withClient } from '../client.ts';

/** QuickSight's users and subscription are in the account's identity Region, and this is another one. */
class OtherIdentityRegion extends UserError {
  readonly identity_region: string;

  constructor(asked: string, identity: string) {
    super(
      `QuickSight's identity region of this account is ${identity}, not ${asked}: its users and groups have ARNs with ${identity}`,
    );
    this.identity_region = identity;
  }
}

export interface Subscription {
  /** `ACCOUNT_CREATED`, `UNSUBSCRIBED`… */
  readonly status: string;
  /** `STANDARD`, `ENTERPRISE`, `ENTERPRISE_AND_Q` */
  readonly edition: string;
}

/** The account's subscription; null if there is none. */
export async function subscription(
  AwsAccountId: string,
  region: string,
): Promise<Subscription | null> {
  const about = ['the QuickSight subscription', 'quicksight:DescribeAccountSubscription'] as const;
  const look = (where: string) =>
    inRegion(where, about, async (client) => {
      const { AccountInfo: info } = await client.describeAccountSubscription({ AwsAccountId });
      return { status: info?.AccountSubscriptionStatus ?? '', edition: info?.Edition ?? '' };
    });
  return unlessMissing(
    look(region).catch((error: unknown) => {
      if (error instanceof OtherIdentityRegion) return look(error.identity_region);
      throw error;
    }),
  );
}

/** A fault unless the account has the edition that knows dashboards as code. */
export function subscriptionOutcome(found: Subscription | null): CheckResult {
  if (found === null || /^UNSUBSCRIBE/.test(found.status)) {
    return fault(
      'this account is not subscribed: sign up for QuickSight Enterprise in the QuickSight console',
    );
  }
  if (found.edition === 'STANDARD') {
    return fault(
      'the edition is Standard, expected Enterprise: upgrade it in the QuickSight console',
    );
  }
  return well('subscribed');
}

/** A QuickSight user or group, as its ARN names it. The name is often an e-mail address. */
export interface Principal {
  readonly region: string;
  readonly account: string;
  readonly kind: 'user' | 'group';
  readonly namespace: string;
  readonly name: string;
}

/** The parts of `arn:aws:quicksight:us-east-1:123456789012:user/default/ann`; null for any other ARN. */
export function principalOf(arn: string): Principal | null {
  const pattern = /^arn:[^:]+:quicksight:([^:]+):(\d{12}):(user|group)\/([^/]+)\/(.+)$/;
  const [, region, account, kind, namespace, name] = pattern.exec(arn) ?? [];
  if (!region || !account || !namespace || !name) return null;
  return { region, account, kind: kind as Principal['kind'], namespace, name };
}

export interface Owner {
  readonly kind: 'user' | 'group';
  /** `ADMIN`, `AUTHOR`, `READER`, `READER_PRO`…; null for a group. */
  readonly role: string | null;
}

/**
 * The user or group, looked for in the Region of its ARN; null if there is none.
 * @throws OtherIdentityRegion if the ARN has another Region than the account's users
 */
export async function owner(principal: Principal): Promise<Owner | null> {
  const { account: AwsAccountId, kind, name, namespace: Namespace, region } = principal;
  const thing = `the QuickSight ${kind} that owns the dashboard`;
  if (kind === 'group') {
    const about = [thing, 'quicksight:DescribeGroup'] as const;
    return unlessMissing(
      inRegion(region, about, async (client) => {
        await client.describeGroup({ AwsAccountId, Namespace, GroupName: name });
        return { kind, role: null };
      }),
    );
  }
  return unlessMissing(
    inRegion(region, [thing, 'quicksight:DescribeUser'], async (client) => {
      const { User } = await client.describeUser({ AwsAccountId, Namespace, UserName: name });
      return { kind, role: User?.Role ?? null };
    }),
  );
}

/** A fault if nobody owns the dashboard. The name is not repeated, as it may be personal. */
export function ownerOutcome({ kind, region }: Principal, found: Owner | null): CheckResult {
  if (found === null) {
    return fault(
      `there is no such ${kind} in ${region}: update the stack with the QuickSightPrincipalArn of one that exists (docs/quicksight.md)`,
    );
  }
  if (found.role !== null && /^READER/.test(found.role)) {
    return fault(
      'the user is a reader, who cannot own data sets: choose an author or an administrator',
    );
  }
  return well(`the ${kind} exists`);
}

async function inRegion<T>(
  region: string,
  about: readonly [string, string],
  call: (client: QuickSight) => Promise<T>,
): Promise<T> {
  const { QuickSight } = await import('@aws-sdk/client-quicksight');
  return withClient(new QuickSight({ ...CLIENT_OPTIONS, region }), (client) =>
    callAws(client, about, () =>
      call(client).catch((error: unknown) => {
        const identity = identityRegionIn(error);
        throw identity === null ? error : new OtherIdentityRegion(region, identity);
      }),
    ),
  );
}

/** The Region that QuickSight names when it refuses a call from another one. No call returns it directly. */
function identityRegionIn(error: unknown): string | null {
  const { message } = error instanceof Error ? error : { message: '' };
  return /your identity region is ([a-z]{2}[a-z-]*-\d)/.exec(message)?.[1] ?? null;
}
