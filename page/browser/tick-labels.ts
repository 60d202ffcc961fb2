/** Pixels between two labels. */
const GAP = 4;

interface Label {
  readonly text: SVGTextElement;
  /** Its middle, pixels from the left edge of the drawing. */
  readonly middle: number;
  readonly width: number;
}

/**
 * Moves the first and the last labels of each horizontal axis into the drawing, and leaves out those that would stand on
 * one before them. How wide a label is depends on the reader's language and letters.
 * @param drawing in the document, as its style says the letters
 */
export function fitTickLabels(drawing: Element): void {
  for (const axis of drawing.querySelectorAll('[aria-label="x-axis tick label"]')) {
    const width = Number(axis.closest('svg')!.getAttribute('width'));
    let end = Number.NEGATIVE_INFINITY;
    for (const { text, middle, width: own } of labelsOf(axis)) {
      const inside = Math.max(own / 2, Math.min(middle, width - own / 2));
      if (inside - own / 2 < end + GAP) {
        text.remove();
        continue;
      }
      end = inside + own / 2;
      if (inside !== middle) text.setAttribute('dx', String(inside - middle));
    }
  }
}

/** From left to right. */
function labelsOf(axis: Element): Label[] {
  const texts = [...axis.querySelectorAll('text')].filter((text) => text.textContent !== '');
  if (texts.length === 0) return [];
  // A canvas measures letters without a layout of the page, which would take longer than drawing the chart.
  const pen = document.createElement('canvas').getContext('2d')!;
  const { fontSize, fontFamily } = getComputedStyle(texts[0]!);
  pen.font = `${fontSize} ${fontFamily}`;
  return texts
    .map((text) => ({
      text,
      middle: text.transform.baseVal.consolidate()!.matrix.e,
      // On an axis, each digit is as wide as the widest.
      width: Math.ceil(pen.measureText(text.textContent.replace(/\d/g, '0')).width) + 1,
    }))
    .sort((one, other) => one.middle - other.middle);
}
