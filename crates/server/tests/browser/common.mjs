// What all tests in the browser share: starting it, signing in, and what must hold of every page.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const [, , address, password, executablePath] = process.argv;

export { address, password };

/** Chinese characters: on an English page only data may have them. */
const CHINESE = /[\u4e00-\u9fff]/;

export async function withBrowser(work) {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];
  const browser = await chromium.launch({ executablePath, args });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

/** A fresh profile with somebody signed in. */
export async function signedIn(browser, login, { lang = 'zh', width = 1440, scripts = true } = {}) {
  const context = await browser.newContext({
    baseURL: address,
    javaScriptEnabled: scripts,
    locale: lang === 'en' ? 'en-US' : 'zh-CN',
    viewport: { width, height: 900 },
  });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', password);
  await page.click('main form button[type=submit]');
  await page.waitForURL((url) => url.pathname === '/');
  return page;
}

/** Somebody who signs in without scripts and goes to a page. */
export async function at(browser, login, lang, address) {
  const page = await signedIn(browser, login, { lang, scripts: false });
  const answer = await page.goto(address);
  assert.equal(answer.status(), 200, `${login} at ${address}`);
  return page;
}

/**
 * The people of some stories: each signs in once and keeps one page. Gives a function that takes somebody to an
 * address.
 */
export function company(browser, lang) {
  const pages = new Map();
  return async (login, address) => {
    if (!pages.has(login)) pages.set(login, await signedIn(browser, login, { lang, scripts: false }));
    const page = pages.get(login);
    const answer = await page.goto(address);
    assert.equal(answer.status(), 200, `${login} at ${address}`);
    return page;
  };
}

/** Fills fields by their names. */
async function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`).first();
    const chooses = await field.evaluate((element) => element.tagName === 'SELECT');
    await (chooses ? field.selectOption(value) : field.fill(value));
  }
}

/** Fills the form that is sent to an address by a button, presses it, and tells what the page says then. */
export async function send(page, action, values = {}, button = 'button[type=submit]') {
  const pressed = page.locator(`main form[method=post][action="${action}"] ${button}`).first();
  await pressed.evaluate((own) => own.closest('details')?.setAttribute('open', ''));
  await fill(pressed.locator('xpath=ancestor::form'), values);
  await pressed.click();
  return said(page);
}

/** Fills the fields of one of the actions of a page by name, and sends it; tells what the page says then. */
export async function take(page, step, values = {}, file = undefined) {
  const form = page.locator('details.action', { has: page.locator(`input[name=step][value=${step}]`) }).first();
  await form.evaluate((details) => details.setAttribute('open', ''));
  await fill(form, values);
  if (file) await form.locator('input[type=file]').setInputFiles(file);
  await form.locator('button[type=submit]').click();
  return said(page);
}

/** Whether a page offers a step. */
export async function offers(page, step) {
  return (await page.locator(`main input[name=step][value=${step}]`).count()) > 0;
}

/** What a page says. */
export function said(page) {
  return page.locator('main').innerText();
}

/** The path of a page. */
export function pathOf(page) {
  return new URL(page.url()).pathname;
}

/** The fen of an amount as pages write it: `1,234.50`. */
export function fen(text) {
  const [, minus, yuan, cents = '00'] = text.trim().match(/^([-−]?)([\d,]+)(?:\.(\d\d))?$/);
  return BigInt(`${minus ? '-' : ''}${yuan.replaceAll(',', '')}${cents}`);
}

/** Fen as they are written into fields: `1234.50`. */
export function yuan(amount) {
  const digits = amount.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Looks at a page again until it says something, as screenings follow in their own time. */
export async function until(page, says, seconds = 180) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const text = await said(page);
    if (says(text)) return text;
    assert.ok(Date.now() < end, `${pathOf(page)} does not say so after ${seconds} s: ${says}`);
    await page.waitForTimeout(300);
    await page.reload();
  }
}

/** A folder that goes with the process. */
export function folder() {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'mingzhang-'));
  process.on('exit', () => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A document that can be attached. */
export function proof() {
  const file = path.join(folder(), 'proof.pdf');
  fs.writeFileSync(file, '%PDF-1.4 proof\n%%EOF\n');
  return file;
}

/** Everything that must hold of a page; a list of what does not. */
export async function faults(page, lang) {
  const found = [];
  const size = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    window: window.innerWidth,
  }));
  if (size.wide > size.window) found.push(`scrolls sideways: ${size.wide} > ${size.window}`);
  if ((await page.locator('h1').count()) !== 1) found.push('not exactly one h1');
  if (!(await page.title()).trim()) found.push('no title');
  if (lang === 'en') {
    const words = await page.locator('h2, th, button, label, caption, nav a, dt').allInnerTexts();
    // Names of divisions, funds and people are data; words of the page are not marked as such.
    const own = await page.locator('[lang=zh-CN], [data-name]').allInnerTexts();
    own.sort((one, other) => other.length - one.length);
    const left = words.filter((text) => CHINESE.test(own.reduce((t, o) => t.replaceAll(o, ''), text)));
    if (left.length) found.push(`not translated: ${[...new Set(left)].slice(0, 5).join(' | ')}`);
  }
  const axe = await new AxeBuilder({ page }).analyze();
  for (const violation of axe.violations) {
    if (!['serious', 'critical'].includes(violation.impact)) continue;
    const where = violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ');
    found.push(`${violation.id}: ${violation.help} (${where})`);
  }
  return found;
}

/** Tells stories one after the other, and ends the process with what was found. */
export async function tell(stories) {
  const found = [];
  for (const [name, story] of Object.entries(stories)) {
    const begun = Date.now();
    await story().catch((error) => found.push(`${name}: ${error.message}`));
    console.log(`${((Date.now() - begun) / 1000).toFixed(1)} s ${name}`);
  }
  report(found);
}

/** Ends the process with what was found. */
export function report(found) {
  for (const line of found) console.log(line);
  console.log(found.length === 0 ? 'in order' : `${found.length} faults`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
