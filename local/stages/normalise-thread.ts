import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Dataset } from '../../pipeline/dataset.ts';
import { BUILT } from '../../terminal/package-files.ts';
import { UserError } from '../../terminal/user-error.ts';
import type { LakeFolder, LakeObject } from '../lake/lake-folder.ts';
import type { GroupOutcome } from './normalise-group.ts';

/** A thread runs built code, because Node.js does not read TypeScript. */
const SCRIPT = join(BUILT, 'chunks/normalise-worker.js');

/** All that the thread is given at its start. */
export interface ThreadData {
  readonly lake: LakeFolder;
  readonly dataset: Dataset;
}

/** Tells the thread to normalise a group of raw objects. */
export interface GroupMessage {
  readonly number: number;
  readonly group: readonly LakeObject[];
}

/** The thread's answer. Errors lose their class on the way, so a failure is sent in words. */
export type AnswerMessage = { readonly number: number } & (
  | { readonly outcome: GroupOutcome }
  | { readonly failure: { readonly message: string; readonly is_users: boolean } }
);

interface Waiting {
  resolve(outcome: GroupOutcome): void;
  reject(error: unknown): void;
}

/** A thread that normalises groups of raw objects. It ends with the process in any case. */
export class NormaliseThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private groups = 0;
  private ended: Error | null = null;

  constructor(lake: LakeFolder, dataset: Dataset) {
    const workerData: ThreadData = { lake, dataset };
    this.worker = new Worker(SCRIPT, { workerData });
    this.worker.on('message', (answer: AnswerMessage) => this.take(answer));
    this.worker.on('error', (error) => this.failAll(error));
    this.worker.on('exit', () =>
      this.failAll(new Error('A thread of normalise has ended before its work was done')),
    );
  }

  /** @throws what `normaliseGroup` throws: a UserError as such, any other error with its stack in words */
  normalise(group: readonly LakeObject[]): Promise<GroupOutcome> {
    if (this.ended) return Promise.reject(this.ended);
    const message: GroupMessage = { number: this.groups++, group };
    return new Promise((resolve, reject) => {
      this.waiting.set(message.number, { resolve, reject });
      this.worker.postMessage(message);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private take(answer: AnswerMessage): void {
    const { resolve, reject } = this.waiting.get(answer.number)!;
    this.waiting.delete(answer.number);
    if ('failure' in answer) {
      const { message, is_users } = answer.failure;
      reject(is_users ? new UserError(message) : new Error(message));
    } else resolve(answer.outcome);
  }

  private failAll(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}
