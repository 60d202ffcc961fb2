const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 100;
const HEIGHT = 24;
const MARGIN = 3;

/** A small line with one value a day, and a dot on the last. It is decoration, so screen readers skip it. */
export function sparkline(values: readonly (number | null)[]): SVGElement {
  const svg = make('svg', {
    class: 'spark',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return svg;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const points = values.map((value, at) => {
    if (value === null) return null;
    const x = (at / (values.length - 1)) * WIDTH;
    const y = HEIGHT - MARGIN - ((value - low) / span) * (HEIGHT - 2 * MARGIN);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const path = points
    .map((point, at) => point && `${points[at - 1] ? 'L' : 'M'}${point}`)
    .filter(Boolean)
    .join('');
  svg.append(make('path', { d: path, 'vector-effect': 'non-scaling-stroke' }));
  return svg;
}

function make(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
