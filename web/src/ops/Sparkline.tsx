import type { Point } from './readings';
import styles from './Sparkline.module.css';

const height = 32;
const width = 240;

const pathOf = (line: Point[], top: number) =>
  line
    .map(({ x, requests }, i) => {
      const y = height - 1 - (requests / top) * (height - 2);
      return `${i === 0 ? 'M' : 'L'}${(x * width).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');

/** Says nothing to those who do not see it: the rate is beside it. */
export function Sparkline({ lines, top }: { lines: Point[][]; top: number }) {
  return (
    <svg class={styles.line} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {lines.map((line) => (
        <path key={line[0]?.x} d={pathOf(line, Math.max(top, 1))} />
      ))}
    </svg>
  );
}
