/**
 * What a bucket's policy denies, by the rules of the IAM user guide ("IAM JSON policy elements:
 * Condition operators"): all operators of a condition have to match, and of each operator all keys; an
 * operator that ends in IfExists matches where the request has no such key. Only what the lake's policy
 * uses is known; anything else is an error, so that no statement is passed over.
 */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Principal: { readonly AWS: '*' };
  readonly Action: 's3:*';
  readonly Resource: readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Keys of a request, as AWS fills them in; a key that it does not know of the caller is missing. */
export type RequestKeys = Readonly<Record<string, string>>;

/** The statements that deny a request for an object or the bucket, whatever its action in S3. */
export function denials(
  statements: readonly Statement[],
  resource: string,
  keys: RequestKeys,
): string[] {
  return statements
    .filter((statement) => {
      const { Action, Condition, Effect, Principal, Resource } = statement;
      if (Effect !== 'Deny' || Action !== 's3:*' || Principal.AWS !== '*')
        throw new Error(`This statement is of no known form: ${JSON.stringify(statement)}`);
      return (
        Resource.some((pattern) => isLike(pattern, resource)) &&
        Object.entries(Condition).every(([operator, wanted]) => matches(operator, wanted, keys))
      );
    })
    .map(({ Sid }) => Sid);
}

function isLike(pattern: string, resource: string): boolean {
  if (!pattern.endsWith('*')) return pattern === resource;
  return resource.startsWith(pattern.slice(0, -1));
}

function matches(operator: string, wanted: RequestKeys, keys: RequestKeys): boolean {
  const [name, ifExists] = operator.endsWith('IfExists')
    ? [operator.slice(0, -'IfExists'.length), true]
    : [operator, false];
  return Object.entries(wanted).every(([key, value]) => {
    const actual = keys[key];
    switch (name) {
      case 'Bool':
        return actual === undefined ? ifExists : actual === value;
      // Negated operators match a missing key, with IfExists and without.
      case 'StringNotEquals':
        return actual !== value;
      default:
        throw new Error(`This operator is not known: ${operator}`);
    }
  });
}
