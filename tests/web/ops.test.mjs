// What operators see and do while the shop runs, loses nodes, and gets them back.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { account, audit, baro, call, closeBrowser, member, person, product, url } from './shop.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Where pictures of the page go, if anybody wants them.
const pictures = process.env.BARO_PAGE_PICTURES;

const shards = 1024;
const wall = { viewport: { width: 1280, height: 900 }, hasTouch: false };

let who;
let page;
let load;

before(async () => {
  load = await startLoad();
  who = await account('ADMIN', wall);
  page = who.page;
  await page.goto('/ops');
});

after(async () => {
  await load.stop();
  await closeBrowser();
});

/** Some hundred requests per second, in a steady beat; and what became of them. */
async function startLoad() {
  const products = await Promise.all(Array.from({ length: 8 }, () => product(100_000)));
  const buyers = await Promise.all(Array.from({ length: 6 }, () => member()));
  const { nodes } = await call(await account('ADMIN'), 'get', '/admin/cluster');
  const targets = nodes.map(({ shopUrl }) => shopUrl);
  const failures = [];
  const running = new Set();
  let beats = 0;
  const ask = (work) => {
    const done = work().catch((failure) => failures.push(String(failure)));
    running.add(done);
    void done.finally(() => running.delete(done));
  };
  const beat = setInterval(() => {
    const buyer = buyers[++beats % buyers.length];
    const target = targets[beats % targets.length];
    // The first is wanted most.
    const { id, sku } = products[Math.floor(products.length * Math.random() ** 2)];
    ask(() => call(buyer, 'get', `${target}/products/${id}`));
    ask(() => call(buyer, 'get', `${target}/products/popular?size=5`));
    if (beats % 2 === 0) {
      ask(() =>
        call(buyer, 'post', `${target}/orders`, {
          shippingAddress: '서울 성동구 성수이로 1',
          orderItems: [{ skuId: sku, quantity: 1 }],
        }),
      );
    }
  }, 8);
  return {
    sku: products[0].sku,
    failures,
    /** Asks this one only from now on, and waits for what the others still have to answer. */
    only: async (target) => {
      targets.splice(0, targets.length, target);
      await Promise.all(running);
    },
    stop: async () => {
      clearInterval(beat);
      await Promise.all(running);
    },
  };
}

const node = (name) => page.getByRole('listitem', { name, exact: true });
const legend = () => page.getByRole('region', { name: '샤드' }).getByRole('listitem');

/** Waits until the shards are all owned, and by these. */
async function ownedBy(...names) {
  await page.waitForFunction(
    ([names, shards]) => {
      const rows = [...document.querySelectorAll('section[aria-labelledby=shards] li')].map((row) => row.innerText);
      const counts = rows.map((row) => Number(row.replace(/,/g, '').match(/(\d+)$/)?.[1]));
      return (
        rows.length === names.length &&
        names.every((name) => rows.some((row) => row.startsWith(name))) &&
        counts.every((count) => count > 0) &&
        counts.reduce((sum, count) => sum + count, 0) === shards
      );
    },
    [names, shards],
  );
}

/** Notes what the picture of the shards shows from now on. */
const watchShards = () =>
  page.evaluate(() => {
    window.shown = { moving: 0, ownerless: 0 };
    const picture = document.querySelector('[role=slider]');
    window.watcher?.disconnect();
    window.watcher = new MutationObserver(() => {
      const count = (look) => picture.querySelectorAll(look).length;
      window.shown.moving = Math.max(window.shown.moving, count('[data-moving=true]'));
      window.shown.ownerless = Math.max(window.shown.ownerless, count('[data-color="-"]'));
    });
    window.watcher.observe(picture, { subtree: true, childList: true, attributes: true });
  });
const shownShards = () => page.evaluate(() => window.shown);

test('three nodes, and who owns what', async () => {
  for (const name of ['node-0', 'node-1', 'node-2']) await node(name).getByText('정상').waitFor();
  await ownedBy('node-0', 'node-1', 'node-2');
  assert.equal(await page.locator('[role=slider] rect[data-color]').count(), shards);
  await page.getByText('조정', { exact: true }).waitFor();
  await page.getByRole('status').filter({ hasText: '모두 정상이에요' }).waitFor();
});

test('where an entity lives', async () => {
  await page.getByLabel('종류').selectOption('sku');
  await page.getByLabel('번호', { exact: true }).fill('abc');
  await page.getByRole('button', { name: '찾기', exact: true }).click();
  await page.getByText('숫자로 된 번호를 넣어 주세요.').waitFor();
  await page.getByLabel('번호', { exact: true }).fill(load.sku);
  await page.getByRole('button', { name: '찾기', exact: true }).click();
  const answer = await page.getByText(/주인 node-\d/).innerText();
  const [, shard, owner] = answer.match(/샤드 (\d+) · 주인 (\S+)/);
  const picture = page.getByRole('slider');
  await page.locator(`[role=slider][aria-valuetext="샤드 ${shard} · ${owner}"]`).waitFor();
  await picture.press('Home');
  await page.locator('[role=slider][aria-valuetext^="샤드 0 · node-"]').waitFor();
});

test('what is busy is shown, and the page is in order: light and dark', async () => {
  await page.getByRole('button', { name: `재고 ${load.sku} 찾기` }).waitFor();
  if (pictures) await keepPictures();
  for (const scheme of ['light', 'dark']) {
    await paint(scheme);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]),
      [],
      scheme,
    );
  }
  assert.deepEqual(who.complaints, []);
  assert.deepEqual(who.strangers, []);
});

async function paint(scheme) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  // Colours change by transitions, however short.
  await page.waitForFunction(() => document.getAnimations().length === 0);
}

async function keepPictures() {
  mkdirSync(pictures, { recursive: true });
  // Two minutes fill the lines.
  await page.waitForFunction(
    () => [...document.querySelectorAll('li svg path')].some((line) => line.getAttribute('d').split('L').length > 110),
    undefined,
    { timeout: 180_000 },
  );
  await page.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, 0);
  });
  for (const [name, scheme] of [['ops', 'light'], ['ops-dark', 'dark']]) {
    await paint(scheme);
    await page.screenshot({ path: join(pictures, `${name}.jpg`), type: 'jpeg', quality: 80 });
  }
}

test('on a phone nothing is cut off', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await page.setViewportSize(wall.viewport);
});

test('a killed node is gone, and the others take over its shards', async () => {
  await load.only(url);
  await watchShards();
  await baro('node', 'kill', 'node-1');
  await node('node-1').getByText('응답 없음').waitFor();
  await page.getByRole('status').filter({ hasText: 'node-1 응답이 없어요' }).waitFor();
  await ownedBy('node-0', 'node-2');
  const { moving, ownerless } = await shownShards();
  assert.ok(moving + ownerless > 0, 'nobody saw its shards move');

  await baro('node', 'start', 'node-1');
  await node('node-1').getByText('정상').waitFor();
  await ownedBy('node-0', 'node-1', 'node-2');
  await page.getByRole('status').filter({ hasText: '모두 정상이에요' }).waitFor();
});

async function drain(name) {
  await page.getByRole('button', { name: `${name} 비우기` }).click();
  const dialog = page.getByRole('dialog', { name: `${name} 비우기` });
  await dialog.getByText('다른 노드로 옮기고').waitFor();
  await dialog.getByRole('button', { name: '비우기', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('a drained node leaves, and nothing is lost', async () => {
  const refused = load.failures.length;
  await watchShards();
  await drain('node-2');
  await node('node-2').getByText('나감', { exact: true }).waitFor();
  await ownedBy('node-0', 'node-1');
  assert.ok((await shownShards()).moving > 0, 'nobody saw its shards move');
  assert.deepEqual(load.failures.slice(refused), []);
  await audit();
  await page.getByRole('button', { name: 'node-2 더 보지 않기' }).click();
  await page.getByRole('status').filter({ hasText: '모두 정상이에요' }).waitFor();
});

test('the last node that serves cannot be drained, and the page says so', async () => {
  await drain('node-1');
  await node('node-1').getByText('나감', { exact: true }).waitFor();
  await ownedBy('node-0');
  await page.getByRole('button', { name: 'node-0 비우기' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '비우기', exact: true }).click();
  await dialog.getByText('지금은 비울 수 없어요').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('without news the page says since when, and goes on once its server is back', async () => {
  await load.stop();
  await baro('node', 'kill', 'node-0');
  await page.getByRole('status').filter({ hasText: '새 소식이 끊겼어요' }).waitFor();
  await page.getByText(/이후의 숫자는 알 수 없어요/).waitFor();
  assert.ok(await page.getByRole('button', { name: 'node-0 비우기' }).isDisabled());
  await baro('node', 'start', 'node-0');
  await page.getByText(/^실시간/).waitFor();
  await ownedBy('node-0');
});

test('it is for operators only', async () => {
  const buyer = await member();
  await buyer.page.goto('/ops');
  await buyer.page.getByText('운영자를 위한 페이지예요').waitFor();
  await buyer.page.goto('/shop/me');
  await buyer.page.getByRole('link', { name: '주문 내역' }).waitFor();
  assert.equal(await buyer.page.getByRole('link', { name: '운영' }).count(), 0);
  assert.deepEqual(buyer.complaints, []);

  const nobody = await person();
  await nobody.page.goto('/ops');
  await nobody.page.getByRole('button', { name: '로그인', exact: true }).waitFor();
  assert.deepEqual(nobody.complaints, []);

  const { page: mine } = await account('ADMIN');
  await mine.goto('/shop/me');
  await mine.getByRole('link', { name: '운영' }).click();
  await mine.waitForURL(`${url}/ops`);
});
