import { DAY_SECONDS, dayText, HOUR_SECONDS, isoTimestamp } from '../generator/clock.ts';
import { Random } from '../generator/random.ts';
import type { RawObject } from '../generator/raw-object.ts';
import { TimeHeap } from '../generator/time-heap.ts';
import type { Analysis, Output, Version } from './analysis.ts';
import { callFile } from './call-file.ts';
import { chatFile } from './chat-file.ts';

const REDELIVERED_SHARE = 0.02;
const LATEST_REDELIVERY_SECONDS = 6 * HOUR_SECONDS;

/** The random stream, among those of a contact's details, of the loudness. */
const LOUDNESS_STREAM = 22;

/** Learns which files have been delivered, in order; repeated ones each time. */
export interface AnalysisReader {
  delivered(analysis: Analysis, version: Version, output: Output): void;
}

interface Parcel {
  readonly analysis: Analysis;
  readonly version: Version;
  readonly output: Output;
}

/** Writes each analysis as an object of its own when it is done, now and then a second time later. */
export class AnalysisDelivery {
  readonly #loudness = new Random(0);
  readonly #end: number;
  readonly #reader: AnalysisReader;
  readonly #parcels = new TimeHeap<Parcel>();

  /** @param end what would be delivered then or later is not */
  constructor(end: number, reader: AnalysisReader) {
    this.#end = end;
    this.#reader = reader;
  }

  /** Delivers all versions and outputs of an analysis, each after it is done. */
  send(random: Random, analysis: Analysis): void {
    for (const version of analysis.versions) {
      let time = version.analysedAt;
      for (const output of analysis.outputs) {
        time += random.int(1, 20);
        this.#push(time, { analysis, version, output });
        if (random.chance(REDELIVERED_SHARE))
          this.#push(time + random.int(HOUR_SECONDS, LATEST_REDELIVERY_SECONDS), {
            analysis,
            version,
            output,
          });
      }
    }
  }

  /** The objects that are due by a time. */
  *objectsUntil(until: number): Generator<RawObject, void> {
    while (this.#parcels.earliest <= until) {
      const time = this.#parcels.earliest;
      const parcel = this.#parcels.pop();
      this.#reader.delivered(parcel.analysis, parcel.version, parcel.output);
      yield this.#object(parcel, time);
    }
  }

  #push(time: number, parcel: Parcel): void {
    if (time < this.#end) this.#parcels.push(time, parcel);
  }

  #object(parcel: Parcel, time: number): RawObject {
    const { channel } = parcel.analysis.conversation;
    return {
      kind: channel === 'VOICE' ? 'contact-lens-voice' : 'contact-lens-chat',
      key: `${isoTimestamp(time).slice(0, 13).replace(/[-T]/g, '/')}/${nameOf(parcel)}`,
      records: 1,
      bytes: Buffer.from(JSON.stringify(this.#file(parcel), null, 2)),
    };
  }

  #file({ analysis, version, output }: Parcel) {
    const { conversation, contact } = analysis;
    if (conversation.channel === 'CHAT')
      return chatFile(analysis, conversation.chat, version, output);
    this.#loudness.reseed(contact.detailSeed, LOUDNESS_STREAM);
    return callFile(analysis, conversation.call, version, output, this.#loudness);
  }
}

/** What is left of Connect's key once the file has landed: its slashes and colons are underscores. */
function nameOf({ analysis, version, output }: Parcel): string {
  const { contact } = analysis;
  const day = dayText(Math.floor(contact.connectedToAgent! / DAY_SECONDS)).replaceAll('-', '_');
  const kind = output === 'Redacted' ? 'analysis_redacted' : 'analysis';
  const time = isoTimestamp(version.analysedAt).replaceAll(':', '_');
  return `${day}_${contact.id}_${kind}_${time}.json`;
}
