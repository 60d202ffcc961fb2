/**
 * Evaluates the policy of a KMS key. AWS KMS developer guide, "Key policies": nobody may use a key
 * unless a statement of its policy allows it; a statement that names the account lets the account's IAM
 * policies decide.
 */

/** `perhaps` if it depends on a condition that is not understood here. */
export type Answer = 'yes' | 'perhaps' | 'no';

/** The role that wants to use the key. */
export interface Caller {
  readonly account: string;
  /** The role's ARN; null if it is not known yet. */
  readonly arn: string | null;
  /** Whether the role's IAM policy allows the action, so that it is enough to name the account. */
  readonly hasOwnPolicy: boolean;
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Whether the policy allows the role an action.
 * @param policy as KMS returns it, in JSON
 * @param action `kms:Decrypt`
 */
export function allows(policy: string, caller: Caller, action: string): Answer {
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const statements = [Statement].flat().filter((one) => names(one.Action, action));
  const answers = (effect: string, principals: (statement: Statement) => boolean) =>
    statements
      .filter((one) => one.Effect === effect && principals(one))
      .map((one) => holds(one.Condition, caller));
  const denied = answers('Deny', ({ Principal }) => isCaller(Principal, caller, true));
  if (denied.includes('yes')) return 'no';
  const allowed = answers('Allow', ({ Principal }) =>
    isCaller(Principal, caller, caller.hasOwnPolicy),
  );
  if (allowed.includes('yes')) return denied.includes('perhaps') ? 'perhaps' : 'yes';
  return allowed.includes('perhaps') ? 'perhaps' : 'no';
}

function names(actions: unknown, action: string): boolean {
  return texts(actions).some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase()));
}

/** @param byAccount whether a principal that is the account includes the role */
function isCaller(principal: unknown, { account, arn }: Caller, byAccount: boolean): boolean {
  const named = principal === '*' ? ['*'] : texts((Object(principal) as { AWS?: unknown }).AWS);
  return named.some((one) => {
    if (one === '*' || one === arn) return true;
    return (
      byAccount && (one === account || new RegExp(`^arn:[^:]+:iam::${account}:root$`).test(one))
    );
  });
}

function holds(condition: Statement['Condition'], caller: Caller): Answer {
  let answer: Answer = 'yes';
  for (const [operator, keys] of Object.entries(condition ?? {})) {
    for (const [key, wanted] of Object.entries(keys)) {
      const known = knownOf(key, caller);
      const isTest = /^(String|Arn)(Equals|Like)(IfExists)?$/.test(operator);
      if (known === null || !isTest) answer = 'perhaps';
      else if (!texts(wanted).some((pattern) => isLike(known, pattern))) return 'no';
    }
  }
  return answer;
}

/** The value of a condition key in the role's future request; null if it is not known. */
function knownOf(key: string, { account, arn }: Caller): string | null {
  const name = key.toLowerCase();
  if (name === 'kms:calleraccount' || name === 'aws:principalaccount') return account;
  return name === 'aws:principalarn' ? arn : null;
}

function texts(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}

/** Compares as IAM does: `*` is any text, `?` any character. */
function isLike(text: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
