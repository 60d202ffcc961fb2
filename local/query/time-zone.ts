import { nearest, nearNames } from './near-names.ts';
import { TIME_ZONES } from './time-zone-names.ts';

/**
 * What people write for a zone where they are at home. The engines know many of these, each by a
 * table of its own: BST is Dhaka in one, AST is Alaska, IST India and not Ireland.
 */
const ABBREVIATIONS: Readonly<Record<string, readonly string[]>> = {
  'Europe/London': ['BST', 'GB', 'UK'],
  'America/New_York': ['EST', 'EDT', 'ET', 'EST5EDT'],
  'America/Chicago': ['CST', 'CDT', 'CT', 'CST6CDT'],
  'America/Denver': ['MST', 'MDT', 'MT', 'MST7MDT'],
  'America/Phoenix': ['MST', 'PNT'],
  'America/Los_Angeles': ['PST', 'PDT', 'PT', 'PST8PDT'],
  'America/Halifax': ['AST', 'ADT'],
  'America/Puerto_Rico': ['AST', 'PRT'],
  'America/Anchorage': ['AKST', 'AKDT', 'AST'],
  'Asia/Kolkata': ['IST', 'India'],
  'Europe/Dublin': ['IST', 'Eire'],
  'Europe/Lisbon': ['WET', 'WEST'],
  'Europe/Paris': ['CET', 'CEST', 'MET', 'MEST', 'MEZ', 'MESZ'],
  'Europe/Berlin': ['CET', 'CEST', 'MET', 'MEST', 'MEZ', 'MESZ'],
  'Europe/Athens': ['EET', 'EEST'],
  'Europe/Moscow': ['MSK'],
  'Africa/Lagos': ['WAT'],
  'Africa/Johannesburg': ['SAST', 'CAT'],
  'Africa/Nairobi': ['EAT'],
  'Asia/Jerusalem': ['IDT', 'IST'],
  'Asia/Riyadh': ['AST'],
  'Asia/Dubai': ['GST'],
  'Asia/Karachi': ['PKT', 'PST'],
  'Asia/Dhaka': ['BST'],
  'Asia/Bangkok': ['ICT'],
  'Asia/Shanghai': ['CST', 'PRC', 'China'],
  'Asia/Singapore': ['SGT', 'SST'],
  'Asia/Hong_Kong': ['HKT'],
  'Asia/Manila': ['PHT', 'PST'],
  'Asia/Tokyo': ['JST', 'Japan'],
  'Asia/Seoul': ['KST', 'ROK'],
  'Australia/Perth': ['AWST', 'WST'],
  'Australia/Adelaide': ['ACST', 'ACDT'],
  'Australia/Sydney': ['AEST', 'AEDT', 'AET'],
  'Pacific/Auckland': ['NZST', 'NZDT', 'NZ', 'NST'],
  'Pacific/Honolulu': ['HST'],
  'America/St_Johns': ['NST', 'NDT'],
  'America/Sao_Paulo': ['BRT', 'BET'],
  'America/Argentina/Buenos_Aires': ['ART', 'AGT'],
  UTC: ['GMT', 'UCT', 'Z', 'Zulu', 'Greenwich', 'Universal', 'GMT0'],
};

const HOURS_FROM_UTC = /^(?:UTC|GMT)?([+-])0?(\d{1,2})(?::?00)?$/i;

const known = new Set(TIME_ZONES);

/**
 * Whether every engine takes the name for the same time zone: one of the IANA database with its
 * region, as it is spelt there (`Europe/London`), `UTC` or `Etc/…`, and no abbreviation or offset.
 */
export function isTimeZone(name: string): boolean {
  return known.has(name);
}

/** How a sentence goes on that says which zone was expected: the nearest zones, and why. */
export function nearestTimeZones(name: string): string {
  const meant = meantBy(name);
  if (meant.length > 0) {
    return `${nearest(meant)} (an abbreviation is read as other places by other engines)`;
  }
  const [, sign, hours] = HOURS_FROM_UTC.exec(name) ?? [];
  // The signs of Etc/GMT± are the other way about, as POSIX has them.
  const offset = hours && `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`;
  if (offset && known.has(offset)) return nearest([offset]);
  return nearest(
    nearNames(
      name,
      TIME_ZONES.map((zone) => ({ name: zone })),
    ),
  );
}

/** The zones that an abbreviation stands for somewhere, at most three. */
function meantBy(name: string): string[] {
  const zones = Object.entries(ABBREVIATIONS).filter(([, short]) =>
    short.some((one) => one.toLowerCase() === name.trim().toLowerCase()),
  );
  return zones.map(([zone]) => zone).slice(0, 3);
}
