/**
 * Loads a function as the Lambda runtime does, and invokes it with one event after another.
 *
 *     node invoke.mjs CODE EVENTS_FILE
 *
 * @throws Error if the function could not handle a message
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [code, eventsFile] = process.argv.slice(2);

const { handler } = createRequire(import.meta.url)(code);
for (const event of JSON.parse(readFileSync(eventsFile, 'utf8'))) {
  const { batchItemFailures } = await handler(event);
  if (batchItemFailures.length > 0) {
    throw new Error(`found ${batchItemFailures.length} messages that failed, expected none`);
  }
}
// The SDK's connections stay open, on AWS for the next invocation.
process.exit();
