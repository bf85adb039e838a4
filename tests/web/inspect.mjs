// What holds for every page: usable without eyes or mouse, and still.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Where pictures of the pages go, if anybody wants them.
export const pictures = process.env.BARO_PAGE_PICTURES;

const shift_max = 0.1;

/** Opens a page and waits until it has settled: what comes last is there, and so are the pictures in sight. */
export async function open(page, [path, last]) {
  await page.goto(path);
  await page.locator(last).first().waitFor({ state: 'attached' });
  await page.waitForFunction(() =>
    [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight),
  );
}

const shifts = () =>
  new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    // Buffered entries come before the next frame but one.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
  });

export async function inspect(page, name) {
  assert.ok((await page.evaluate(shifts)) < shift_max, `${name} moves while it loads`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  assert.deepEqual(
    grave.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]),
    [],
    name,
  );
}

export async function keep(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.jpg`), type: 'jpeg', quality: 72 });
}
