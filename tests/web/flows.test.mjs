// What people do in the shop, from the first click to the last.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  baro,
  call,
  closeBrowser,
  freshEmail,
  member,
  move,
  otherDevice,
  owner,
  password,
  person,
  product,
} from './shop.mjs';

after(closeBrowser);

const button = (page, name) => page.getByRole('button', { name, exact: true });
const inBag = async (who) => (await call(who, 'get', '/cart')).items.map(({ quantity }) => quantity);

/** Waits until it holds. */
async function eventually(holds, within = 20_000) {
  const end = Date.now() + within * Number(process.env.BARO_PATIENCE ?? 1);
  for (;;) {
    const value = await holds();
    if (value) return value;
    assert.ok(Date.now() < end, `never: ${holds}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

async function order({ page }) {
  await page.goto('/shop/checkout');
  await page.getByLabel('받는 곳').fill('서울 성동구 성수이로 1');
  return page.getByRole('button', { name: /주문하기$/ });
}

test('from nobody to a paid order', async () => {
  const { id } = await product(5);
  const who = await person();
  const { page } = who;
  await page.goto('/');
  await page.locator('article a').first().click();
  await page.waitForURL(/\/shop\/products\//);
  await page.goto(`/shop/products/${id}`);
  await button(page, '장바구니 담기').click();

  const login = page.getByRole('dialog');
  await login.getByRole('button', { name: '처음이에요? 가입하기' }).click();
  await login.getByLabel('이름').fill('김바로');
  await login.getByLabel('이메일').fill(freshEmail());
  await login.getByLabel('비밀번호').fill(password);
  await login.getByRole('button', { name: '가입하고 시작하기' }).click();
  await page.getByRole('link', { name: '보러 가기' }).click();

  await page.getByRole('button', { name: '하나 늘리기' }).click();
  await page.getByText('₩78,000').first().waitFor();
  await page.getByRole('link', { name: '1가지 주문하기' }).click();
  await page.getByLabel('받는 곳').fill('서울 성동구 성수이로 1');
  await button(page, '₩78,000 주문하기').click();

  await page.waitForURL(/\/shop\/orders\/\d+$/);
  assert.match(await page.getByRole('timer').innerText(), /^1[45]:\d\d$/);
  await button(page, '₩78,000 결제하기').click();
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.waitForURL(/\/shop\/orders\/\d+$/);
  await page.getByText('결제 완료').first().waitFor();
  assert.deepEqual(await inBag(who), []);

  await page.goto('/shop/orders');
  await page.getByRole('link', { name: /결제 완료/ }).waitFor();
  assert.deepEqual(who.complaints, []);
});

test('a declined payment keeps the order, and it can be paid after all', async () => {
  const { sku } = await product(1);
  const who = await member();
  const { page } = who;
  await call(who, 'post', '/cart/items', { skuId: sku, quantity: 1 });
  await (await order(who)).click();
  await page.getByRole('button', { name: /결제하기$/ }).click();
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('결제가 되지 않았어요').waitFor();
  await page.getByRole('button', { name: /결제하기$/ }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByText('결제 완료').first().waitFor();
});

test('looks are swiped by hand and by keys, and undone', async () => {
  const who = await member({ reducedMotion: 'no-preference', hasTouch: false });
  const { page } = who;
  await page.goto('/shop/swipe');
  const top = page.locator('[data-depth="0"]:not([data-leaving="true"]) img');
  const title = () => top.getAttribute('alt');
  const liked = async () => (await call(who, 'get', '/looks/liked')).content.map((look) => look.title);
  await top.waitFor();
  const first = await title();

  // Not far enough: it springs back.
  const box = await top.boundingBox();
  const middle = [box.x + box.width / 2, box.y + box.height / 3];
  await page.mouse.move(...middle);
  await page.mouse.down();
  await page.mouse.move(middle[0] + 40, middle[1], { steps: 8 });
  await page.mouse.move(middle[0] + 20, middle[1], { steps: 8 });
  await page.mouse.up();
  assert.equal(await title(), first);

  await page.mouse.move(...middle);
  await page.mouse.down();
  await page.mouse.move(middle[0] + 180, middle[1] + 20, { steps: 12 });
  await page.mouse.up();
  await eventually(async () => (await title()) !== first);
  await eventually(async () => (await liked()).includes(first));

  const second = await title();
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => (await title()) !== second);
  await page.keyboard.press('Backspace');
  await eventually(async () => (await title()) === second);
  await button(page, '되돌리기').click();
  await eventually(async () => (await title()) === first);
  await eventually(async () => (await liked()).length === 0);

  await page.keyboard.press('ArrowRight');
  await eventually(async () => (await liked()).includes(first));
  await page.goto('/shop/liked');
  await page.getByText(first).waitFor();
  assert.deepEqual(who.complaints, []);
});

test('looks that were passed come again when one asks, also the last one', async () => {
  const who = await member();
  const { page } = who;
  const deal = async () => (await call(who, 'get', '/looks/swipe?size=100')).content;
  for (let looks = await deal(); looks.length > 1; looks = await deal()) {
    for (const { lookId } of looks.slice(1)) await call(who, 'put', `/looks/${lookId}/swipe`, { reactionType: 'LIKE' });
  }
  await page.goto('/shop/swipe');
  const top = page.locator('[data-depth="0"]:not([data-leaving="true"]) img');
  await top.waitFor();
  const last = await top.getAttribute('alt');
  // The shop hears of its pass when one has asked already.
  let asked;
  const pass = new Promise((resolve) => (asked = resolve));
  await page.route('**/looks/*/swipe', async (route) => {
    await pass;
    await route.continue();
  });
  await page.keyboard.press('ArrowLeft');
  await button(page, '패스한 룩 다시 보기').click();
  asked();
  await page.getByAltText(last, { exact: true }).first().waitFor();
  assert.deepEqual(who.complaints, []);
});

test('all that is worn in a look goes into the bag at once', async () => {
  const who = await member();
  const { page } = who;
  await page.goto('/shop/swipe');
  await page.getByRole('button', { name: /^모두 담기/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^\d개 담기/ }).click();
  await page.getByRole('link', { name: '보러 가기' }).waitFor();
  assert.ok((await inBag(who)).length > 1);
});

test('what sells out while it is in the bag says so there', async () => {
  const { sku, name } = await product(2);
  const who = await member();
  const { page } = who;
  await call(who, 'post', '/cart/items', { skuId: sku, quantity: 2 });
  await page.goto('/shop/cart');
  await page.getByRole('link', { name, exact: true }).waitFor();
  await move(sku, -1);
  await page.getByRole('button', { name: '1개로 줄이기' }).click();
  await page.getByRole('link', { name: '1가지 주문하기' }).waitFor();
  await move(sku, -1);
  await page.getByText('그사이 품절됐어요').waitFor();
  assert.ok(await button(page, '주문할 수 있는 상품이 없어요').isDisabled());
  await page.getByRole('button', { name: `${name} 빼기` }).click();
  await page.getByText('장바구니가 비었어요').waitFor();
});

test('a price that changes while it is in the bag is told', async () => {
  const { id, sku } = await product(2);
  const who = await member();
  const { page } = who;
  await call(who, 'post', '/cart/items', { skuId: sku, quantity: 1 });
  await page.goto('/shop/cart');
  await page.getByText('₩39,000').first().waitFor();
  await call(await owner(), 'patch', `/products/${id}`, { price: 41_000 });
  await eventually(async () => {
    await page.goto('/shop/cart');
    await page.getByText(/₩(39|41),000/).first().waitFor();
    return page.getByText('₩39,000에서 ₩41,000로 올랐어요.').isVisible();
  });
});

test('of two who want the last one, one gets it and the other is told', async () => {
  const { sku } = await product(1);
  const both = await Promise.all([member(), member()]);
  await Promise.all(both.map((who) => call(who, 'post', '/cart/items', { skuId: sku, quantity: 1 })));
  const buttons = await Promise.all(both.map(order));
  await Promise.all(buttons.map((each) => each.click()));
  const outcomes = await Promise.all(
    both.map(({ page }) =>
      Promise.race([
        page.waitForURL(/\/shop\/orders\/\d+$/).then(() => 'has it'),
        page.getByText(/그사이 재고가 부족해졌어요/).waitFor().then(() => 'is told'),
      ]),
    ),
  );
  assert.deepEqual(outcomes.sort(), ['has it', 'is told']);
});

test('what is sold in turns is bought when it is one’s turn', async () => {
  const { id, sku } = await product(1);
  const terms = { startsAt: new Date(Date.now() + 2_000).toISOString(), perCustomer: 1, turnSeconds: 60, admissionsPerSecond: 5 };
  await call(await owner(), 'put', `/products/${id}/drop`, terms);
  const who = await member();
  const { page } = who;
  await page.goto(`/shop/products/${id}`);
  await button(page, '줄 서기').click();
  await page.getByText(/다음 차례예요|지금 내 차례예요/).waitFor();
  await page.getByText('지금 내 차례예요').waitFor();
  await call(who, 'post', '/cart/items', { skuId: sku, quantity: 1 });
  await (await order(who)).click();
  await page.waitForURL(/\/shop\/orders\/\d+$/);
  assert.deepEqual(who.complaints, []);
});

test('who is logged out from elsewhere sees it, and goes on after logging in', async () => {
  const who = await member();
  const { page, email } = who;
  await page.goto('/shop/orders');
  await page.getByText('아직 주문이 없어요').waitFor();

  const other = await otherDevice(email);
  await other.page.goto('/shop/me');
  await other.page.getByRole('button', { name: /로그아웃$/ }).first().waitFor();
  await other.page.getByRole('button', { name: /· Chrome 로그아웃$/ }).click();

  await page.getByText('로그인이 끝났어요').first().waitFor();
  const form = page.getByRole('main');
  await form.getByLabel('이메일').fill(email);
  await form.getByLabel('비밀번호').fill(password);
  await form.getByRole('button', { name: '로그인', exact: true }).click();
  await page.getByText('아직 주문이 없어요').waitFor();
});

/** Somebody whose order the shop has heard of, while its answer got lost. */
async function unsureOfAnOrder() {
  const { sku } = await product(5);
  const who = await member();
  const { context } = who;
  await call(who, 'post', '/cart/items', { skuId: sku, quantity: 1 });
  const place = await order(who);
  await context.route('**/orders', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
    await route.abort();
  });
  await place.click();
  await eventually(async () => (await call(who, 'get', '/orders')).content.length === 1);
  return who;
}

test('a checkout that was cut off by a reload places one order', async () => {
  const who = await unsureOfAnOrder();
  const { page, context } = who;
  await context.unroute('**/orders');
  await page.reload();
  await page.waitForURL(/\/shop\/orders\/\d+$/);
  assert.equal((await call(who, 'get', '/orders')).content.length, 1);
});

test('who logs out leaves no address behind', async () => {
  const { page } = await unsureOfAnOrder();
  const kept = () => page.evaluate(() => JSON.stringify(localStorage));
  assert.match(await kept(), /성수이로/);
  await page.goto('/shop/me');
  await button(page, '로그아웃').click();
  await eventually(async () => !(await kept()).includes('성수이로'));
});

test('the server starts anew, and nobody has to', async () => {
  const { id } = await product(5);
  const who = await member();
  const { page } = who;
  await page.goto(`/shop/products/${id}`);
  const add = button(page, '장바구니 담기');
  await add.waitFor();
  await baro('node', 'stop', 'node-0');
  await add.click();
  await page.getByText('연결이 끊겼어요').waitFor();
  await baro('node', 'start', 'node-0');
  await add.click();
  await page.getByRole('link', { name: '보러 가기' }).waitFor();
  assert.deepEqual(await inBag(who), [1]);
  await page.getByRole('link', { name: '보러 가기' }).click();
  await page.getByRole('link', { name: '1가지 주문하기' }).waitFor();
});
