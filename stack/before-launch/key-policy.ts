/**
 * Who may do what with a KMS key, by the key's own policy. AWS KMS developer guide, "Key policies":
 * without a statement of the policy nobody may do anything; one that names the account leaves it to
 * the account's own IAM policies.
 */

/** `perhaps`: under a condition that is not understood here. */
export type Answer = 'yes' | 'perhaps' | 'no';

/** Who asks. */
export interface Asker {
  readonly account: string;
  /** Of a role; null where it is not known yet. */
  readonly arn: string | null;
  /** Whether the role's own IAM policy allows the action, so that naming the account is enough. */
  readonly hasOwnPolicy: boolean;
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Whether the policy lets the role do this.
 * @param policy JSON, as KMS answers it
 * @param action `kms:Decrypt`
 */
export function allows(policy: string, asker: Asker, action: string): Answer {
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const statements = [Statement].flat().filter((one) => names(one.Action, action));
  const answers = (effect: string, principals: (statement: Statement) => boolean) =>
    statements
      .filter((one) => one.Effect === effect && principals(one))
      .map((one) => holds(one.Condition, asker));
  const denied = answers('Deny', ({ Principal }) => isNamed(Principal, asker, true));
  if (denied.includes('yes')) return 'no';
  const allowed = answers('Allow', ({ Principal }) =>
    isNamed(Principal, asker, asker.hasOwnPolicy),
  );
  if (allowed.includes('yes')) return denied.includes('perhaps') ? 'perhaps' : 'yes';
  return allowed.includes('perhaps') ? 'perhaps' : 'no';
}

function names(actions: unknown, action: string): boolean {
  return texts(actions).some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase()));
}

/** @param byAccount whether the account stands for the role */
function isNamed(principal: unknown, { account, arn }: Asker, byAccount: boolean): boolean {
  const named = principal === '*' ? ['*'] : texts((Object(principal) as { AWS?: unknown }).AWS);
  return named.some((one) => {
    if (one === '*' || one === arn) return true;
    return (
      byAccount && (one === account || new RegExp(`^arn:[^:]+:iam::${account}:root$`).test(one))
    );
  });
}

function holds(condition: Statement['Condition'], asker: Asker): Answer {
  let answer: Answer = 'yes';
  for (const [operator, keys] of Object.entries(condition ?? {})) {
    for (const [key, wanted] of Object.entries(keys)) {
      const known = knownOf(key, asker);
      const isTest = /^(String|Arn)(Equals|Like)(IfExists)?$/.test(operator);
      if (known === null || !isTest) answer = 'perhaps';
      else if (!texts(wanted).some((pattern) => isLike(known, pattern))) return 'no';
    }
  }
  return answer;
}

/** What is known of a request before there is one. */
function knownOf(key: string, { account, arn }: Asker): string | null {
  const name = key.toLowerCase();
  if (name === 'kms:calleraccount' || name === 'aws:principalaccount') return account;
  return name === 'aws:principalarn' ? arn : null;
}

function texts(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}

/** As IAM compares: `*` is any text, `?` any character. */
function isLike(text: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
