import type { AwsConfig } from '../engines/ministack.ts';

/** The emulator's SNS by its query protocol: the package has no client for it. */
export function snsOf({ endpoint, region }: AwsConfig) {
  async function call(parameters: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        // Not checked, but the emulator finds the service by it.
        Authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/${region}/sns/aws4_request`,
      },
      body: new URLSearchParams({ Version: '2010-03-31', ...parameters }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }
  return {
    /** A subscription's filter policy and its scope. */
    async filterOf(SubscriptionArn: string): Promise<Record<string, string>> {
      const text = await call({ Action: 'GetSubscriptionAttributes', SubscriptionArn });
      const found = [...text.matchAll(/<key>(FilterPolicy\w*)<\/key>\s*<value>([^<]*)<\/value>/g)];
      return Object.fromEntries(
        found.map(([, key, value]) => [key!, value!.replaceAll('&quot;', '"')]),
      );
    },
    async subscribe(
      TopicArn: string,
      Endpoint: string,
      attributes: Readonly<Record<string, string>>,
    ): Promise<void> {
      const entries = Object.entries(attributes).flatMap(([key, value], i) => [
        [`Attributes.entry.${i + 1}.key`, key],
        [`Attributes.entry.${i + 1}.value`, value],
      ]);
      const given = Object.fromEntries(entries) as Record<string, string>;
      await call({ Action: 'Subscribe', Protocol: 'sqs', TopicArn, Endpoint, ...given });
    },
    async publish(TopicArn: string, Message: string): Promise<void> {
      await call({ Action: 'Publish', TopicArn, Message });
    },
  };
}
