// What all tests in the browser share: starting it, signing in, and what must hold of every page.

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
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', password);
  await page.click('main form button[type=submit]');
  await page.waitForURL((url) => url.pathname === '/');
  return page;
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

/** Ends the process with what was found. */
export function report(found) {
  for (const line of found) console.log(line);
  console.log(found.length === 0 ? 'in order' : `${found.length} faults`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
