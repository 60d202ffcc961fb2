/** Loaded before the command line (`node --import`), writes down at the end what it has used. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS } = process.resourceUsage();
  const usage = { peak_bytes: maxRSS * 1024, seconds: process.uptime() };
  writeFileSync(process.env.USAGE_FILE, JSON.stringify(usage));
});
