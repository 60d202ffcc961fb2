/** A pattern that an empty value matches, too. */
export const OR_EMPTY = (pattern: string) => `^$|^${pattern}$`;

/** What a parameter for the ARN of a KMS key takes. */
export const KEY_FORM = {
  allowedPattern: OR_EMPTY('arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-zA-Z-]+'),
  constraintDescription:
    'Leave empty, or paste the ARN of a symmetric key of this Region: arn:aws:kms:REGION:ACCOUNT:key/ID.',
};
