/**
 * parquetjs-lite: JSON lines to one Parquet file, in plain JavaScript.
 *
 *     node parquetjs-lite.mjs LINES PARQUET
 *
 * It has no type inference, so each record becomes four typed columns and one of its JSON text.
 * Prints how many records it has written.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import parquetjs from 'parquetjs-lite';

const { ParquetSchema, ParquetWriter } = parquetjs;

const [lines, parquet] = process.argv.slice(2);
const text = { type: 'UTF8', compression: 'GZIP', optional: true };
const time = { type: 'TIMESTAMP_MILLIS', compression: 'GZIP', optional: true };
const schema = new ParquetSchema({
  contactid: text,
  instancearn: text,
  initiationtimestamp: time,
  lastupdatetimestamp: time,
  record: text,
});
const writer = await ParquetWriter.openFile(schema, parquet);
let records = 0;
for await (const line of createInterface({ input: createReadStream(lines) })) {
  const record = JSON.parse(line);
  await writer.appendRow({
    contactid: record.ContactId,
    instancearn: record.InstanceARN,
    initiationtimestamp: timeOf(record.InitiationTimestamp),
    lastupdatetimestamp: timeOf(record.LastUpdateTimestamp),
    record: line,
  });
  records++;
}
await writer.close();
console.log(JSON.stringify({ records }));

function timeOf(value) {
  return typeof value === 'string' ? new Date(value) : undefined;
}
