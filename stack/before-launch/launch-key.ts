/** Checks whether the lake and Connect can use the KMS key of a launch. */
import type { KeyMetadata } from '@aws-sdk/client-kms';
import { type CheckResult, fault, warning, well } from '../../terminal/finding.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';
import { outcomeOf, type ProbeResult, probe } from '../health/probe.ts';
import { type Answer, allows } from './key-policy.ts';
import type { Account } from './launch-account.ts';
import type { Launch } from './template-values.ts';

interface KeyFacts {
  readonly key: Partial<KeyMetadata>;
  /** JSON; null for a key of another account, whose policy cannot be read. */
  readonly policy: string | null;
}

/** The actions by which the template's roles use the key. */
const USED_BY_ROLES = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** The action by which Connect writes into an encrypted stream. */
const USED_BY_CONNECT = 'kms:GenerateDataKey';

export async function keyCheck(launch: Launch, account: Account): Promise<CheckResult> {
  const arn = launch.parameter('KmsKeyArn');
  if (arn === '') return well('none is given: keys that AWS manages');
  const [, , , ofRegion = '', ofAccount = ''] = arn.split(':');
  if (ofRegion !== account.region) {
    return fault(`the key is in ${ofRegion}, expected one in ${account.region}: type its ARN`);
  }
  const instance = launch.parameter('ConnectInstanceArn');
  const [facts, connectRole] = await Promise.all([
    probe(keyFacts(arn, ofAccount === account.id)),
    instance === '' ? null : probe(serviceRoleOf(instance)),
  ]);
  return outcomeOf(facts, ({ key, policy }) => {
    const unfit = unfitness(key);
    if (unfit !== null) return fault(unfit);
    if (policy !== null) return policyOutcome(policy, account.id, connectRole);
    return ofOtherAccount(ofAccount, account.id);
  });
}

/** Checks the key of the buckets from which objects are collected; null if none is given. */
export async function objectKeyCheck(
  launch: Launch,
  account: Account,
): Promise<CheckResult | null> {
  const arn = launch.parameter('ConnectBucketKeyArn');
  if (arn === '') return null;
  const ofAccount = arn.split(':')[4] ?? '';
  const facts = await probe(keyFacts(arn, ofAccount === account.id));
  return outcomeOf(facts, ({ key, policy }) => {
    const unfit = unfitness(key);
    if (unfit !== null) return fault(unfit);
    if (policy === null) return ofOtherAccount(ofAccount, account.id);
    const roles = { account: account.id, arn: null, hasOwnPolicy: true };
    const decrypts = allows(policy, roles, 'kms:Decrypt');
    if (decrypts !== 'no') return keyOutcome([decrypts]);
    return fault(
      `the key's policy does not let this account's roles use it, so no object could be read: allow arn:aws:iam::${account.id}:root kms:Decrypt`,
    );
  });
}

function ofOtherAccount(owner: string, account: string): CheckResult {
  return warning(
    `the key belongs to account ${owner}: only there it can be seen whether its policy lets account ${account} use it`,
  );
}

async function keyFacts(arn: string, isOwn: boolean): Promise<KeyFacts> {
  const { KMS } = await import('@aws-sdk/client-kms');
  return withClient(new KMS(CLIENT_OPTIONS), async (kms) => {
    const { KeyMetadata: key } = await callAws(kms, ['the KMS key', 'kms:DescribeKey'], () =>
      kms.describeKey({ KeyId: arn }),
    );
    if (!isOwn) return { key: key ?? {}, policy: null };
    const { Policy = '{}' } = await callAws(kms, ['the KMS key', 'kms:GetKeyPolicy'], () =>
      kms.getKeyPolicy({ KeyId: arn, PolicyName: 'default' }),
    );
    return { key: key ?? {}, policy: Policy };
  });
}

/** Why the stack cannot use a key of this kind; null if it can. */
function unfitness({ KeyState, KeySpec, KeyUsage }: Partial<KeyMetadata>): string | null {
  if (KeyState !== 'Enabled') {
    return `the key is ${KeyState}, expected Enabled: enable it, or type another`;
  }
  if (KeySpec === 'SYMMETRIC_DEFAULT' && KeyUsage === 'ENCRYPT_DECRYPT') return null;
  return `the key is ${KeySpec} for ${KeyUsage}, expected a symmetric one to encrypt and decrypt: type another`;
}

function policyOutcome(
  policy: string,
  account: string,
  connect: ProbeResult<string> | null,
): CheckResult {
  const roles = { account, arn: null, hasOwnPolicy: true };
  const ours = least(USED_BY_ROLES.map((action) => allows(policy, roles, action)));
  if (ours === 'no') {
    return fault(
      `the key's policy does not let this account's roles use it: allow arn:aws:iam::${account}:root ${USED_BY_ROLES.join(' and ')}`,
    );
  }
  if (connect === null) return keyOutcome([ours]);
  return outcomeOf(connect, (arn) => {
    // The IAM policy of Connect's role cannot be edited, so the key's policy has to name the role.
    const theirs = allows(policy, { account, arn, hasOwnPolicy: false }, USED_BY_CONNECT);
    if (theirs !== 'no') return keyOutcome([ours, theirs]);
    return fault(
      `the key's policy does not let Connect's role use it, so no record would arrive: allow ${arn} ${USED_BY_CONNECT} (docs/deploy.md)`,
    );
  });
}

function keyOutcome(answers: readonly Answer[]): CheckResult {
  if (least(answers) === 'yes') {
    return well("it is enabled, symmetric, and its policy lets the lake's roles use it");
  }
  return warning(
    "the key's policy has conditions that only use can judge: see that the first record arrives",
  );
}

function least(answers: readonly Answer[]): Answer {
  return (['no', 'perhaps'] as const).find((answer) => answers.includes(answer)) ?? 'yes';
}

/** The ARN of the role as which a Connect instance acts. */
async function serviceRoleOf(instance: string): Promise<string> {
  const { Connect } = await import('@aws-sdk/client-connect');
  return withClient(new Connect(CLIENT_OPTIONS), async (client) => {
    const InstanceId = instance.slice(instance.lastIndexOf('/') + 1);
    const about = ['the Connect instance', 'connect:DescribeInstance'] as const;
    const { Instance } = await callAws(client, about, () =>
      client.describeInstance({ InstanceId }),
    );
    return Instance?.ServiceRole ?? '';
  });
}
