// What store owners do: stock, prices, orders, and products from a file.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { inspect, keep, open, pictures } from './inspect.mjs';
import { call, closeBrowser, member, move, person, product } from './shop.mjs';

after(closeBrowser);

const button = (page, name) => page.getByRole('button', { name, exact: true });
const desk = { width: 1280, height: 900 };

/** The demo shop's store owner, in front of a browser. */
async function seller(options = {}) {
  const { email, password } = JSON.parse(process.env.BARO_ACCOUNTS).find(({ role }) => role === 'STORE_OWNER');
  const who = await person(options);
  await call(who, 'post', '/auth/login', { email, password });
  await who.context.addInitScript(() => localStorage.setItem('baro.loggedIn', '1'));
  const { content } = await call(who, 'get', '/stores/mine?size=100');
  return { ...who, store: content.find(({ status }) => status === 'ACTIVE') };
}

async function paidOrder(sku, quantity = 1) {
  const who = await member();
  const order = await call(who, 'post', '/orders', {
    shippingAddress: '서울 성동구 성수이로 1',
    orderItems: [{ skuId: sku, quantity }],
  });
  const payment = await call(who, 'post', `/orders/${order.orderId}/payments`);
  await who.context.request.post(`${payment.redirectUrl}/pay`, { maxRedirects: 0 });
  await call(who, 'post', `/payments/${payment.paymentId}/confirm`);
  return { ...who, id: order.orderId };
}

test('units that come in are in the ledger and in the shop', async () => {
  const { id, sku } = await product(3);
  const { page, complaints } = await seller();
  const shopper = await member();
  await shopper.page.goto(`/shop/products/${id}`);
  await shopper.page.getByText('3개 남음').waitFor();

  await page.goto(`/manage/stock/${id}`);
  await page.getByLabel('수량').fill('12');
  await page.getByText('바꾸면 15개').waitFor();
  await page.getByLabel('메모').fill('9월 입고분');
  await button(page, '+12개 기록하기').click();
  await page.getByText('기록했어요. 이제 15개예요').waitFor();
  await page.getByRole('row', { name: /입고.*9월 입고분.*\+12.*15/ }).waitFor();
  await shopper.page.getByText('재고 있음').waitFor();

  // What happens elsewhere is seen here.
  await move(sku, -5);
  await page.getByRole('row', { name: /맞춤.*-5.*10/ }).waitFor();

  await page.getByLabel('줄여 맞춤').check();
  await page.getByLabel('수량').fill('11');
  await page.getByText('지금 재고는 10개예요.').waitFor();
  assert.ok(await button(page, '-11개 기록하기').isDisabled());
  assert.deepEqual(complaints, []);
});

test('a movement whose answer got lost is made once', async () => {
  const { id, sku } = await product(1);
  const who = await seller();
  const { page, context } = who;
  await page.goto(`/manage/stock/${id}`);
  await page.getByLabel('수량').fill('4');
  // The shop hears of it each time, and no answer comes.
  await context.route('**/movements', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await button(page, '+4개 기록하기').click();
  await page.getByText('연결이 끊겼어요').waitFor();
  await context.unroute('**/movements');
  await button(page, '+4개 기록하기').click();
  await page.getByText('기록했어요. 이제 5개예요').waitFor();
  const { content } = await call(who, 'get', `/skus/${sku}/ledger`);
  assert.deepEqual(content.map(({ delta }) => delta), [4, 1]);
});

test('a price is changed, and who changes it at the same time is told', async () => {
  const { id } = await product(5);
  const who = await seller();
  const { page, complaints } = who;
  await page.goto(`/manage/products/${id}`);
  await page.getByLabel('가격 (원)').fill('45000');
  await button(page, '저장').click();
  await button(page, '바뀐 내용이 없어요').waitFor();
  const shopper = await person();
  await shopper.page.goto(`/shop/products/${id}`);
  await shopper.page.getByText('₩45,000').waitFor();

  await call(who, 'patch', `/products/${id}`, { price: 50_000 });
  await page.getByLabel('가격 (원)').fill('47000');
  await button(page, '저장').click();
  await page.getByText('내가 쓴 값 ₩47,000, 저장된 값 ₩50,000').waitFor();
  assert.equal((await call(who, 'get', `/products/${id}`)).price, 50_000);
  await button(page, '내가 쓴 대로 저장').click();
  await button(page, '바뀐 내용이 없어요').waitFor();
  assert.equal((await call(who, 'get', `/products/${id}`)).price, 47_000);
  assert.deepEqual(complaints, []);
});

test('a product is listed with its options, and withdrawn', async () => {
  const who = await seller();
  const { page, store, complaints } = who;
  await page.goto('/manage/products/new');
  await page.getByLabel('상품 이름').fill('바로 새 가디건');
  await page.getByLabel('가격 (원)').fill('59000');
  await page.getByLabel('사진 주소').fill('nowhere');
  await page.getByLabel('수량').fill('7');
  await button(page, '올리기').click();
  await page.getByText('하나 이상 골라 주세요').waitFor();
  await page.getByText('http(s) 주소나 /로 시작하는 경로를 써 주세요').waitFor();
  await page.getByLabel('니트').check();
  await page.getByLabel('사진 주소').fill(store.thumbnailUrl);
  await button(page, '옵션 더하기').click();
  for (const [i, size] of ['M', 'L'].entries()) {
    const option = page.getByRole('group', { name: `옵션 ${i + 1}` });
    await option.getByLabel('색상').fill('Ivory');
    await option.getByLabel('사이즈').fill(size);
    await option.getByLabel('수량').fill('7');
  }
  await button(page, '올리기').click();
  await page.waitForURL(/\/manage\/stock\/\d+$/);
  await page.getByRole('button', { name: '아이보리 · L 7' }).waitFor();
  await page.getByRole('link', { name: '바로 새 가디건' }).click();
  await button(page, '판매 끝내기').click();
  await page.getByRole('dialog').getByRole('button', { name: '판매 끝내기' }).click();
  await page.getByText('판매를 끝냈어요').waitFor();
  await page.getByRole('searchbox').waitFor();
  // The browser itself complains of what was refused.
  assert.deepEqual(complaints.filter((text) => !text.includes('400')), []);
});

test('an order that is paid shows up, and is shipped', async () => {
  const { sku } = await product(5);
  const { page, complaints } = await seller();
  await page.goto('/manage/orders');
  const buyer = await paidOrder(sku, 2);
  await buyer.page.goto(`/shop/orders/${buyer.id}`);
  await buyer.page.getByText('결제 완료').first().waitFor();

  await page.getByRole('link', { name: `주문 ${buyer.id}` }).click();
  await page.getByText('서울 성동구 성수이로 1').waitFor();
  await button(page, '발송 처리').click();
  await page.getByRole('status').getByText('배송 중').waitFor();
  await buyer.page.getByRole('status').getByText('배송 중').waitFor();
  await button(page, '배송 완료 처리').click();
  await button(page, '반품 받기').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: '하나 늘리기' }).click();
  await sheet.getByRole('button', { name: '1개 반품 받기' }).click();
  await page.getByText('1개 반품', { exact: true }).waitFor();
  await page.goto('/manage/orders?status=DELIVERED');
  await page.getByRole('link', { name: `주문 ${buyer.id}` }).waitFor();
  assert.deepEqual(complaints, []);
});

test('a paid order is cancelled, and its stock comes back', async () => {
  const { id, sku } = await product(2);
  const buyer = await paidOrder(sku, 2);
  const { page } = await seller();
  await page.goto(`/manage/orders/${buyer.id}`);
  await button(page, '취소하고 환불').click();
  await page.getByRole('dialog').getByRole('button', { name: '취소하고 환불' }).click();
  await page.getByText('가게에서 취소하고 돈을 돌려줬어요.').waitFor();
  await page.goto(`/manage/stock/${id}`);
  await page.getByRole('row', { name: /주문 취소.*\+2.*2/ }).waitFor();
});

const header = 'storeId,name,price,thumbnailUrl,categoryIds,imageUrls,size,color,quantity';
const csv = (name, ...rows) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from([header, ...rows].join('\n')),
});

test('of a file, good rows are listed and bad ones are told', async () => {
  const who = await seller();
  const { page, store, complaints } = who;
  const row = (name, price) => `${store.id},${name},${price},${store.thumbnailUrl},1,${store.thumbnailUrl},M,Black,5`;
  const file = page.locator('input[type=file]');
  await page.goto('/manage/import');

  await file.setInputFiles({ name: '상품.xlsx', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from('PK') });
  await page.getByText('CSV 파일이 아니에요').waitFor();
  await file.setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('storeId,name,cost\n') });
  await page.getByText('빠진 열: price, thumbnailUrl, categoryIds, imageUrls, quantity').waitFor();
  await page.getByText('모르는 열: cost').waitFor();

  await file.setInputFiles(csv('상품.csv', row('바로 첫 셔츠', 31_000), row('바로 둘째 셔츠', '삼만원'), row('바로 셋째 셔츠', 33_000)));
  await page.getByRole('heading', { name: '결과' }).waitFor();
  const sums = await page.locator('dl').filter({ hasText: '올라간 줄' }).locator('dd').allInnerTexts();
  assert.deepEqual(sums, ['2', '1', '3']);
  await page.getByRole('row', { name: '3 price 숫자만 쓸 수 있어요. 쉼표나 ‘원’은 빼 주세요' }).waitFor();
  if (pictures) await picture('manage-import', page);
  await inspect(page, 'the result of an import');
  await page.getByRole('link', { name: '상품 보기' }).click();
  await page.getByText('바로 첫 셔츠').first().waitFor();
  await page.getByText('바로 셋째 셔츠').first().waitFor();
  assert.equal(await page.getByText('바로 둘째 셔츠').count(), 0);
  assert.deepEqual(complaints, []);
});

test('the example file is taken as it is', async () => {
  const { page } = await seller();
  await page.goto('/manage/import');
  const download = page.waitForEvent('download');
  await button(page, '예시 파일 받기').click();
  const buffer = await readFile(await (await download).path());
  await page.locator('input[type=file]').setInputFiles({ name: 'example.csv', mimeType: 'text/csv', buffer });
  await page.getByText('모든 줄이 올라갔어요.').waitFor();
});

test('an upload is stopped, and sent again with the same key', async () => {
  const { page, context, store } = await seller();
  const keys = [];
  await context.route('**/admin/import/products', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) await route.continue();
  });
  await page.goto('/manage/import');
  const row = `${store.id},바로 넷째 셔츠,34000,${store.thumbnailUrl},1,${store.thumbnailUrl},M,Black,5`;
  await page.locator('input[type=file]').setInputFiles(csv('stop.csv', row));
  await button(page, '멈추기').click();
  await page.getByText('멈췄어요').waitFor();
  await button(page, '같은 파일 다시 보내기').click();
  await page.getByText('모든 줄이 올라갔어요.').waitFor();
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});

test('a coupon is made, and paused', async () => {
  const who = await seller();
  const { page, store, complaints } = who;
  const code = `AUTUMN-${process.pid}-${Date.now()}`;
  await page.goto('/manage/coupons');
  await button(page, '쿠폰 만들기').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('코드').fill(code);
  await sheet.getByLabel('할인율 (%)').fill('10');
  await sheet.getByLabel('언제까지').fill('2036-03-02T09:30');
  await sheet.getByLabel('모두 몇 번까지').fill('500');
  await sheet.getByRole('button', { name: '쿠폰 만들기' }).click();
  await page.getByText(`${code} 쿠폰을 만들었어요`).waitFor();
  await button(page, `${code} 멈추기`).click();
  await button(page, `${code} 다시 열기`).waitFor();
  const { content } = await call(who, 'get', `/coupons?storeId=${store.id}`);
  assert.deepEqual(content.filter((coupon) => coupon.code === code).map(({ status }) => status), ['PAUSED']);
  assert.deepEqual(complaints, []);
});

test('a store that sleeps says so, and is opened', async () => {
  const who = await seller();
  const { page, store } = who;
  // Of several, so that the one with the other tests' products goes on selling.
  const { content } = await call(who, 'get', '/stores/mine?size=100');
  const other = content.find(({ id, status }) => status === 'ACTIVE' && id !== store.id);
  await call(who, 'patch', `/stores/${other.id}`, { status: 'PAUSED' });
  await page.goto('/manage');
  await page.getByLabel('가게', { exact: true }).selectOption(other.id);
  await page.getByText('쉬고 있는 가게예요').waitFor();
  await button(page, '가게 열기').click();
  await page.getByText('가게를 열었어요').waitFor();
  await page.getByText('쉬고 있는 가게예요').waitFor({ state: 'hidden' });
});

test('who has no store is told what to do', async () => {
  const { page, complaints } = await member();
  await page.goto('/manage/orders');
  await page.getByText('이 계정에는 가게가 없어요').waitFor();
  await page.goto('/shop/me');
  await page.getByRole('link', { name: '주문 내역' }).waitFor();
  assert.equal(await page.getByRole('link', { name: '내 가게 관리' }).count(), 0);
  assert.deepEqual(complaints, []);

  const stranger = await person();
  await stranger.page.goto('/manage');
  await stranger.page.getByText('로그인하고 이어서 보기').waitFor();

  const owner = await seller();
  await owner.page.goto('/shop/me');
  await owner.page.getByRole('link', { name: '내 가게 관리' }).click();
  await owner.page.getByRole('searchbox').waitFor();
});

const picture = async (name, page) => {
  await page.setViewportSize(desk);
  await keep(page, name);
  await page.setViewportSize({ width: 390, height: 844 });
};

for (const scheme of ['light', 'dark']) {
  test(`pages are in order: ${scheme}`, async () => {
    const { id, sku } = await product(9, '바로 스트라이프 긴팔 티셔츠');
    const orders = [await paidOrder(sku, 2), await paidOrder(sku)];
    await move(sku, 40);
    const { page, complaints, strangers } = await seller({ colorScheme: scheme });
    const paths = {
      products: ['/manage', 'main li strong'],
      new: ['/manage/products/new', 'main input[type=checkbox]'],
      edit: [`/manage/products/${id}`, 'main input[type=checkbox]'],
      stock: [`/manage/stock/${id}`, 'main tbody tr'],
      orders: ['/manage/orders', 'main li'],
      order: [`/manage/orders/${orders[0].id}`, 'main li img'],
      coupons: ['/manage/coupons', 'main li'],
      import: ['/manage/import', 'main dd'],
    };
    for (const [name, path] of Object.entries(paths)) {
      await open(page, path);
      await inspect(page, `${name}, ${scheme}`);
      if (scheme === 'light' && ['products', 'stock', 'orders'].includes(name)) await picture(`manage-${name}`, page);
    }
    assert.deepEqual(complaints, []);
    assert.deepEqual(strangers, []);
  });
}
