import type { AwsConfig } from '../engines/ministack.ts';

/**
 * Calls a service whose SDK client the package has no other use for, as the emulator's root, whose
 * signature it does not check.
 * @returns the answer's XML
 */
export async function rootQuery(
  aws: AwsConfig,
  service: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const scope = `${aws.credentials.accessKeyId}/20261123/${aws.region}/${service}/aws4_request`;
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'x-amz-date': '20261123T000000Z',
    },
    body: new URLSearchParams(parameters),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${parameters.Action}: ${response.status} ${text}`);
  return text;
}

/** The text of the first such element. */
export function elementOf(xml: string, name: string): string {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  if (text === undefined) throw new Error(`There is no ${name} in ${xml}`);
  return text;
}
