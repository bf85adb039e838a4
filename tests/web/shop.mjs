// People in front of a real browser, and what they need of the shop beyond it.

import { spawn } from 'node:child_process';
import { chromium } from 'playwright-core';

export const url = process.env.BARO_SHOP_URL;
export const password = 'correct horse battery';

const patience = 20_000 * Number(process.env.BARO_PATIENCE ?? 1);
const phone = { width: 390, height: 844 };

let launched;

function browser() {
  launched ??= chromium.launch({
    executablePath: process.env.BARO_CHROMIUM ?? '/usr/bin/chromium',
    // Containers seldom allow Chromium its sandbox; it sees nothing here but our own pages.
    args: ['--no-sandbox'],
  });
  return launched;
}

export const closeBrowser = async () => (await launched)?.close();

/** Somebody with a browser of their own, who notes what should never be seen in it. */
export async function person(options = {}) {
  const context = await (await browser()).newContext({
    baseURL: url,
    viewport: phone,
    hasTouch: true,
    locale: 'ko-KR',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    const { url: place } = message.location();
    if (['error', 'warning'].includes(message.type()) && place.startsWith(url)) complaints.push(message.text());
  });
  page.on('pageerror', (failure) => complaints.push(String(failure.stack)));
  const strangers = [];
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== url) strangers.push(request.url());
  });
  return { context, page, complaints, strangers };
}

let number = 0;
export const freshEmail = () => `someone-${process.pid}-${Date.now()}-${++number}@shop.example`;

/** A person with an account who is logged in. */
export async function member(options = {}, email = freshEmail()) {
  const who = await person(options);
  await call(who, 'post', '/auth/signup', { email, password, name: '김바로' });
  await who.context.addInitScript(() => localStorage.setItem('baro.loggedIn', '1'));
  return { ...who, email };
}

/** The same person at another device. */
export async function otherDevice(email, options = {}) {
  const who = await person(options);
  await call(who, 'post', '/auth/login', { email, password });
  await who.context.addInitScript(() => localStorage.setItem('baro.loggedIn', '1'));
  return { ...who, email };
}

/** Calls the shop with a person's session, past the page; the JSON that it answers. */
export async function call({ context }, method, path, data) {
  const answer = await context.request[method](path, { data });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? undefined : answer.json();
}

/** Somebody of the demo shop's staff, logged in. */
export async function account(role, options = {}) {
  const accounts = JSON.parse(process.env.BARO_ACCOUNTS);
  const { email, password } = accounts.find((each) => each.role === role);
  const who = await person(options);
  await call(who, 'post', '/auth/login', { email, password });
  await who.context.addInitScript(() => localStorage.setItem('baro.loggedIn', '1'));
  return { ...who, email };
}

let staff;

/** The demo shop's store owner, and a store of theirs that sells. */
export async function owner() {
  staff ??= (async () => {
    const who = await account('STORE_OWNER');
    const { content } = await call(who, 'get', '/stores/mine?size=100');
    return { ...who, store: content.find(({ status }) => status === 'ACTIVE').id };
  })();
  return staff;
}

/** A product of theirs in one size, with so many on hand. */
export async function product(quantity, name = `바로 셔츠 ${++number}`) {
  const who = await owner();
  const [category] = await call(who, 'get', '/categories');
  const { content } = await call(who, 'get', '/products/popular?size=1');
  const picture = content[0].thumbnailUrl;
  const made = await call(who, 'post', '/products', {
    name,
    storeId: who.store,
    price: 39_000,
    thumbnailUrl: picture,
    imageUrls: [picture],
    categoryIds: [category.id],
    skus: [{ options: { size: 'M', color: 'Black' }, quantity }],
  });
  return { id: made.id, name, sku: made.skus[0].skuId };
}

export async function move(sku, delta) {
  await call(await owner(), 'post', `/skus/${sku}/movements`, { delta, reason: 'ADJUSTMENT' });
}

/** `./baro node stop` and the like, on the stack that is tested. */
export const baro = (...words) => run(...words, '--data', process.env.BARO_DATA);

/** Fails unless every unit of stock is accounted for. */
export const audit = () => run('ctl', '--data', process.env.BARO_DATA, 'audit');

function run(...words) {
  return new Promise((resolve, reject) => {
    const running = spawn(process.env.BARO, words, { stdio: 'inherit' });
    running.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`baro ${words.join(' ')}: ${code}`))));
  });
}
