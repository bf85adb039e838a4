// Every page, light and dark: usable without eyes or mouse, quiet, still, and small.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspect, keep, open, pictures } from './inspect.mjs';
import { call, closeBrowser, member, person, product, url } from './shop.mjs';

const first_load_max = 150_000;
const first_script_max = 60_000;

let who;
let paths;

before(async () => {
  who = await member({ deviceScaleFactor: pictures ? 2 : 1 });
  const bought = await product(9, '바로 스트라이프 긴팔 티셔츠');
  const popular = (await call(who, 'get', '/products/popular?size=20')).content;
  const many = await call(who, 'get', `/products/${popular[1].id}`);
  const [look] = (await call(who, 'get', '/looks/swipe?size=1')).content;
  const line = { skuId: many.skus.find(({ available }) => available > 2).skuId, quantity: 2 };
  const order = await call(who, 'post', '/orders', {
    shippingAddress: '서울 성동구 성수이로 1',
    orderItems: [{ skuId: bought.sku, quantity: 1 }, line],
  });
  await call(who, 'post', '/cart/items', line);
  await call(who, 'post', '/cart/items', { skuId: bought.sku, quantity: 1 });
  await call(who, 'put', `/looks/${look.lookId}/swipe`, { reactionType: 'LIKE' });
  // What is waited for is the last thing that such a page shows.
  paths = {
    home: ['/', 'article img'],
    search: ['/?q=셔츠', 'article img'],
    product: [`/shop/products/${many.id}`, '[name$=size]'],
    swipe: ['/shop/swipe', 'section section li img, section li img'],
    look: [`/shop/looks/${look.lookId}`, 'section li img'],
    liked: ['/shop/liked', 'main li img'],
    cart: ['/shop/cart', 'main li img'],
    checkout: ['/shop/checkout', 'main li img'],
    order: [`/shop/orders/${order.orderId}`, 'main li img'],
    orders: ['/shop/orders', 'main li'],
    me: ['/shop/me', 'main li'],
    nothing: ['/shop/nowhere', 'main h2'],
  };
});

after(closeBrowser);

for (const scheme of ['light', 'dark']) {
  test(`pages are in order: ${scheme}`, async () => {
    const { page, complaints, strangers } = who;
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const [name, path] of Object.entries(paths)) {
      await open(page, path);
      await inspect(page, name);
      if (pictures) await picture(page, scheme === 'dark' ? `${name}-dark` : name);
    }
    assert.deepEqual(complaints, []);
    assert.deepEqual(strangers, []);
  });
}

async function picture(page, name) {
  if (name.startsWith('swipe')) await halfSwiped(page, () => keep(page, name));
  else await keep(page, name);
}

async function halfSwiped(page, look) {
  await page.mouse.move(200, 300);
  await page.mouse.down();
  await page.mouse.move(285, 310, { steps: 8 });
  await look();
  await page.mouse.move(200, 300, { steps: 8 });
  await page.mouse.move(200, 320, { steps: 8 });
  await page.mouse.up();
}

test('the first load is small', async () => {
  const { page, context } = await person();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const kinds = new Map();
  const sizes = { all: 0, Script: 0 };
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    sizes.all += encodedDataLength;
    sizes[kind] = (sizes[kind] ?? 0) + encodedDataLength;
  });
  await open(page, paths.home);
  await page.waitForLoadState('networkidle');
  console.log('first load', sizes);
  assert.ok(sizes.Script < first_script_max, JSON.stringify(sizes));
  assert.ok(sizes.all < first_load_max, JSON.stringify(sizes));
});

test('in English, too', async () => {
  const { page, complaints } = await person({ locale: 'en-US' });
  await open(page, paths.home);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByRole('button', { name: 'Popular' }).waitFor();
  await page.getByRole('button', { name: '한국어' }).click();
  await page.getByRole('button', { name: '인기' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: '인기' }).waitFor();
  assert.deepEqual(complaints, []);
});

const toEnd = () => scrollTo(0, document.documentElement.scrollHeight);

test('a list goes on as it is scrolled, and is where it was on coming back', async () => {
  const { page } = await person();
  await open(page, paths.home);
  const goesOn = async () => {
    const shown = await page.locator('article').count();
    await page.evaluate(toEnd);
    await page.waitForFunction((count) => document.querySelectorAll('article').length > count, shown);
  };
  await goesOn();
  await goesOn();
  const place = () => page.evaluate(() => [scrollY, document.querySelectorAll('article').length]);
  const before = await place();
  await page.evaluate(() => [...document.querySelectorAll('article a')].find((a) => a.getBoundingClientRect().top > 100).click());
  await page.waitForURL(/\/shop\/products\//);
  // What was shown is read anew, and that moves nobody.
  const nextPage = page.waitForResponse(/\/products\/popular\?.*cursorId=/);
  await page.goBack();
  await nextPage;
  assert.deepEqual(await place(), before);
});

test('a list goes on where the browser tells several changes of what is in sight at once', async () => {
  const { page } = await person();
  // A browser that is always late: what it sees first is told with what it sees next.
  await page.addInitScript(() => {
    const Real = IntersectionObserver;
    window.IntersectionObserver = class extends Real {
      constructor(tell, options) {
        const late = [];
        super((changes, watch) => {
          late.push(...changes);
          if (late.length > 1) tell(late.splice(0), watch);
          else window.sawEndOutOfSight = !late[0].isIntersecting;
        }, options);
      }
    };
  });
  await open(page, paths.home);
  await page.waitForFunction(() => window.sawEndOutOfSight);
  const shown = await page.locator('article').count();
  await page.evaluate(toEnd);
  await page.waitForFunction((count) => document.querySelectorAll('article').length > count, shown);
});

test('a login leads to pages of the shop only', async () => {
  const { page } = await member();
  for (const next of ['//evil.example/', '/\\evil.example', 'https://evil.example']) {
    await page.goto(`/shop/login?next=${encodeURIComponent(next)}`);
    await page.waitForURL(`${url}/`);
  }
  await page.goto('/shop/login?next=%2Fshop%2Forders');
  await page.waitForURL(`${url}/shop/orders`);
});

test('an address of the API is no page, and a page is no address of the API', async () => {
  const { context } = await person();
  const page = await context.request.get(`${url}/shop/products/1`);
  assert.match(page.headers()['content-type'], /text\/html/);
  const api = await context.request.get(`${url}/products/1`);
  assert.match(api.headers()['content-type'], /json/);
});
