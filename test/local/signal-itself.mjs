/**
 * Loaded before the command line (`node --import`), makes it send itself a signal at a certain
 * change to its files, as if it had been killed just there. `SIGNAL_ITSELF` says which:
 * `{ signal, operation, path, when }`, the first call (or the `nth`) of that function of fs/promises,
 * or of its synchronous form, with a path that matches, `before` or `after` it is done. Says so on
 * standard output.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { signal, operation, path, when, nth = 1 } = JSON.parse(process.env.SIGNAL_ITSELF);
const pattern = new RegExp(path);
const original = fs.promises[operation];
const originalSync = fs[`${operation}Sync`];
let matches = 0;

fs.promises[operation] = async (...args) => {
  const isMoment = matchesNow(args);
  if (isMoment && when === 'before') signalItself();
  const result = await original(...args);
  if (isMoment && when === 'after') signalItself();
  return result;
};
fs[`${operation}Sync`] = (...args) => {
  const isMoment = matchesNow(args);
  if (isMoment && when === 'before') signalItself();
  const result = originalSync(...args);
  if (isMoment && when === 'after') signalItself();
  return result;
};
syncBuiltinESMExports();

/** Whether this is the call at which the signal is due. */
function matchesNow(args) {
  const isMatch = args.some((arg) => typeof arg === 'string' && pattern.test(arg));
  return isMatch && ++matches === nth;
}

function signalItself() {
  fs.writeSync(1, 'signals itself\n');
  process.kill(process.pid, signal);
  // It takes a moment to arrive, in which nothing more is to be done.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
}
